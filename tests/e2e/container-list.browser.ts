import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { aContainer } from '#tests/support/builders.ts';
import { givenFailures, givenItsComputers } from '#tests/support/large-deployment.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { person, signedIn } from './people.ts';

/** Hundreds of deployments: finding, sorting, doing something with many at once. */
test.describe.configure({ mode: 'serial' });

let hub: ConsoleHub;
let page: Page;
const MINUTE = 60_000;
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE);

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
});
test.afterAll(async () => {
  await page.context().close();
  await hub.dispose();
});

const table = (on = page) => on.getByTestId('containers');
const names = (on = page) => table(on).locator('tbody a').allInnerTexts();
const states = (on = page) => on.getByRole('navigation', { name: 'Filter by state' });

test('search, filters and order stand in the address, with how many there are in each state', async () => {
  await page.goto('/containers');
  await expect(page.getByText('Nothing was deployed yet')).toBeVisible();
  const { store } = hub.context;
  for (let place = 0; place < 230; place += 1) {
    await store.containers.insert(
      aContainer({
        name: `Wave ${place}`,
        createdBy: place % 2 === 0 ? 'ada' : 'grace',
        startAt: inMinutes(-place * 60 - 30),
        createdAt: inMinutes(-300 + place),
        priority: place % 3,
        counts: place < 20 ? { failed: 1 } : { succeeded: 1 },
      }),
    );
  }
  await store.containers.insert(
    aContainer({ name: 'Exam browser', startAt: inMinutes(90), createdAt: inMinutes(-500) }),
  );
  await page.goto('/containers');
  await expect(page.getByTestId('range')).toHaveText('1 – 100 of 231');
  await expect(states()).toContainText('All 231');
  await expect(states()).toContainText('Failed 20');
  await states().getByRole('link', { name: 'Failed 20' }).click();
  await expect(page.getByTestId('range')).toHaveText('1 – 20 of 20');
  await page.getByRole('combobox', { name: 'Created by' }).selectOption('ada');
  await expect(page.getByTestId('range')).toHaveText('1 – 10 of 10');
  await expect(states()).toContainText('Succeeded 105');
  await table().getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
  await expect.poll(() => names()).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18].map((n) => `Wave ${n}`));
  await expect(table().getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  expect(new URL(page.url()).search).toBe('?state=failed&by=ada&sort=name');
  await page.reload();
  await expect(page.getByTestId('range')).toHaveText('1 – 10 of 10');

  await page.getByRole('link', { name: 'Show all' }).click();
  await expect(page.getByTestId('range')).toHaveText('1 – 100 of 231');
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('EXAM');
  await expect.poll(() => names()).toEqual(['Exam browser']);
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('zebra');
  await expect(page.getByText('No job container fits')).toBeVisible();
  await page.getByRole('link', { name: 'Show all' }).first().click();
  await expect(page.getByTestId('range')).toHaveText('1 – 100 of 231');
  await page.getByRole('combobox', { name: 'Start date' }).selectOption({ label: 'Still to start' });
  await expect.poll(() => names()).toEqual(['Exam browser']);
  await page
    .getByRole('combobox', { name: 'Start date' })
    .selectOption({ label: 'Started in the last 24 hours' });
  await expect(page.getByTestId('range')).toHaveText('1 – 24 of 24');
});

const ANSWERS = '**/containers/__data.json*';

/** Keeps the next answer for the list back until it is let go. */
async function holdAnswer() {
  const held = Promise.withResolvers<void>();
  let asked = 0;
  await page.route(ANSWERS, async (route) => {
    asked += 1;
    if (asked === 1) await held.promise;
    // What was overtaken is not wanted any more.
    await route.continue().catch(() => undefined);
  });
  return {
    isAskedFor: () => expect.poll(() => asked).toBe(1),
    async letGo() {
      held.resolve();
      await page.unroute(ANSWERS);
    },
  };
}

test('what is changed while a page is on its way adds to it: filters, order and search compose', async () => {
  await page.goto('/containers');
  const first = await holdAnswer();
  await states().getByRole('link', { name: 'Failed 20' }).click();
  await first.isAskedFor();
  expect(new URL(page.url()).search).toBe('');
  await page.getByRole('combobox', { name: 'Created by' }).selectOption('ada');
  await expect(page.getByTestId('range')).toHaveText('1 – 10 of 10');
  expect(new URL(page.url()).search).toBe('?state=failed&by=ada');
  await first.letGo();

  const second = await holdAnswer();
  await table().getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
  await second.isAskedFor();
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('wave 1');
  await expect(page.getByTestId('range')).toHaveText('1 – 5 of 5');
  expect(new URL(page.url()).search).toBe('?state=failed&by=ada&sort=name&search=wave+1');
  await second.letGo();
  // What was never shown is no step of the way back.
  await page.goBack();
  await expect(page.getByTestId('range')).not.toHaveText('1 – 5 of 5');
});

