import { expect, type Page } from '@playwright/test';
import { aContainer } from '#tests/support/builders.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { test } from './browser-test.ts';
import { expectNothingBeneath } from './dock.ts';
import { onNarrowScreen } from './narrow.ts';
import { signedIn } from './people.ts';

/** What is done to many things is told in the corner of the page, and covers nothing there. */
test.describe.configure({ mode: 'serial' });

let hub: ConsoleHub;
let page: Page;
const DEPLOYMENTS = 130;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  for (let place = 0; place < DEPLOYMENTS; place += 1) {
    await hub.context.store.containers.insert(
      aContainer({
        name: `Night ${place}`,
        startAt: new Date(Date.now() + 3_600_000),
        counts: place < 3 ? { succeeded: 1 } : { waiting: 1 },
      }),
    );
  }
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
});
test.afterAll(async () => {
  await page.context().close();
  await hub.dispose();
});

const bulk = () => page.getByTestId('bulk');
const bar = () => page.getByRole('toolbar');

test('by keys all of the page are chosen, then all that match, and then done something with', async () => {
  await page.goto('/containers?sort=name');
  await page.keyboard.press('a');
  await expect(bar()).toContainText('100 chosen');
  await page.keyboard.press('a');
  await expect(bar()).toContainText(`All ${DEPLOYMENTS} that match are chosen`);
  await page.keyboard.press('a');
  await expect(bar()).toHaveCount(0);
  await page.keyboard.press('a');
  await page.keyboard.press('a');
  await page.keyboard.press('.');
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(bulk()).toContainText('127 done · 3 passed over');
});

test('what is told of it covers no control, on large screens and small ones, until it is put away', async () => {
  const covered = async () => {
    await expectNothingBeneath(page, bulk());
    await page.keyboard.press('a');
    await expect(bar()).toBeVisible();
    await expectNothingBeneath(page, bulk());
    // Nor is what has the focus beneath it.
    await page.getByRole('link', { name: 'Night 99', exact: true }).focus();
    const [row, panel] = await Promise.all([
      page.getByRole('link', { name: 'Night 99', exact: true }).boundingBox(),
      bulk().boundingBox(),
    ]);
    expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual(panel?.y ?? 0);
    await page.getByRole('button', { name: 'Choose none' }).click();
  };
  await covered();
  await bulk().getByText('Which, and why').click();
  await expectNothingBeneath(page, bulk());
  await expectAccessibleInBothThemes(page);
  await onNarrowScreen(page, covered);
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  const withIt = await height();
  await bulk().getByRole('button', { name: 'Dismiss' }).click();
  await expect(bulk()).toHaveCount(0);
  // The room is given back.
  await expect.poll(height).toBeLessThan(withIt);
});
