import { expect, type Locator, type Page } from '@playwright/test';

/** Runs in the page: the names of the controls that lie where a panel is. */
const COVERED = `({ x, y, width, height }) => {
  const controls = [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')];
  return controls
    .filter((one) => {
      const box = one.getBoundingClientRect();
      const isSeen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
      return isSeen && box.right > x && box.left < x + width && box.bottom > y && box.top < y + height;
    })
    .map((one) => one.getAttribute('aria-label') ?? one.textContent.trim());
}`;

/** At the end of the page nothing lies beneath a panel in the corner: the page ends above it. */
export async function expectNothingBeneath(page: Page, panel: Locator): Promise<void> {
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  const covered = async () => {
    const box = await panel.boundingBox();
    return page.evaluate<string[]>(`(${COVERED})(${JSON.stringify(box)})`);
  };
  await expect.poll(covered).toEqual([]);
}
