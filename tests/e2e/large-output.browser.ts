import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { LINE_BYTES, LINES, MANY_LINES } from '#tests/support/many-lines.ts';
import { setStage, type Stage } from '#tests/support/stage.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { signIn } from './console.ts';

/** Places in the output that are scrolled to and read. */
const PLACES = 40;

let stage: Stage;
test.beforeAll(async () => {
  stage = await setStage('large');
});
test.afterAll(() => stage.dispose());

test('a page that watches 200,000 lines come has all of them at the end, both streams in order', async ({
  browser,
}) => {
  const { hubs, beside } = stage;
  const { id: computerId } = await beside.computerOnline('large');
  const { id: packageId } = await beside.hub.commands.createPackage(ADMIN, {
    familyName: 'Large output',
    version: '1',
    installProcedure: MANY_LINES,
  });
  const page = await (await browser.newContext({ baseURL: hubs.address })).newPage();
  await page.goto('/');
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
  await page.goto(`/containers/new?computer=${computerId}&package=${packageId}`);
  await page.getByRole('button', { name: 'Start now' }).click();
  await expect(page.getByTestId('job').getByText('Succeeded')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(`${LINES.toLocaleString('en')} lines`)).toBeVisible({ timeout: 30_000 });
  // Followed to the end without anybody scrolling: the newest line is in sight.
  await expect
    .poll(async () => (await linesInSight(page)).at(-1)?.text.slice(0, 7))
    .toMatch(/^0(199999|200000)$/);

  await page.getByRole('button', { name: 'Pause following' }).click();
  let last = { stdout: 0, stderr: 0 };
  for (let place = 0; place <= PLACES; place += 1) {
    const seen = await linesAt(page, place / PLACES);
    expect(seen.length).toBeGreaterThan(5);
    for (const { stream, text } of seen) {
      expect(text).toHaveLength(LINE_BYTES - 1);
      const number = Number(text.slice(0, 7));
      expect(stream).toBe(number % 4 === 0 ? 'stderr' : 'stdout');
      expect(number).toBeGreaterThanOrEqual(last[stream]);
      last = { ...last, [stream]: number };
    }
  }
});

/** Scrolls to a share of the whole output, and reads the lines shown there. */
async function linesAt(page: Page, share: number): Promise<{ stream: 'stdout' | 'stderr'; text: string }[]> {
  const output = page.getByTestId('output');
  await output.evaluate((element, at) => {
    element.scrollTop = (element.scrollHeight - element.clientHeight) * at;
    return new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
  }, share);
  return linesInSight(page);
}

function linesInSight(page: Page): Promise<{ stream: 'stdout' | 'stderr'; text: string }[]> {
  return page.getByTestId('output').evaluate((element) => {
    const box = element.getBoundingClientRect();
    return [...element.querySelectorAll('.line')]
      .filter((line) => {
        const { top, bottom } = line.getBoundingClientRect();
        return top >= box.top && bottom <= box.bottom;
      })
      .map((line) => ({
        stream: line.classList.contains('stderr') ? ('stderr' as const) : ('stdout' as const),
        text: (line.querySelector('.text')?.textContent ?? '').replace('stderr: ', '').trim(),
      }));
  });
}