test('what is typed while an answer is on its way is kept and asked for; who opens a row is not called back', async () => {
  await page.goto('/containers');
  const answer = await holdAnswer();
  const field = page.getByRole('searchbox', { name: 'Search by name' });
  await field.pressSequentially('wa');
  await answer.isAskedFor();
  await field.pressSequentially('ve 1');
  await answer.letGo();
  await expect(page).toHaveURL(/\?search=wave\+1$/);
  await expect(field).toHaveValue('wave 1');

  const row = table().locator('tbody a').first();
  const name = await row.innerText();
  await field.fill('zebra');
  await row.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
});

test('pages are gone through and jumped to; all that match become a CSV file in the order of the list', async () => {
  await page.goto('/containers?sort=-createdAt');
  await page.getByRole('spinbutton', { name: 'Page' }).fill('3');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('range')).toHaveText('201 – 231 of 231');
  await page.getByRole('link', { name: 'Page before' }).click();
  await expect(page.getByTestId('range')).toHaveText('101 – 200 of 231');
  await page.goBack();
  await expect(page.getByTestId('range')).toHaveText('201 – 231 of 231');

  await page.goto('/containers?by=grace&sort=name');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV of all 115' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(116);
  expect(lines[0]).toMatch(/^\uFEFFid,name,state,start/);
  expect(lines[1]).toContain(',Wave 1,failed,');
  expect(lines[2]).toContain(',Wave 3,failed,');
});

test('the keyboard alone goes through the rows, chooses and opens', async () => {
  await page.goto('/containers?sort=name&search=Wave');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Wave 1', exact: true })).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByRole('toolbar')).toContainText('1 chosen');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Wave 0');
});

test('what is chosen on all pages is paused, with what was passed over told, and cancelled after one question', async () => {
  const { store } = hub.context;
  for (let place = 0; place < 120; place += 1) {
    await store.containers.insert(
      aContainer({
        name: `Nightly ${place}`,
        startAt: inMinutes(60),
        counts: place < 5 ? { succeeded: 1 } : { waiting: 1 },
      }),
    );
  }
  await page.goto('/containers?search=Nightly');
  await page.getByLabel('Choose all of this page').check();
  await page.getByRole('button', { name: 'Choose all 120 that match' }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const bulk = page.getByTestId('bulk');
  await expect(bulk).toContainText('115 done · 5 passed over');
  await bulk.getByText('Which, and why').click();
  await expect(bulk).toContainText('Nightly 0: nothing of it is pending');
  await expectAccessibleInBothThemes(page);
  await bulk.getByRole('button', { name: 'Dismiss' }).click();
  await expect(states()).toContainText('Paused 115');
  expect((await hub.hub.queries.containers(ADMIN, { states: ['paused'] })).total).toBe(115);

  await page.getByRole('checkbox', { name: 'Choose Nightly 119' }).check();
  await page.getByRole('checkbox', { name: 'Choose Nightly 117' }).click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Cancel 3 jobs of 3 job containers?');
  await dialog.getByRole('button', { name: 'Cancel 3 jobs' }).click();
  await expect(bulk).toContainText('3 done');
});

test('a row does not move while somebody is at the list, and the list says that it has changed', async () => {
  await page.goto('/containers?sort=-createdAt&search=Nightly');
  const [first] = await names();
  await page.getByRole('link', { name: first ?? '', exact: true }).hover();
  const added = aContainer({ name: 'Nightly new', createdAt: new Date(), counts: { succeeded: 1 } });
  await hub.context.store.containers.insert(added);
  await hub.context.announcer.container(added.id);
  await expect(page.getByText('The list has changed: show it as it is now')).toBeVisible();
  expect((await names())[0]).toBe(first);
  // The pointer leaves the rows.
  await page.mouse.move(0, 0);
  await expect.poll(async () => (await names())[0]).toBe('Nightly new');
});

test('who may only look is told why, and support staff retry what failed on one computer', async ({
  browser,
}) => {
  await givenItsComputers(hub, await givenFailures(hub, 2));
  const place = { hub: hub.hub, address: hub.address };
  const viewer = await person(browser, { ...place, name: 'vera', role: 'viewer' });
  await viewer.goto('/containers?search=2+failed');
  await viewer.getByRole('checkbox', { name: 'Choose 2 failed' }).check();
  for (const name of ['Pause', 'Retry failed', 'Cancel']) {
    await expect(viewer.getByRole('button', { name, exact: true })).toHaveAttribute(
      'title',
      'Needs the role operator; you are signed in as viewer.',
    );
  }
  await viewer.context().close();
  const support = await person(browser, { ...place, name: 'sam', role: 'support' });
  await support.goto('/containers?search=2+failed');
  await support.getByRole('link', { name: '2 failed' }).click();
  await support.getByTestId('job').first().getByRole('checkbox').check();
  await support.getByRole('button', { name: 'Retry 1 chosen job' }).click();
  await expect(support.getByText('1 job gets another attempt.')).toBeVisible();
  await support.context().close();
});

test('on a phone nothing is wider than the page', async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: hub.address,
    viewport: { width: 390, height: 844 },
    storageState: await page.context().storageState(),
  });
  const phone = await context.newPage();
  await phone.goto('/containers');
  await phone.getByLabel('Choose all of this page').check();
  expect(
    await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0);
  await context.close();
});
