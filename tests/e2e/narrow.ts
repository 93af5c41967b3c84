import { expect, type Page } from '@playwright/test';

const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1440, height: 900 };

/** On a phone nothing sticks out to the side, and what is done there can be done. */
export async function onNarrowScreen(page: Page, look: () => Promise<void>): Promise<void> {
  await page.setViewportSize(NARROW);
  const sticksOut = () => page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  await expect.poll(sticksOut).toBeLessThanOrEqual(0);
  await look();
  expect(await sticksOut()).toBeLessThanOrEqual(0);
  await page.setViewportSize(WIDE);
}
