import type { JobContainer } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { countStates } from '#domain/plan/make-job.ts';
import { settlementOf } from '#domain/purge.ts';
import type { Store } from '#store/contract/store.ts';
import { aChunk, aContainer, aJob, anAttempt, aPackage } from './builders.ts';

/** A container whose jobs have ended, with a chunk of output each, as if agents had reported all that. */
export async function givenSettled(
  store: Store,
  given: { at: Date; jobs: Partial<Job>[]; container?: Partial<JobContainer> },
): Promise<{ container: JobContainer; jobs: Job[] }> {
  const { at } = given;
  const states = given.jobs.map(({ state = 'succeeded' }) => ({ state }));
  const counts = countStates(states);
  const container = await store.containers.insert(
    aContainer({ counts, jobs: states.length, startAt: at, ...settlementOf(counts, at), ...given.container }),
  );
  const { id: packageId, familyId } = await store.packages.insert(aPackage());
  const jobs = given.jobs.map((job, place) =>
    aJob({
      packageId,
      familyId,
      state: 'succeeded',
      containerId: container.id,
      containerName: container.name,
      sequence: place + 1,
      endedAt: at,
      lastAttemptNumber: 1,
      attempt: anAttempt({ offeredAt: at, startedAt: at, finishedAt: at, recordedAt: at, exitCode: 0 }),
      ...job,
    }),
  );
  await store.jobs.insertMany(jobs);
  await store.output.append(jobs.map((job) => aChunk({ jobId: job.id })));
  return { container, jobs };
}
