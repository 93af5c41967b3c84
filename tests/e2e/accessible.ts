import axe from 'axe-core';
import { expect, type Page } from '@playwright/test';

/**
 * Runs in the page: the next paint is over, and no colour is on its way from one theme's to the other's. What moves as
 * long as a job runs never ends.
 */
const PAINTED = `(async () => {
  const paint = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await paint();
  await paint();
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(ending.map((animation) => animation.finished));
})()`;

/** Of a long table: they are like those before them, and 200 of them take axe twice as long. */
const MORE_OF_THE_SAME = 'tbody tr:nth-child(n + 20), [role="rowgroup"] > [role="row"]:nth-child(n + 12)';

/** What may differ from theme to theme: the rest of a page is the same in both. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Runs in the page: a line for each rule that is broken. */
const violationsOf = (options: axe.RunOptions) => `(async () => {
  const { violations } = await axe.run(${JSON.stringify({ exclude: [MORE_OF_THE_SAME] })}, ${JSON.stringify(options)});
  return violations.map(({ id, help, nodes }) => \`\${id}: \${help} (\${nodes.map(({ html }) => html).join(' | ')})\`);
})()`;

/** axe finds nothing at all, best practices included. `rules`: only these. */
export async function expectAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  await page.evaluate(PAINTED);
  // Once for each document: reading axe takes a page longer than its rules do.
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(axe.source);
  const only = rules === undefined ? {} : { runOnly: [...rules] };
  const found = await page.evaluate<string[]>(violationsOf({ resultTypes: ['violations'], ...only }));
  expect(found).toEqual([]);
}

/** axe finds nothing, in light and in dark. Read in the middle of a change of theme, it would miss contrast. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  await showIn(page, 'dark');
  await expectAccessible(page, OF_COLOURS);
  await showIn(page, 'light');
  await expectAccessible(page);
}

async function showIn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.waitForFunction(`matchMedia('(prefers-color-scheme: ${colorScheme})').matches`);
}
