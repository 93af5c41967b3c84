// Pictures of the container pages with a scene in an in-process hub.
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { prepareHubProcess } from '#tests/support/processes.ts';
import { setScene } from '#tests/support/scene/scene.ts';
import { ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
const out = '/tmp/shots-containers';
mkdirSync(out, { recursive: true });
const only = process.argv[2];
const hubs = await prepareHubProcess();
await hubs.start();
const scene = await setScene(hubs, { agents: 40 });
const failing = (await scene.beside.hub.queries.containers({kind:'user',id:'f'.repeat(24),name:'admin',role:'admin'} as any, {states:['failed']})).rows[0]?.id ?? scene.containers.failing;
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
try {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    const ctx = await browser.newContext({
      baseURL: hubs.address,
      viewport: { width, height },
      timezoneId: 'Europe/Berlin',
    });
    const page = await ctx.newPage();
    page.on('pageerror', (e) => console.log('PAGEERROR', e.message));
    page.on('console', (m) => {
      if (m.type() === 'error') console.log('CONSOLE', m.text());
    });
    await page.goto('/sign-in');
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill(ADMIN_PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
    const shots: [string, string, ((p: any) => Promise<unknown>)?][] = [
      ['list', '/containers'],
      [
        'list-chosen',
        '/containers',
        async (p) => {
          await p.getByLabel('Choose all of this page').check();
        },
      ],
      ['list-nothing', '/containers?search=zebra'],
      ['table', `/containers/${scene.containers.running}`],
      ['table-failed', `/containers/${failing}?state=failed&sort=computer`],
      [
        'table-chosen',
        `/containers/${failing}`,
        async (p) => {
          await p.getByLabel('Choose all that are shown').check();
        },
      ],
      [
        'map',
        `/containers/${scene.containers.running}?view=map`,
        async (p) => {
          await p.getByRole('grid').focus();
          await p.keyboard.press('ArrowRight');
        },
      ],
      [
        'failures',
        `/containers/${failing}?view=failures`,
        async (p) => {
          await p.getByTestId('failure').first().waitFor();
        },
      ],
      [
        'output',
        `/containers/${failing}?state=failed`,
        async (p) => {
          await p.getByTestId('job').first().getByRole('button').click();
          await p.getByTestId('output').waitFor();
          await p.getByRole('button', { name: 'Find in the output' }).click();
          await p.keyboard.type('error');
          await p.getByRole('button', { name: 'Show when each line was written' }).click();
          await p.getByTestId('output').scrollIntoViewIfNeeded();
          await p.waitForTimeout(300);
        },
      ],
    ];
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      for (const [name, path, before] of shots) {
        if (only && !name.includes(only)) continue;
        await page.goto(path);
        await page.waitForLoadState('networkidle').catch(() => {});
        try {
          await before?.(page);
        } catch (e) {
          console.log(name, String(e).slice(0, 300));
        }
        await page.waitForTimeout(200);
        await page.screenshot({ path: `${out}/${name}-${theme}-${width}.png`, fullPage: width === 390 });
      }
    }
    await ctx.close();
  }
} finally {
  await browser.close();
  await scene.dispose();
  await hubs.dispose();
}
