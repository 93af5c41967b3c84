import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '#domain/entities.ts';
import { systemClock } from '#hub/clock.ts';
import { createLog } from '#hub/log.ts';
import { readConfig } from '#config.ts';
import { openHubOnStore } from '#open-hub-on-store.ts';
import { readSort } from '#protocol/fleet-fields.ts';
import { readFilter } from '#protocol/fleet-filter-text.ts';
import { givenFleet, PACKAGES_INSTALLED } from './list/given-fleet.ts';
import { median, percentile } from './statistics.ts';
import { figure, table } from './table.ts';
import { timed } from './timed.ts';

/**
 * How long the list of computers takes: filtered, sorted and paged by the hub's index, beside a page straight from the
 * store, in turns. `npm run bench:list [-- COMPUTERS]`, on MONGODB_URI when it is set, else on the embedded store.
 */
const COMPUTERS = Number(process.argv[2] ?? 20_000);
const ROUNDS = 40;
const ROWS = 100;
const ADMIN: Actor = { kind: 'system', id: 'bench', name: 'bench', role: 'admin' };

const directory = await mkdtemp(join(tmpdir(), 'reveille-bench-'));
const { hub, context, databaseUri, close } = await openHubOnStore({
  config: readConfig({ ...process.env, DATA_DIR: directory }),
  clock: systemClock,
  log: createLog({ level: 'warn', pretty: false }),
});

/** Bytes of the heap that are in use after a collection; undefined when none can be asked for. */
function heapInUse(): number | undefined {
  if (globalThis.gc === undefined) return undefined;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

try {
  const { store, fleet } = context;
  console.error(`${figure(COMPUTERS)} computers with ${PACKAGES_INSTALLED} packages each are made …`);
  const { groupIds, packageIds } = await givenFleet(databaseUri, COMPUTERS);
  const before = heapInUse();
  fleet.begin();
  const loading = await timed(() => fleet.settled({ all: true }));
  const after = heapInUse();

  const asked = (where: string, sort = 'name', from = 0) => {
    const read = readFilter(where);
    if (!read.ok) throw new Error(read.problem);
    const by = readSort(sort);
    return () =>
      hub.queries.computers(ADMIN, { filter: read.filter, from, limit: ROWS, ...(by && { sort: by }) });
  };
  const straight = (search?: string) => () =>
    store.computers.list({ limit: ROWS, ...(search && { search }) });
  const everyPage = async () => {
    for (let last: { name: string; id: string } | undefined; ;) {
      const page = await store.computers.list({ limit: 500, ...(last && { after: last }) });
      last = page.at(-1);
      if (last === undefined) return;
    }
  };
  const lines: [string, () => Promise<unknown>][] = [
    ['store: the first page by name', straight()],
    ['store: the first page of a search in names', straight('99')],
    ['index: the first page by name', asked('')],
    ['index: a page in the middle', asked('', 'name', COMPUTERS / 2)],
    ['index: search', asked('text:room 99')],
    ['index: offline Linux, by free disk', asked('os:linux,presence.not:online', '-disk')],
    ['index: all, by last seen', asked('', '-lastSeen')],
    ['index: all, by serial number', asked('', 'serial')],
    ['index: all, by address', asked('', 'address')],
    ['index: a group with those below', asked(`group:${groupIds[0]}`, '-booted')],
    [
      'index: a package missing, disk below 10 %',
      asked(`package.missing:${packageIds[0]},disk.below:10%`, 'users'),
    ],
    [
      'index: any of five conditions, by model',
      asked(`any(notes.filled,user.contains:7,memory.below:9GB,lastSeen.olderThan:30d,agent:0.1.2)`, 'model'),
    ],
    [
      'index: values of a field with their counts',
      () => hub.queries.computerFacets(ADMIN, { field: 'osVersion' }),
    ],
    ['index: groups with their counts', () => hub.queries.computerFacets(ADMIN, { field: 'group' })],
  ];
  const times = new Map(lines.map(([title]) => [title, [] as { milliseconds: number; busy: number }[]]));
  // In turns: what else the machine does meets all alike. The first round only warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [title, run] of lines) {
      const cpu = process.cpuUsage();
      const milliseconds = await timed(run);
      const { user, system } = process.cpuUsage(cpu);
      if (round > 0) times.get(title)?.push({ milliseconds, busy: (user + system) / 1_000 });
    }
  }
  const rows = [...times].map(([title, all]) => {
    const waited = all.map(({ milliseconds }) => milliseconds);
    return [
      title,
      waited.length === 0
        ? []
        : [median(waited), percentile(waited, 0.95), median(all.map(({ busy }) => busy))],
    ] as const;
  });
  console.log(`${figure(COMPUTERS)} computers, ${ROWS} rows a page`);
  console.log(
    table(
      ['', 'p50 ms', 'p95 ms', 'CPU ms'],
      rows.map(([title, figures]) => [title, ...figures.map(figure)]),
    ),
  );
  console.log(
    `All computers, page by page from the store, to filter by what it does not know: ${figure(await timed(everyPage))} ms`,
  );
  console.log(`The index was read in ${figure(loading / 1_000)} s.`);
  if (before !== undefined && after !== undefined) {
    const bytes = after - before;
    console.log(`It holds ${figure(bytes / 2 ** 20)} MiB: ${figure(bytes / COMPUTERS)} bytes a computer.`);
  }
} finally {
  await close();
  await rm(directory, { recursive: true, force: true });
}
