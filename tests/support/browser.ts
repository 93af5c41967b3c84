import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { run } from './command.ts';

/** The one without windows first: it does the same in three quarters of the time. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const PLACES = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];
const VERSION_MS = 20_000;

/** A file of that name may be a stub that only advises to install the real one, or may lack libraries. */
function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    // On Windows the question for its version opens a window instead.
    if (process.platform !== 'win32') {
      execFileSync(path, ['--version', '--no-sandbox'], { stdio: 'ignore', timeout: VERSION_MS });
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser of this machine: `CHROMIUM_PATH`, else a Chromium or Chrome on the PATH or where they are usually
 * installed, else Playwright's own.
 * @throws Error when `CHROMIUM_PATH` names no browser
 */
export function installedBrowser(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') {
    if (!runs(named)) throw new Error(`CHROMIUM_PATH names no browser that runs: ${named}`);
    return named;
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...PLACES, chromium.executablePath()].find((path) => existsSync(path) && runs(path));
}

/** Gets a browser where there is none: Playwright's own, or as root on Debian the system's package. */
async function installBrowser(): Promise<void> {
  console.log('No Chromium or Chrome found: fetching the one of Playwright.');
  await run({ program: 'playwright', args: ['install', 'chromium'], limitMinutes: 5 });
  if (runs(chromium.executablePath())) return;
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  console.log("Playwright's Chromium cannot be had or does not run here: installing Debian's.");
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run({ program: 'apt-get', args: ['update', '-qq'], env, limitMinutes: 5 });
  const args = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
  await run({ program: 'apt-get', args, env, limitMinutes: 10 });
}

/**
 * The browser that the tests drive; installed first when there is none.
 * @throws Error that says what to do when none can be had
 */
export async function obtainBrowser(): Promise<string> {
  const found = installedBrowser();
  if (found !== undefined) return found;
  await installBrowser();
  const installed = installedBrowser();
  if (installed !== undefined) return installed;
  throw new Error(
    'No browser for the end-to-end tests. Install Chromium or Chrome, or name one in CHROMIUM_PATH.',
  );
}
