import { chromium, type Browser, type BrowserContext } from '@playwright/test';
import type { Releases } from '#releases.ts';
import { obtainBrowser } from '#tests/support/browser.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN_PASSWORD } from '#tests/support/test-hub.ts';

const DEADLINE_MS = 30_000;
const SESSION = 'reveille_session';

/** A hub with the console's pages, and a browser. */
export interface ConsoleStage {
  hub: ConsoleHub;
  /** Of the signed-in admin, for requests past the browser. */
  cookie: string;
  /** A browser that has never been here, with the admin signed in. Whoever opens it closes it. */
  newVisitor(): Promise<BrowserContext>;
}

export async function setConsoleStage(releases: Releases): Promise<ConsoleStage> {
  const hub = await startConsoleHub();
  releases.push('the hub', DEADLINE_MS, () => hub.dispose());
  const browser: Browser = await chromium.launch({
    executablePath: await obtainBrowser(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  releases.push('the browser', DEADLINE_MS, () => browser.close());
  const { secret } = await hub.hub.commands.signIn(
    { name: 'admin', password: ADMIN_PASSWORD },
    { address: '127.0.0.1' },
  );
  return {
    hub,
    cookie: `${SESSION}=${secret}`,
    async newVisitor() {
      const context = await browser.newContext({
        baseURL: hub.address,
        viewport: { width: 1440, height: 900 },
      });
      await context.addCookies([{ name: SESSION, value: secret, url: hub.address }]);
      return context;
    },
  };
}
