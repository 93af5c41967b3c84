import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { anAttempt } from '#tests/support/builders.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import {
  givenDeployment,
  givenFailures,
  givenItsComputers,
  type LargeDeployment,
} from '#tests/support/large-deployment.ts';
import { JobState } from '#protocol/job.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { signedIn } from './people.ts';

/** One deployment to many computers: as a table, as a map, and by what failed alike. */
test.describe.configure({ mode: 'serial' });

let hub: ConsoleHub;
let page: Page;
let mixed: LargeDeployment;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  hub = await startConsoleHub();
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
  const then = Date.now() - 600_000;
  mixed = await givenDeployment(hub, 1_200, (place) => {
    const state = JobState.options[place % JobState.options.length] ?? 'waiting';
    if (state === 'waiting') return { state };
    const attempt = anAttempt({
      offeredAt: new Date(then),
      startedAt: new Date(then + place),
      ...(state === 'failed' ? { exitCode: 3, reason: 'exitCodeNotAccepted' } : {}),
    });
    return { state, lastAttemptNumber: 1, attempt };
  });
  await givenItsComputers(hub, mixed);
});
test.afterAll(async () => {
  await page.context().close();
  await hub.dispose();
});

const rows = () => page.getByTestId('job');
const firstNames = (count: number) =>
  rows().evaluateAll(
    (elements, most) =>
      elements
        .map((element) => ({
          at: Number(element.getAttribute('aria-rowindex')),
          name: element.querySelector('[data-row]')?.textContent ?? '',
        }))
        .sort((one, other) => one.at - other.at)
        .slice(0, most)
        .map(({ name }) => name),
    count,
  );
const tab = (name: string) =>
  page.getByRole('navigation', { name: 'Ways to look at the jobs' }).getByRole('link', { name });

