import { test as playwright, type Browser, type Page } from '@playwright/test';
import { live } from './console.ts';

/**
 * Playwright's, except that what is opened by its address, or anew, hears clicks and keys when that has been waited
 * for: a page of the console comes from the hub as it looks, and is brought to life a moment later.
 */
export const test = playwright.extend<object, { browser: Browser }>({
  browser: [
    async ({ browser }, use) => {
      const open = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const context = await open(options);
        context.on('page', waitForLife);
        return context;
      };
      await use(browser);
    },
    { scope: 'worker' },
  ],
});

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
