import { figure, table } from '../table.ts';
import { aim, AIMS } from './aims.ts';
import { firstLoadOf } from './first-load.ts';
import { givenSite, type GivenSite, type SiteWish } from './given-site.ts';
import { serverTimeOf } from './server-time.ts';
import type { BrowserStage, ConsoleStage } from './stage.ts';

type PathIn = (site: GivenSite) => string;

export const SMALL: SiteWish = { computers: 10, jobs: 10, containers: 0, first: 0 };
const CONTAINERS = 5_000;
export const KILOBYTE = 1000;

export const PAGES: readonly [string, PathIn][] = [
  ['overview', () => '/overview'],
  ['computers', () => '/computers'],
  ['computers, searched and sorted', () => '/computers?search=lab&sort=-name'],
  ['one computer', ({ computerId }) => `/computers/${computerId}`],
  ['job containers', () => '/containers'],
  ['job containers, searched and sorted', () => '/containers?search=container&sort=name'],
  ['a container, its jobs ended', ({ endedId }) => `/containers/${endedId}`],
  ['a container, its jobs waiting', ({ waitingId }) => `/containers/${waitingId}`],
  ['assistant', () => '/containers/new'],
];
/** What pages fetch when somebody asks for it. */
const ANSWERS: readonly [string, number, PathIn][] = [
  ['all jobs failed, in groups', AIMS.failures, ({ failedId }) => `/containers/${failedId}/failures.json`],
  ['all jobs as CSV', AIMS.csv, ({ endedId }) => `/containers/${endedId}/jobs.csv`],
];

/**
 * How long the server takes for the heaviest pages, beside the same pages of an almost empty hub; with a browser also
 * what it fetches for them, and when they are painted.
 * @returns the tables
 */
export async function measurePages(
  stage: ConsoleStage | BrowserStage,
  wish: { computers: number; jobs: number },
): Promise<string> {
  const { hub, cookie } = stage;
  const askedOf = (path: string) => serverTimeOf({ address: hub.address, path, cookie });
  console.error('  the pages of an almost empty hub …');
  const small = await givenSite(hub, SMALL);
  const empty = new Map<string, number>();
  for (const [name, path] of [...PAGES, ...ANSWERS.map(([name, , path]) => [name, path] as const)])
    empty.set(name, (await askedOf(path(small))).p50);
  const emptyOf = (name: string) => figure(empty.get(name) ?? Number.NaN);

  console.error(`  ${figure(wish.computers)} computers, three containers of ${figure(wish.jobs)} jobs …`);
  const site = await givenSite(hub, { ...wish, containers: CONTAINERS, first: SMALL.computers });
  const pages = await inTurn(PAGES, async ([name, path]) => {
    console.error(`  ${name} …`);
    const { p50, p95, bytes } = await askedOf(path(site));
    const server = [figure(p50), figure(p95), emptyOf(name), figure(bytes / KILOBYTE)];
    return [name, ...server, ...('newVisitor' in stage ? await painted(stage, path(site)) : [])];
  });
  const answers = await inTurn(ANSWERS, async ([name, most, path]) => {
    console.error(`  ${name} …`);
    const { p50, p95, bytes } = await askedOf(path(site));
    return [name, aim(most), figure(p50), figure(p95), emptyOf(name), figure(bytes / KILOBYTE)];
  });
  const server = ['server p50 ms', 'p95', 'empty hub p50'];
  const browser = 'newVisitor' in stage ? ['scripts gzip kB', 'first paint ms', 'largest paint ms'] : [];
  const aims = ['aim', aim(AIMS.server), '', '', '', aim(AIMS.scripts), '', aim(AIMS.painted)];
  const head = ['page', ...server, 'document kB', ...browser];
  return [
    table(head, [aims.slice(0, head.length), ...pages]),
    table(['asked for in a page', 'aim', ...server, 'kB'], answers),
  ].join('\n\n');
}

async function painted(stage: BrowserStage, path: string): Promise<string[]> {
  const { gzipBytes, firstPaint, largestPaint } = await firstLoadOf(stage, path);
  return [figure(gzipBytes / KILOBYTE), figure(firstPaint), figure(largestPaint)];
}

async function inTurn<One, Result>(
  all: readonly One[],
  work: (one: One) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}