test('the table is sorted, searched with pasted names, and exported whole', async () => {
  await page.goto(`/containers/${mixed.id}`);
  await expect(page.getByText('1,200 jobs', { exact: true })).toBeVisible();
  const head = page.getByRole('columnheader', { name: 'Computer' });
  await head.getByRole('link').click();
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await head.getByRole('link').click();
  await expect.poll(() => firstNames(2)).toEqual(['BER-OFFICE-01200', 'BER-OFFICE-01199']);
  await page.getByRole('searchbox', { name: 'Search computers' }).fill('office-00007; OFFICE-01100');
  await expect(page.getByText('2 of 1,200 jobs shown')).toBeVisible();
  expect(await firstNames(2)).toEqual(['BER-OFFICE-01100', 'BER-OFFICE-00007']);
  await page.getByRole('searchbox', { name: 'Search computers' }).fill('zebra');
  await page.getByRole('link', { name: 'Show all jobs' }).click();
  await expect(page.getByText('1,200 jobs', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'More actions' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'CSV of all 1,200 jobs' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(1_201);
  expect(lines[7]).toContain(',BER-OFFICE-00007,install,LibreOffice,25.8.3,failed,3,');
});

test('with the keyboard alone: rows, ranges, the output, and what is chosen', async () => {
  await page.goto(`/containers/${mixed.id}?state=failed`);
  await expect(page.getByText('100 of 1,200 jobs shown')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('End');
  await expect(page.getByRole('button', { name: /Output of .* on BER-OFFICE-01195/ })).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+X');
  await expect(page.getByRole('toolbar')).toContainText('3 chosen');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Install LibreOffice 25.8.3 on BER-OFFICE-00031')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Choose none' }).click();
  await expect(page.getByRole('toolbar')).toHaveCount(0);
});

test('all that are shown are retried and cancelled together; what cannot be is passed over and told', async () => {
  await page.goto(`/containers/${mixed.id}`);
  await expect(page.getByText('1,200 jobs', { exact: true })).toBeVisible();
  await page.getByLabel('Choose all that are shown').check();
  await page.getByRole('button', { name: 'Retry 400 chosen jobs' }).click();
  await expect(page.getByText(/400 jobs get another attempt; 800 passed over/)).toBeVisible();
  await page.getByLabel('Choose all that are shown').check();
  await page.getByRole('button', { name: 'Cancel 900 chosen jobs' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel 900 jobs' }).click();
  await expect(page.getByTestId('bulk')).toContainText('2 done');
  const { counts } = await hub.hub.queries.container(ADMIN, mixed.id);
  expect(counts.cancelled).toBe(500);
  await page.getByTestId('bulk').getByRole('button', { name: 'Dismiss' }).click();
});

test('the map shows each computer; arrow keys tell it, Enter opens it, a filter lets the others stand back', async () => {
  await page.goto(`/containers/${mixed.id}`);
  await tab('Map').click();
  const map = page.getByRole('grid', { name: 'Map of the computers' });
  await expect(map).toHaveAttribute('aria-rowcount', /\d{2}/);
  await map.focus();
  await expect(map.getByRole('gridcell')).toHaveAccessibleName(/^BER-OFFICE-00001: Cancelled/);
  await page.keyboard.press('ArrowRight');
  await expect(map.getByRole('gridcell')).toHaveAccessibleName(/^BER-OFFICE-00002/);
  await page.keyboard.press('Control+End');
  await expect(map.getByRole('gridcell')).toHaveAccessibleName(/^BER-OFFICE-01200/);
  await expect(page.getByTestId('map-note')).toContainText('BER-OFFICE-01200');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Install LibreOffice 25.8.3 on BER-OFFICE-01200')).toBeVisible();
  await expect(page.getByRole('list', { name: 'What the signs mean' })).toContainText('Succeeded');
  await expectAccessibleInBothThemes(page);

  const drawn = () =>
    map.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let strong = 0;
      for (let at = 3; at < pixels.length; at += 4) if ((pixels[at] ?? 0) > 200) strong += 1;
      return strong;
    });
  await expect.poll(drawn).toBeGreaterThan(10_000);
  const whole = await drawn();
  await page
    .getByRole('navigation', { name: 'Filter jobs by state' })
    .getByRole('link', { name: /Succeeded/ })
    .click();
  await expect.poll(drawn).toBeLessThan(whole / 2);
  expect(new URL(page.url()).searchParams.get('view')).toBe('map');
  await map.click({ position: { x: 5, y: 5 } });
  await expect(page.getByText('Install LibreOffice 25.8.3 on BER-OFFICE-00001')).toBeVisible();
});

test('what failed alike is one group: told, opened, listed, and retried together', async () => {
  const failed = await givenFailures(hub, 120);
  await givenItsComputers(hub, failed);
  await page.goto(`/containers/${failed.id}`);
  await tab('Failures 120').click();
  const groups = page.getByTestId('failure');
  await expect(groups).toHaveCount(2);
  await expect(groups.first()).toContainText('118 ×');
  await expect(groups.first().getByTestId('failure-line')).toHaveText(
    'exit code 1603 does not count as success · …: disk full on C:, # MB missing',
  );
  await expectAccessibleInBothThemes(page);
  await groups.first().getByRole('button', { name: 'Show more of 118' }).click();
  await expect(groups.first().getByRole('button', { name: 'BER-OFFICE-00099' })).toBeVisible();
  await groups.first().getByRole('button', { name: 'Show more of 118' }).click();
  await expect(groups.first().getByRole('button', { name: 'Fewer' })).toBeVisible();
  await groups.nth(1).getByRole('button', { name: 'Open one' }).click();
  await expect(page.getByTestId('output')).toContainText('BER-OFFICE-00050: no licence');
  await groups.nth(1).getByRole('button', { name: 'Retry 2 jobs' }).click();
  await expect(page.getByText('2 jobs get another attempt.')).toBeVisible();
  await expect(groups).toHaveCount(1);
  const { counts } = await hub.hub.queries.container(ADMIN, failed.id);
  expect(counts).toMatchObject({ failed: 118, waiting: 2 });
});

test('whoever asks is told of the end, on another page too', async () => {
  await page.context().grantPermissions([]);
  const ending = await givenDeployment(hub, 2, () => ({ state: 'waiting' }));
  await page.goto(`/containers/${ending.id}`);
  await page.getByRole('button', { name: 'Tell me when it ends' }).click();
  await expect(page.getByRole('button', { name: /^You are told when it ends/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.goto('/packages');
  await hub.hub.commands.cancelContainer(ADMIN, { containerId: ending.id });
  await expect(page.getByText('“2 computers” has ended: cancelled')).toBeVisible();
  await page.getByRole('button', { name: 'Open it' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('2 computers');
  await expect(page.getByRole('button', { name: 'Tell me when it ends' })).toHaveAttribute(
    'title',
    'It has ended already.',
  );
});

test('on a phone each view fits', async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: hub.address,
    viewport: { width: 390, height: 844 },
    storageState: await page.context().storageState(),
  });
  const phone = await context.newPage();
  for (const view of ['table', 'map', 'failures']) {
    await phone.goto(`/containers/${mixed.id}?view=${view}`);
    await expect(phone.getByTestId('progress')).toBeVisible();
    const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, view).toBeLessThanOrEqual(0);
  }
  await context.close();
});
