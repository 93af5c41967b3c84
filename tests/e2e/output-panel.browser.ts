import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { aChunk, anAttempt } from '#tests/support/builders.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { givenDeployment } from '#tests/support/large-deployment.ts';
import { LIMITS } from '#protocol/limits.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { signedIn } from './people.ts';

/** Reading an output of tens of thousands of lines: finding, linking, copying, with keys and with ears. */
test.describe.configure({ mode: 'serial' });

const LINES = 60_000;
const LINES_A_CHUNK = 200;

let hub: ConsoleHub;
let page: Page;
let path: string;
let jobId: string;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  hub = await startConsoleHub();
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const chunks = LINES / LINES_A_CHUNK;
  const then = Date.parse('2026-03-01T08:00:00.000Z');
  const attempt = anAttempt({ exitCode: 0, output: { lastSequence: chunks, bytes: LINES * 40 } });
  const { id, jobs } = await givenDeployment(hub, 1, () => ({
    state: 'succeeded',
    lastAttemptNumber: 1,
    attempt,
  }));
  jobId = jobs[0]?.id ?? '';
  path = `/containers/${id}`;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const text = Array.from({ length: LINES_A_CHUNK }, (_, place) => {
      const number = chunk * LINES_A_CHUNK + place + 1;
      const words = number % 20_000 === 0 ? 'a needle in it' : 'unpacking a file of the package';
      return `${number}: ${words}\n`;
    }).join('');
    expect(text.length).toBeLessThan(LIMITS.outputChunkBytes);
    await hub.context.store.output.append([
      aChunk({
        jobId,
        sequence: chunk + 1,
        stream: chunk % 10 === 9 ? 'stderr' : 'stdout',
        text,
        at: new Date(then + chunk * 1_000),
      }),
    ]);
  }
});
test.afterAll(async () => {
  await page.context().close();
  await hub.dispose();
});

const output = () => page.getByTestId('output');
const lineAt = (number: number) => output().locator(`[data-line="${number}"]`);

test('finds words in all of it, counts them and goes from one to the next, by keys', async () => {
  await page.goto(path);
  await expect(page.getByText('60,000 lines')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('f');
  const field = page.getByRole('textbox', { name: 'Find in the output' });
  await expect(field).toBeFocused();
  await field.fill('NEEDLE');
  await expect(page.getByTestId('found')).toHaveText(/^\d of 3$/);
  await expect(output().locator('.current')).toHaveText('needle');
  await expect(output().locator('.current')).toBeInViewport();
  const before = await page.getByTestId('found').innerText();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('found')).not.toHaveText(before);
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByTestId('found')).toHaveText(before);
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Match case' }).click();
  await expect(page.getByTestId('found')).toHaveText('Nothing found');
  await field.press('Escape');
  await expect(output()).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'Find in the output' })).toHaveCount(0);
});

test('the address of a line leads to it, however far down it is', async () => {
  await page.goto(`${path}?job=${jobId}&line=41234`);
  await expect(lineAt(41_234)).toBeInViewport({ timeout: 30_000 });
  await expect(lineAt(41_234)).toHaveClass(/marked/);
  await lineAt(41_236).getByRole('link', { includeHidden: true }).click();
  await expect(page).toHaveURL(/line=41236/);
  await expect(lineAt(41_236)).toHaveClass(/marked/);
  await page.goto(`${path}?job=${jobId}&line=99999`);
  await expect(page.getByText('There is no line 99999.')).toBeVisible({ timeout: 30_000 });
});

test('keys follow and stay, wrap, and show when each line was written', async () => {
  await page.goto(path);
  await expect(page.getByText('60,000 lines')).toBeVisible({ timeout: 30_000 });
  await output().focus();
  await expect(lineAt(60_000)).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(lineAt(1)).toBeInViewport();
  await expect(page.getByRole('button', { name: 'Follow the newest line' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(lineAt(60_000)).toBeInViewport();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Follow the newest line' })).toBeVisible();
  await page.keyboard.press('PageUp');
  await expect(lineAt(60_000)).not.toBeInViewport();
  await page.keyboard.press('End');
  await expect(lineAt(60_000)).toBeInViewport();
  await page.keyboard.press('w');
  await expect(page.getByRole('button', { name: 'Wrap long lines' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('t');
  await expect(lineAt(60_000).locator('.time')).toHaveText(/^\d\d:\d\d:\d\d\.000$/);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Find in the output');
  await page.keyboard.press('Escape');
});

test('a selection is copied without line numbers, also the lines that were scrolled out of view', async () => {
  await page.goto(`${path}?line=1`);
  await expect(lineAt(1)).toBeInViewport({ timeout: 30_000 });
  await expect(page.getByText('60,000 lines')).toBeVisible({ timeout: 30_000 });
  await lineAt(2)
    .locator('.text')
    .evaluate((element) => {
      document.getSelection()?.setBaseAndExtent(element, 0, element, 0);
    });
  await output().evaluate((element) => (element.scrollTop = 4_000));
  await lineAt(203)
    .locator('.text')
    .evaluate((element) => {
      const { anchorNode, anchorOffset } = document.getSelection() ?? {};
      if (anchorNode !== null && anchorNode !== undefined)
        document
          .getSelection()
          ?.setBaseAndExtent(anchorNode, anchorOffset ?? 0, element, element.childNodes.length);
    });
  await page.keyboard.press('Control+c');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const lines = copied.split('\n');
  expect(lines).toHaveLength(202);
  expect(lines[0]).toBe('2: unpacking a file of the package');
  expect(lines[201]).toBe('203: unpacking a file of the package');
});

test('what comes is told to screen readers in few words, and not for each line', async () => {
  await page.goto(path);
  await expect(page.getByText('60,000 lines')).toBeVisible({ timeout: 30_000 });
  await output().focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('button', { name: 'Pause following' })).toBeVisible();
  const told: string[] = [];
  await page.exposeFunction('told', (words: string) => told.push(words));
  await page.getByTestId('announced').evaluate((element) => {
    new MutationObserver(() =>
      (window as unknown as { told: (words: string) => void }).told(element.textContent ?? ''),
    ).observe(element, { childList: true, characterData: true, subtree: true });
  });
  for (let piece = 1; piece <= 40; piece += 1) {
    const sequence = LINES / LINES_A_CHUNK + piece;
    hub.context.feed.publish([`output:${jobId}`], {
      kind: 'output',
      jobId,
      attempt: 1,
      chunks: [{ sequence, stream: 'stdout', text: `late ${piece}\n`, at: new Date().toISOString() }],
      extent: { lastSequence: sequence, bytes: 1 },
    });
  }
  await expect(page.getByText('60,040 lines')).toBeVisible();
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThan(3);
  expect(told[0]).toMatch(/new lines?: late \d+$/);
});

test('a scroll that is told when the output is gone already is nobody’s any more', async () => {
  await page.goto(path);
  await expect(output()).toBeVisible();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  const gone = await output().elementHandle();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await gone?.evaluate((element) => element.dispatchEvent(new Event('scroll')));
  expect(errors).toEqual([]);
});
