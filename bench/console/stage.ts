import { chromium, type Browser, type BrowserContext } from '@playwright/test';
import type { Releases } from '#releases.ts';
import { obtainBrowser } from '#tests/support/browser.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN_PASSWORD } from '#tests/support/test-hub.ts';

const DEADLINE_MS = 30_000;
const SESSION = 'reveille_session';

/** A hub with the console's pages. */
export interface ConsoleStage {
  hub: ConsoleHub;
  /** Of the signed-in admin, for requests past the browser. */
  cookie: string;
}

/** With a browser. */
export interface BrowserStage extends ConsoleStage {
  /** A browser that has never been here, with the admin signed in. Whoever opens it closes it. */
  newVisitor(): Promise<BrowserContext>;
}

export async function setConsoleStage(releases: Releases): Promise<ConsoleStage> {
  const hub = await startConsoleHub();
  releases.push('the hub', DEADLINE_MS, () => hub.dispose());
  const { secret } = await hub.hub.commands.signIn(
    { name: 'admin', password: ADMIN_PASSWORD },
    { address: '127.0.0.1' },
  );
  return { hub, cookie: `${SESSION}=${secret}` };
}

export async function withBrowser(stage: ConsoleStage, releases: Releases): Promise<BrowserStage> {
  const browser: Browser = await chromium.launch({
    executablePath: await obtainBrowser(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  releases.push('the browser', DEADLINE_MS, () => browser.close());
  const { hub, cookie } = stage;
  return {
    ...stage,
    async newVisitor() {
      const context = await browser.newContext({
        baseURL: hub.address,
        viewport: { width: 1440, height: 900 },
      });
      const value = cookie.slice(`${SESSION}=`.length);
      await context.addCookies([{ name: SESSION, value, url: hub.address }]);
      return context;
    },
  };
}
