import { expect, type Locator, type Page } from '@playwright/test';

/** Controls that lie beneath a panel where they are now; those within it and behind the navigation are left out. */
const COVERED = (panel: Element): string[] => {
  const { left, top, right, bottom } = panel.getBoundingClientRect();
  const controls = [
    ...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)'),
  ];
  return controls
    .filter((one) => {
      const box = one.getBoundingClientRect();
      const isSeen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
      return isSeen && box.right > left && box.left < right && box.bottom > top && box.top < bottom;
    })
    .map((one) => one.getAttribute('aria-label') ?? one.textContent.trim());
};

/** At the end of the page nothing lies beneath a panel in the corner, and the page ends above it. */
export async function expectNothingBeneath(page: Page, panel: Locator): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect.poll(() => panel.evaluate(COVERED)).toEqual([]);
}
