import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { test } from './browser-test.ts';
import { onNarrowScreen } from './narrow.ts';
import { signedIn } from './people.ts';

/** Many packages: sorted, searched, in pages, as a file. */
test.describe.configure({ mode: 'serial' });

let hub: ConsoleHub;
let page: Page;
const FAMILIES = 120;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  for (let place = 0; place < FAMILIES; place += 1) {
    await hub.hub.commands.createPackage(ADMIN, {
      familyName: `Tool ${place}`,
      version: `1.${place}`,
      installProcedure: 'true',
    });
  }
  for (const version of ['2.0', '1.9', '1.10'])
    await hub.hub.commands.createPackage(ADMIN, { familyName: 'Tool 7', version, notes: 'A, "quoted" note' });
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
});
test.afterAll(async () => {
  await page.context().close();
  await hub.dispose();
});

const families = () => page.getByTestId('families');
const names = () => families().locator('tbody a').allInnerTexts();
const sortBy = (column: string) => page.getByRole('columnheader', { name: column }).getByRole('link').click();
const linesOf = async (link: string) => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).click(),
  ]);
  return (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
};

test('packages are sorted by every column, in the address, over all pages', async () => {
  await page.goto('/packages');
  await expect(page.getByTestId('range')).toHaveText(`1 – 100 of ${FAMILIES}`);
  // As people sort.
  expect((await names()).slice(0, 3)).toEqual(['Tool 0', 'Tool 1', 'Tool 2']);
  await expectAccessibleInBothThemes(page);
  await sortBy('Latest version');
  const head = page.getByRole('columnheader', { name: 'Latest version' });
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await sortBy('Latest version');
  await expect.poll(async () => (await names()).slice(0, 3)).toEqual(['Tool 7', 'Tool 119', 'Tool 118']);
  expect(new URL(page.url()).search).toBe('?sort=-latestVersion');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await page.reload();
  await expect.poll(async () => (await names())[0]).toBe('Tool 7');
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(page.getByTestId('range')).toHaveText(`101 – ${FAMILIES} of ${FAMILIES}`);
  await sortBy('Created');
  await expect(page.getByTestId('range')).toHaveText(`1 – 100 of ${FAMILIES}`);
  expect((await names())[0]).toBe('Tool 0');
  await onNarrowScreen(page, () => expect(families()).toBeVisible());
});

test('all that match become a file, in the order of the list', async () => {
  await page.goto('/packages?sort=-packages');
  await page.getByRole('searchbox', { name: 'Search packages' }).fill('tool 7');
  await expect(page.getByTestId('range')).toHaveText('1 – 11 of 11');
  const lines = await linesOf('CSV of all 11');
  expect(lines).toHaveLength(12);
  expect(lines[0]).toMatch(/^\uFEFFid,name,latest version,versions,created,notes$/);
  expect(lines[1]).toContain(',Tool 7,2.0,4,');
});

test('the versions of a family are sorted as versions, and become a file as they stand', async () => {
  await page.goto('/packages?search=tool+7&sort=-packages');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tool 7');
  const versions = () => page.getByTestId('versions').locator('tbody a[data-row]').allInnerTexts();
  expect(await versions()).toEqual(['2.0', '1.10', '1.9', '1.7']);
  await sortBy('Version');
  await expect.poll(versions).toEqual(['1.7', '1.9', '1.10', '2.0']);
  await expectAccessibleInBothThemes(page);
  const lines = await linesOf('CSV of all 4');
  expect(lines.slice(1).map((line) => line.split(',')[2])).toEqual(['1.7', '1.9', '1.10', '2.0']);
  expect(lines[2]).toMatch(/"A, ""quoted"" note"$/);
});
