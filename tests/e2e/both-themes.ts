import type { Page } from '@playwright/test';
import { expectAccessible } from './console.ts';

/** Runs in the page: the next paint is over, and no colour is on its way from one theme's to the other's. */
const PAINTED = `(async () => {
  const paint = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await paint();
  await paint();
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
})()`;

/** What may differ from theme to theme: the rest of a page is the same in both. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

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
  await page.evaluate(PAINTED);
}
