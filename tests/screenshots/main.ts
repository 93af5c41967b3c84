import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import { ensureConsoleBuilt } from '#console-build.ts';
import { obtainBrowser } from '../support/browser.ts';
import { ROOT } from '../support/command.ts';
import { prepareHubProcess } from '../support/processes.ts';
import { setScene, type Scene } from '../support/scene/scene.ts';
import { ADMIN_PASSWORD } from '../support/test-hub.ts';
import { EMPTY_SHOTS, SHOTS, type Shot } from './shots.ts';

/**
 * `npm run screenshots [-- --only NAME,NAME] [-- --agents N]`: pictures of every page, light and dark, narrow and wide,
 * of a made-up company at work, into `docs/screenshots/`. To be looked at. With `--images` those that the documentation
 * shows are made anew, too, in `docs/images/`.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    agents: { type: 'string', default: '120' },
    to: { type: 'string', default: 'docs/screenshots' },
    images: { type: 'boolean', default: false },
  },
});
const FOLDER = join(ROOT, values.to);
const IMAGES = join(ROOT, 'docs/images');
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

async function take(
  browser: Browser,
  { hub, path }: { hub: string; path: string },
  shot: Shot,
): Promise<void> {
  for (const viewport of [WIDE, NARROW]) {
    const context = await browser.newContext({
      baseURL: hub,
      viewport,
      deviceScaleFactor: 1,
      timezoneId: 'Europe/Berlin',
    });
    const page = await context.newPage();
    if (shot.as !== undefined) await signIn(page, shot.as);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(path);
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await shot.before?.(page);
      await page.evaluate(`document.fonts.ready`);
      const file = join(FOLDER, `${shot.name}-${colorScheme}-${viewport.width}.png`);
      await page.screenshot({ path: file });
      const isImage = values.images && shot.documented === true;
      if (isImage && colorScheme === 'light' && viewport === WIDE)
        copyFileSync(file, join(IMAGES, `${shot.name}.png`));
    }
    await context.close();
  }
  console.log(`  ${shot.name}`);
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

const wanted = values.only?.split(',');
const isWanted = ({ name }: Shot) => wanted?.some((part) => name.includes(part)) ?? true;
if (!ensureConsoleBuilt(console.log)) process.exit(1);
if (values.only === undefined) rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const hubs = await prepareHubProcess();
const browser = await chromium.launch({
  executablePath: await obtainBrowser(),
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
let scene: Scene | undefined;
try {
  await hubs.start();
  const hub = hubs.address;
  for (const shot of EMPTY_SHOTS.filter(isWanted)) await take(browser, { hub, path: shot.path }, shot);
  scene = await setScene(hubs, { agents: Number(values.agents) });
  for (const shot of SHOTS.filter(isWanted)) {
    const path = typeof shot.path === 'string' ? shot.path : shot.path(scene);
    await take(browser, { hub, path }, shot);
  }
} finally {
  await browser.close();
  await scene?.dispose();
  await hubs.dispose();
}
