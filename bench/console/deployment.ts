import type { Job } from '#domain/job.ts';
import { jobView } from '#hub/views/job-view.ts';
import type { JobState } from '#protocol/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import { aChunk, aContainer, aJob, anAttempt, anId } from '#tests/support/builders.ts';
import type { TestHub } from '#tests/support/test-hub.ts';

const AT_ONCE = 500;
const FAILING = 50;
const TICK_MS = 20;
const COUNT_MS = 150;
/** The life of a job, as fast as a small package allows. */
const LIFE: readonly JobState[] = ['pushed', 'downloading', 'executing', 'succeeded'];

type Stage = Pick<TestHub, 'context'>;

/** A container with so many jobs of one package, one on each computer, all of them waiting. */
export async function givenDeployment(
  { context: { store } }: Stage,
  count: number,
): Promise<{ id: string; jobs: Job[] }> {
  const packageId = anId();
  const container = aContainer({
    name: `${count} computers`,
    startAt: new Date(),
    createdAt: new Date(),
    jobs: count,
    counts: { waiting: count },
  });
  const jobs = Array.from({ length: count }, (_, place) =>
    aJob({
      containerId: container.id,
      containerName: container.name,
      computerName: `BER-OFFICE-${String(place + 1).padStart(5, '0')}`,
      packageId,
      packageName: 'LibreOffice',
      packageVersion: '25.8.3',
      sequence: place + 1,
      dueAt: container.startAt,
    }),
  );
  for (let from = 0; from < count; from += AT_ONCE)
    await store.jobs.insertMany(jobs.slice(from, from + AT_ONCE));
  await store.containers.insert(container);
  return { id: container.id, jobs };
}

/** A container in which all jobs have failed, in two ways, each with some output. */
export async function givenFailures({ context: { store } }: Stage, count: number): Promise<string> {
  const packageId = anId();
  const container = aContainer({ name: `${count} failed`, jobs: count, counts: { failed: count } });
  const attempt = anAttempt({
    exitCode: 1603,
    reason: 'exitCodeNotAccepted',
    output: { lastSequence: 2, bytes: 900 },
  });
  for (let from = 0; from < count; from += AT_ONCE) {
    const jobs = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, place) =>
      aJob({
        containerId: container.id,
        computerName: `till-${from + place}`,
        packageId,
        sequence: from + place + 1,
        state: 'failed',
        lastAttemptNumber: 1,
        attempt,
      }),
    );
    await store.jobs.insertMany(jobs);
    await store.output.append(
      jobs.flatMap(({ id: jobId, computerName }, place) => [
        aChunk({ jobId, text: 'Unpacking …\n'.repeat(30) }),
        aChunk({
          jobId,
          sequence: 2,
          stream: 'stderr',
          text: `${computerName}: ${place % FAILING === 0 ? 'no licence' : `disk full on C:, ${place} MB missing`}\n`,
        }),
      ]),
    );
  }
  await store.containers.insert(container);
  return container.id;
}

/**
 * Every job goes through its life within so many milliseconds: consoles are told of each state as by the hub at work.
 * Nothing of it is stored: it is the console that is measured.
 */
export async function storm(
  { context: { feed, store, announcer } }: Stage,
  { id, jobs }: { id: string; jobs: Job[] },
  milliseconds: number,
): Promise<void> {
  const container = await store.containers.get(id);
  if (container === undefined) throw new Error('There is no container.');
  const counts: JobCounts = { waiting: jobs.length };
  const changes = jobs.length * LIFE.length;
  const began = performance.now();
  let told = 0;
  let countedAt = 0;
  let revision = container.revision;
  while (told < changes) {
    const elapsed = performance.now() - began;
    const due = Math.min(changes, Math.ceil((changes * elapsed) / milliseconds));
    for (; told < due; told += 1) {
      const job = jobs[told % jobs.length];
      const step = Math.floor(told / jobs.length);
      const state = LIFE[step];
      if (job === undefined || state === undefined) break;
      const before = LIFE[step - 1] ?? 'waiting';
      counts[before] = (counts[before] ?? 0) - 1;
      counts[state] = (counts[state] ?? 0) + 1;
      const now = new Date();
      const begun = state === 'executing' || state === 'succeeded';
      feed.publish([`container:${id}`], {
        kind: 'job',
        job: jobView({
          ...job,
          state,
          lastAttemptNumber: 1,
          attempt: anAttempt({
            offeredAt: container.startAt,
            ...(begun ? { startedAt: now } : {}),
            ...(state === 'succeeded' ? { finishedAt: now, recordedAt: now, exitCode: 0 } : {}),
          }),
          revision: step + 2,
        }),
      });
    }
    if (elapsed - countedAt > COUNT_MS || told === changes) {
      countedAt = elapsed;
      revision += 1;
      const row = announcer.containerRow({ ...container, counts: { ...counts }, revision });
      feed.publish([`container:${id}`, 'containers'], { kind: 'container', container: row });
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}
