import { gzipSync } from 'node:zlib';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { aComputer } from '#tests/support/builders.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { givenDeployment } from '#tests/support/large-deployment.ts';
import { storm } from '#tests/support/storm.ts';
import { live } from './console.ts';
import { signedIn } from './people.ts';

/** What a page costs a browser that has never been here, and how it bears that everything on it changes. */
const MOST_BYTES = 200_000;
const MOST_SHIFT = 0.1;
const JOBS = 60;
const WITHIN_MS = 3_000;

let hub: ConsoleHub;
test.beforeAll(async () => {
  hub = await startConsoleHub();
});
test.afterAll(() => hub.dispose());

const visitor = (browser: Browser): Promise<Page> =>
  signedIn(browser, { address: hub.address, name: 'admin' });

test('the pages people look at most fetch at most 200 kB of scripts', async ({ browser }) => {
  const computer = aComputer();
  await hub.context.store.computers.insert(computer);
  const { id } = await givenDeployment(hub, JOBS);
  const weights: Record<string, number> = {};
  for (const path of ['/overview', `/computers/${computer.id}`, `/containers/${id}`, '/containers/new']) {
    const page = await visitor(browser);
    const context = await browser.newContext({ storageState: await page.context().storageState() });
    const fresh = await context.newPage();
    const bodies: Promise<Buffer>[] = [];
    fresh.on('response', (response) => {
      if (response.url().endsWith('.js')) bodies.push(response.body());
    });
    await fresh.goto(hub.address + path);
    await live(fresh);
    weights[path] = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).byteLength, 0);
    await context.close();
    await page.context().close();
  }
  const tooHeavy = Object.entries(weights).filter(([, bytes]) => bytes === 0 || bytes > MOST_BYTES);
  expect(tooHeavy).toEqual([]);
});

for (const width of [1440, 390])
  test(`a container does not move while all of its jobs run, ${width} pixels wide`, async ({ browser }) => {
    const deployment = await givenDeployment(hub, JOBS);
    const page = await visitor(browser);
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${hub.address}/containers/${deployment.id}`);
    await expect(page.getByTestId('connection').filter({ hasText: 'Live' }).first()).toBeAttached();
    await page.evaluate(`
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
      }).observe({ type: 'layout-shift' });
    `);
    await storm(hub, deployment, WITHIN_MS);
    await expect(page.getByTestId('progress')).toContainText('100 %');
    await expect(page.getByTestId('start-latency')).toBeVisible();
    expect(await page.evaluate('window.shift')).toBeLessThan(MOST_SHIFT);
    await page.context().close();
  });
