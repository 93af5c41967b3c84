import { jobView } from '#hub/views/job-view.ts';
import type { JobState } from '#protocol/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import { anAttempt } from './builders.ts';
import type { LargeDeployment } from './large-deployment.ts';
import type { TestHub } from './test-hub.ts';

const TICK_MS = 20;
const COUNT_MS = 150;
/** The life of a job, as fast as a small package allows. */
const LIFE: readonly JobState[] = ['pushed', 'downloading', 'executing', 'succeeded'];

type Stage = Pick<TestHub, 'context'>;

/**
 * Every job goes through its life within so many milliseconds: consoles are told of each state as by the hub at work.
 * Nothing of it is stored: it is the console that is looked at.
 */
export async function storm(
  { context: { feed, store, announcer } }: Stage,
  { id, jobs }: LargeDeployment,
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
