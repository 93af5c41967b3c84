import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { anAuditEntry } from '#tests/support/builders.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessible, expectAccessibleInBothThemes } from './accessible.ts';
import { onNarrowScreen } from './narrow.ts';
import { signedIn } from './people.ts';

/** Who did what, when and from where. */
test.describe.configure({ mode: 'serial' });

let hub: ConsoleHub;
let page: Page;
let packageId: string;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  const { commands } = hub.hub;
  const made = await commands.createPackage(ADMIN, {
    familyName: 'Editor',
    version: '2.1',
    installProcedure: 'true',
  });
  packageId = made.id;
  const gone = await commands.createPackage(ADMIN, {
    familyName: 'Gone',
    version: '1',
    installProcedure: 'true',
  });
  await commands.deletePackage(ADMIN, { packageId: gone.id });
  await commands.editSettings(ADMIN, { wakeWindowMinutes: 7 });
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
});
test.afterAll(() => hub.dispose());

const rows = () => page.getByTestId('audit').locator('tbody tr');
const ofVerb = (verb: string) => page.getByTestId('audit').locator(`[data-verb="${verb}"]`);
const act = (name: string) => hub.hub.commands.createFamily({ ...ADMIN, name: 'olga' }, { name });

test('every entry is a sentence, with the way to what still exists', async () => {
  await page.goto('/settings/audit');
  await expect(ofVerb('user.signIn')).toContainText('Signed in as admin');
  await expect(ofVerb('settings.edit')).toContainText('wakeWindowMinutes: 5 → 7');
  const created = ofVerb('package.create').filter({ hasText: 'Created the package Editor 2.1' });
  await expect(created.getByRole('link', { name: 'Editor 2.1', exact: true })).toHaveAttribute(
    'href',
    new RegExp(`/packages/[0-9a-f]{24}/${packageId}$`),
  );
  const deleted = ofVerb('package.delete');
  await expect(deleted).toContainText('Deleted the package Gone 1');
  await expect(deleted.getByRole('link', { name: 'Gone 1', exact: true })).toHaveCount(0);
  await expect(ofVerb('user.signIn').locator('time')).toHaveAttribute('title', /\d{2}:\d{2}:\d{2}/);
  await expect(ofVerb('user.signIn')).toContainText('127.0.0.1');
  await expectAccessibleInBothThemes(page);
  await onNarrowScreen(page, () => expect(ofVerb('package.delete')).toContainText('admin'));
});

test('what is written meanwhile is counted, and comes when one asks for it', async () => {
  const before = await rows().count();
  await act('Live 1');
  await act('Live 2');
  const fresh = page.getByRole('button', { name: '2 new entries' });
  await expect(fresh).toBeVisible();
  expect(await rows().count()).toBe(before);
  await expectAccessible(page);
  await fresh.click();
  await expect(rows()).toHaveCount(before + 2);
  await expect(rows().first()).toContainText('Created the package family Live 2');
  await expect(fresh).toHaveCount(0);
});

test('it is narrowed by what, who, day and words; the address says it, and all of it is taken back at once', async () => {
  await page.getByRole('combobox', { name: 'What' }).selectOption('Package families: all');
  await expect(page).toHaveURL(/what=family\./);
  await expect(rows()).toHaveCount(4);
  // Of another kind: it does not count.
  await hub.hub.commands.editSettings(ADMIN, { wakeWindowMinutes: 8 });
  await page.getByRole('searchbox', { name: 'Search names and details' }).fill('LIVE');
  await expect(page).toHaveURL(/search=LIVE/);
  await expect(rows()).toHaveCount(2);
  await expect(page.getByRole('button', { name: /new entr/ })).toHaveCount(0);
  await page.getByLabel('To the day').fill('2020-01-01');
  await expect(page.getByText('No entry fits')).toBeVisible();
  await page.getByRole('link', { name: 'Show everything' }).click();
  await expect(page).toHaveURL(/\/settings\/audit\??$/);
  await expect(ofVerb('settings.edit')).toHaveCount(2);
  await page.getByRole('link', { name: 'olga' }).first().click();
  await expect(page.getByRole('combobox', { name: 'Who' })).toHaveValue('olga');
  await expect(rows()).toHaveCount(2);
  await page.reload();
  await expect(rows()).toHaveCount(2);
});

test('what concerns one thing is a click away, and back', async () => {
  await page.goto('/settings/audit');
  const created = ofVerb('package.create').filter({ hasText: 'Editor 2.1' });
  await created.hover();
  await created.getByRole('link', { name: 'Only what concerns Editor 2.1' }).click();
  await expect(rows()).toHaveCount(1);
  await page.getByRole('link', { name: /Only what concerns one thing/ }).click();
  await expect(rows().nth(3)).toBeVisible();
});

test('days are those of the viewer, also of entries around midnight', async ({ browser }) => {
  const late = (at: string) =>
    hub.context.store.audit.insert(anAuditEntry({ at: new Date(at), verb: 'user.create', detail: at }));
  await late('2021-03-04T22:59:00Z');
  await late('2021-03-04T23:01:00Z');
  const context = await browser.newContext({
    baseURL: hub.address,
    timezoneId: 'Europe/Berlin',
    storageState: await page.context().storageState(),
  });
  const berlin = await context.newPage();
  await context.addCookies([{ name: 'reveille_zone', value: 'Europe%2FBerlin', url: hub.address }]);
  await berlin.goto('/settings/audit?from=2021-03-05&to=2021-03-05');
  await expect(berlin.getByTestId('audit').locator('tbody tr')).toHaveCount(1);
  await expect(berlin.getByTestId('audit')).toContainText('2021-03-04T23:01:00Z');
  await context.close();
});

test('pages are turned, and the table holds all that fits', async () => {
  const start = Date.UTC(2022, 0, 1);
  for (let place = 0; place < 130; place += 1) {
    const at = new Date(start + place * 1000);
    await hub.context.store.audit.insert(anAuditEntry({ at, verb: 'job.cancel', detail: `number ${place}` }));
  }
  await page.goto('/settings/audit?what=job.cancel');
  await expect(rows()).toHaveCount(100);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(rows()).toHaveCount(30);
  await page.getByRole('link', { name: 'First page' }).click();
  await expect(rows().first()).toContainText('number 129');
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'As CSV' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('audit-log.csv');
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(131);
  expect(lines[1]).toContain('number 129');
});

test('rows are gone through with j and k', async () => {
  await page.goto('/settings/audit');
  await expect(rows().nth(2)).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(rows().nth(1).locator('[data-row]')).toBeFocused();
  await page.keyboard.press('k');
  await expect(rows().nth(0).locator('[data-row]')).toBeFocused();
});
