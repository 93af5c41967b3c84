import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#hub/clock.ts';
import { countHour } from '#hub/count-hour.ts';
import { onFinding } from '#hub/findings/on-finding.ts';
import { createLog } from '#hub/log.ts';
import { hourOf } from '#domain/statistics.ts';
import { readConfig } from '#config.ts';
import { openHubOnStore } from '#open-hub-on-store.ts';
import { aChunk, anAttempt, aWake } from '#tests/support/builders.ts';
import { givenSettled } from '#tests/support/settled.ts';
import { measured } from './measured.ts';

/**
 * How long the purge of a large container with as many wakes takes, the counting of the hour in which it ended, and for how long the
 * event loop is not free meanwhile. `node bench/purge.ts [jobs] [chunks of output each]`, on MONGODB_URI when it is
 * set, else on the embedded store.
 */
const JOBS = Number(process.argv[2] ?? 10_000);
const CHUNKS = Number(process.argv[3] ?? 5);
const AT_ONCE = 500;
const DAY = 86_400_000;
/** Six of them a burst, as a computer in a subnet with neighbours gets. */
const PACKET = { route: 'directed', mac: '02:00:00:00:00:01', via: 'eth0', to: '10.1.4.255' } as const;
/** As long as a procedure that checks what it does. */
const PROCEDURE = 'echo a line of a procedure\n'.repeat(60);

const directory = await mkdtemp(join(tmpdir(), 'reveille-bench-'));
const { context, close } = await openHubOnStore({
  config: readConfig({ ...process.env, DATA_DIR: directory }),
  clock: systemClock,
  log: createLog({ level: 'warn', pretty: false }),
});
try {
  const { store } = context;
  const at = new Date(Date.now() - DAY);
  const attempt = anAttempt({ offeredAt: at, startedAt: at, finishedAt: at, recordedAt: at, exitCode: 0 });
  const { container, jobs } = await givenSettled(store, {
    at,
    jobs: Array.from({ length: JOBS }, () => ({ procedure: PROCEDURE, attempt })),
  });
  for (let from = 0; from < jobs.length; from += AT_ONCE) {
    const chunks = jobs.slice(from, from + AT_ONCE).flatMap(({ id: jobId }) =>
      // The first is there already.
      Array.from({ length: CHUNKS - 1 }, (_, n) =>
        aChunk({ jobId, sequence: n + 2, text: 'a line\n'.repeat(500) }),
      ),
    );
    await store.output.append(chunks);
  }
  const packets = Array.from({ length: 6 }, () => PACKET);
  const bursts = Array.from({ length: 12 }, (_, n) => ({ at: new Date(at.getTime() + n * 30_000), packets }));
  for (let from = 0; from < jobs.length; from += AT_ONCE) {
    const wakes = jobs
      .slice(from, from + AT_ONCE)
      .map(({ computerId }) => aWake({ computerId, containerId: container.id, state: 'noAnswer', bursts }));
    await store.wakes.insertMany(wakes);
  }
  console.log(
    `${JOBS} jobs with ${CHUNKS} chunks of output each, and a wake of ${bursts.length} bursts each`,
  );
  await measured('counting their hour', () => countHour(context, hourOf(at)));
  await measured('purging them', () =>
    onFinding(context, { kind: 'containerPurgeable', containerId: container.id }),
  );
  await measured('counting the hour from their lines', () => countHour(context, hourOf(at)));
  if ((await store.containers.getEvenPurging(container.id)) !== undefined)
    throw new Error('it is still there');
  if ((await store.wakes.removeOfContainer(container.id, 1)) > 0) throw new Error('a wake is still there');
} finally {
  await close();
  await rm(directory, { recursive: true, force: true });
}
