import { expect, type Page } from '@playwright/test';
import { aComputer } from '#tests/support/builders.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { test } from './browser-test.ts';
import { onNarrowScreen } from './narrow.ts';
import { signedIn } from './people.ts';

/** The plan of a deployment to more computers than are listed at once. */
test.describe.configure({ mode: 'serial' });

let hub: ConsoleHub;
let page: Page;
let packageId: string;
const COMPUTERS = 130;
const NAMES = Array.from({ length: COMPUTERS }, (_, place) => `till-${String(place + 1).padStart(3, '0')}`);

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  for (const name of NAMES) await hub.context.store.computers.insert(aComputer({ name }));
  const { id } = await hub.hub.commands.createPackage(ADMIN, {
    familyName: 'editor',
    version: '1.0',
    installProcedure: 'echo in',
  });
  packageId = id;
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
});
test.afterAll(async () => {
  await page.context().close();
  await hub.dispose();
});

const listed = () => page.getByTestId('plan-computers');
const rows = () => listed().locator('ul > li');
const more = (count: number) => page.getByRole('button', { name: `Show ${count} more` });

test('the others are listed below, fifty at a time, with the keyboard and without a jump', async () => {
  await page.goto(`/containers/new?package=${packageId}`);
  await page.getByText('Paste a list').click();
  await page.getByLabel('Names of computers').fill(NAMES.join('\n'));
  await expect(page.getByText(`${COMPUTERS} jobs on ${COMPUTERS} computers`)).toBeVisible();
  await expect(rows()).toHaveCount(50);
  await expect(listed()).toContainText('and 80 more');
  await expectAccessibleInBothThemes(page);

  await more(50).focus();
  const at = () => listed().evaluate(({ scrollTop }) => [scrollTop, window.scrollY]);
  const before = await at();
  await page.keyboard.press('Enter');
  await expect(rows()).toHaveCount(100);
  // The first that has come stands where the button was, and has the focus.
  await expect(rows().nth(50)).toBeFocused();
  await expect(rows().nth(50)).toContainText('till-051');
  await expect(rows().nth(50)).toBeInViewport();
  expect(await at()).toEqual(before);
  await page.keyboard.press('Tab');
  await expect(more(30)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(rows()).toHaveCount(COMPUTERS);
  await expect(more(30)).toHaveCount(0);
  await expect(listed()).not.toContainText('more');
  expect(await rows().locator('p:first-child').allInnerTexts()).toEqual(
    NAMES.map((name) => expect.stringContaining(name) as unknown as string),
  );
  await expectAccessibleInBothThemes(page);
  await onNarrowScreen(page, () => expect(rows().first()).toBeVisible());
});

test('a plan that has become another one meanwhile is shown anew, from its beginning', async () => {
  await page.goto(`/containers/new?package=${packageId}`);
  await page.getByText('Paste a list').click();
  await page.getByLabel('Names of computers').fill(NAMES.join('\n'));
  await expect(rows()).toHaveCount(50);
  const library = await hub.hub.commands.createPackage(ADMIN, {
    familyName: 'library',
    version: '1.0',
    installProcedure: 'echo in',
  });
  await hub.hub.commands.editPackage(ADMIN, { packageId, dependencies: [library.id] });
  await more(50).click();
  await expect(page.getByText(`${2 * COMPUTERS} jobs on ${COMPUTERS} computers`)).toBeVisible();
  await expect(rows()).toHaveCount(50);
  await expect(rows().first()).toContainText('library 1.0');
  await more(50).click();
  await expect(rows()).toHaveCount(100);
  await page.getByRole('button', { name: 'Start now' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Install editor 1\.0/);
});
