import { test as playwright, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { live } from './console.ts';

/**
 * Playwright's, except for two things. What is opened by its address, or anew, hears clicks and keys when that has been
 * waited for: a page of the console comes from the hub as it looks, and is brought to life a moment later. And pages
 * are closed with their file: those that stay open look for their hub until the last test, and slow everything down.
 */
export const test = playwright.extend<object, { browser: Browser }>({
  browser: [
    async ({ browser }, use) => {
      const open = browser.newContext.bind(browser);
      const files = new Map<BrowserContext, string>();
      browser.newContext = async (options) => {
        const { file } = test.info();
        await closeOthers(files, file);
        const context = await open(options);
        files.set(context, file);
        context.on('close', () => files.delete(context));
        context.on('page', waitForLife);
        return context;
      };
      await use(browser);
    },
    { scope: 'worker' },
  ],
});

async function closeOthers(files: ReadonlyMap<BrowserContext, string>, file: string): Promise<void> {
  for (const [context, its] of files) if (its !== file) await context.close();
}

function waitForLife(page: Page): void {
  const goto = page.goto.bind(page);
  page.goto = async (...address) => {
    const response = await goto(...address);
    await heard(page);
    return response;
  };
  const reload = page.reload.bind(page);
  page.reload = async (...options) => {
    const response = await reload(...options);
    await heard(page);
    return response;
  };
}

/** Who is not signed in has a page that needs no life. */
async function heard(page: Page): Promise<void> {
  if ((await page.getByTestId('connection').count()) > 0) await live(page);
}
