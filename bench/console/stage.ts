import { chromium, type Browser, type Page } from '@playwright/test';
import type { Releases } from '#releases.ts';
import { obtainBrowser } from '#tests/support/browser.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { observe } from './page-watch.ts';

const DEADLINE_MS = 30_000;
const SESSION = 'reveille_session';

/** A hub with the console's pages, and a browser that somebody is signed in with. */
export interface ConsoleStage {
  hub: ConsoleHub;
  browser: Browser;
  page: Page;
  /** Of the signed-in admin, for requests past the browser. */
  cookie: string;
}

export async function setConsoleStage(releases: Releases): Promise<ConsoleStage> {
  const hub = await startConsoleHub();
  releases.push('the hub', DEADLINE_MS, () => hub.dispose());
  const browser = await chromium.launch({
    executablePath: await obtainBrowser(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  releases.push('the browser', DEADLINE_MS, () => browser.close());
  const context = await browser.newContext({
    baseURL: hub.address,
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await observe(page);
  await page.goto('/sign-in');
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  const cookies = await context.cookies();
  const secret = cookies.find(({ name }) => name === SESSION)?.value ?? '';
  return { hub, browser, page, cookie: `${SESSION}=${secret}` };
}
