import { availableParallelism, loadavg } from 'node:os';
import { chromium } from '@playwright/test';
import { ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { obtainBrowser } from '#tests/support/browser.ts';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { fareWhileChanging, type Fared } from './console/changing.ts';
import { firstLoadOf } from './console/first-load.ts';
import { givenSite, type GivenSite } from './console/given-site.ts';
import { readConsoleOptions, type ConsoleOptions } from './console/options.ts';
import { serverTimeOf } from './console/server-time.ts';
import { Obstacle } from './options.ts';
import { releaseWhenInterrupted, releasing } from './releasing.ts';
import { figure, table } from './table.ts';

/**
 * `npm run bench:console`: what a browser fetches first, how long the heaviest pages take the server, beside the same
 * pages of an empty hub, when they are painted, and how a container of ten thousand jobs bears that all of them change
 * within ten seconds. The tables go to stdout, the progress to stderr.
 */
const DEADLINE_MS = 30_000;
const KILOBYTE = 1000;

const PAGES: readonly [string, (site: GivenSite) => string][] = [
  ['overview', () => '/overview'],
  ['computers', () => '/computers'],
  ['computers, filtered and sorted', () => '/computers?search=lab&sort=-name'],
  ['one computer', ({ computerId }) => `/computers/${computerId}`],
  ['job containers', () => '/containers'],
  ['a container, its jobs ended', ({ endedId }) => `/containers/${endedId}`],
  ['a container, its jobs waiting', ({ waitingId }) => `/containers/${waitingId}`],
  ['assistant', () => '/containers/new'],
];

async function measure(options: ConsoleOptions): Promise<string> {
  return await releasing(async (releases) => {
    const hub = await startConsoleHub();
    releases.push('the hub', DEADLINE_MS, () => hub.dispose());
    const { secret } = await hub.hub.commands.signIn(
      { name: 'admin', password: ADMIN_PASSWORD },
      { address: '127.0.0.1' },
    );
    const { address, context } = hub;
    const cookie = `reveille_session=${secret}`;
    const executablePath = await obtainBrowser();
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    releases.push('the browser', DEADLINE_MS, () => browser.close());

    console.error('  the pages of an almost empty hub …');
    const small = await givenSite(context.store, { computers: 10, jobs: 10, first: 0 });
    const baseline = [];
    for (const [, path] of PAGES) baseline.push(await serverTimeOf({ address, path: path(small), cookie }));

    console.error(
      `  ${figure(options.computers)} computers, two containers of ${figure(options.jobs)} jobs …`,
    );
    const site = await givenSite(context.store, { ...options, first: 10 });
    const rows: string[][] = [];
    for (const [index, [name, path]] of PAGES.entries()) {
      console.error(`  ${name} …`);
      const server = await serverTimeOf({ address, path: path(site), cookie });
      const load = await firstLoadOf(browser, { address, path: path(site), secret });
      rows.push([
        name,
        figure(server.p50),
        figure(server.p95),
        figure(baseline[index]?.p50 ?? 0),
        figure(server.bytes / KILOBYTE),
        figure(load.gzipBytes / KILOBYTE),
        figure(load.firstPaint),
        figure(load.largestPaint),
      ]);
    }
    const pages = table(
      [
        'page',
        'server p50 ms',
        'p95',
        'empty hub p50',
        'document kB',
        'scripts gzip kB',
        'first paint ms',
        'largest',
      ],
      rows,
    );

    const fared: [string, Fared][] = [];
    let first = 10 + options.computers;
    for (const [name, view] of [
      ['table', ''],
      ['map', '?view=map'],
    ] as const) {
      console.error(`  ${figure(options.jobs)} jobs change within 10 s, seen as a ${name} …`);
      const fresh = await givenSite(context.store, { computers: options.jobs, jobs: options.jobs, first });
      first += options.jobs;
      fared.push([
        name,
        await fareWhileChanging(browser, {
          address,
          secret,
          context,
          containerId: fresh.waitingId,
          path: `/containers/${fresh.waitingId}${view}`,
          shown: (page) =>
            page
              .getByRole('link', { name: new RegExp(`Pushed ${options.jobs.toLocaleString('en')}`) })
              .waitFor(),
        }),
      ]);
    }
    const changing = table(
      [
        'while all jobs change',
        'longest task ms',
        'tasks over 50 ms',
        'frames',
        'frame p95 ms',
        'shown after ms',
      ],
      fared.map(([name, one]) => [
        name,
        figure(one.longestTask),
        figure(one.longTasks),
        figure(one.frames),
        figure(one.frameP95),
        figure(one.shownAfter),
      ]),
    );
    return `${pages}\n\n${changing}`;
  });
}

releaseWhenInterrupted();
try {
  const options = readConsoleOptions(process.argv.slice(2));
  const tables = await measure(options);
  const load = loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');
  console.log(
    `${tables}\n\nHub and browser share ${availableParallelism()} processors with whatever else runs, Node ${process.version}, ` +
      `load average ${load}. Aims: scripts under 200 kB, server under 100 ms, no task over 200 ms.`,
  );
} catch (error) {
  console.error(error instanceof Obstacle ? error.message : error);
  process.exitCode = 1;
}
