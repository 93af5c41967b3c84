import type { Page } from '@playwright/test';

/** Files and folders are let go of over the page, as from the file manager. */
export async function dropFiles(page: Page, paths: string[]): Promise<void> {
  const box = await page.getByRole('group', { name: 'Files of the package' }).boundingBox();
  if (box === null) throw new Error('there is nothing to drop files on');
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await session.detach();
}
