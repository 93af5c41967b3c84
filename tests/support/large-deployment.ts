import type { Job } from '#domain/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import { aChunk, aComputer, aContainer, aJob, anAttempt, aPackage } from './builders.ts';
import type { TestHub } from './test-hub.ts';

const AT_ONCE = 500;
/** One of so many fails in another way than the others. */
const OTHERWISE = 50;

type Stage = Pick<TestHub, 'context'>;

/** A container whose jobs nobody carries out: they lie in the store as they are given. */
export interface LargeDeployment {
  id: string;
  jobs: Job[];
}

async function given(
  { context: { store } }: Stage,
  wish: { name: string; count: number; of: (place: number) => Partial<Job> },
): Promise<LargeDeployment> {
  const { id: packageId } = await store.packages.insert(aPackage());
  const now = new Date();
  const container = aContainer({ name: wish.name, startAt: now, createdAt: now, jobs: wish.count });
  const jobs = Array.from({ length: wish.count }, (_, place) =>
    aJob({
      containerId: container.id,
      containerName: container.name,
      computerName: `BER-OFFICE-${String(place + 1).padStart(5, '0')}`,
      packageId,
      packageName: 'LibreOffice',
      packageVersion: '25.8.3',
      sequence: place + 1,
      dueAt: container.startAt,
      ...wish.of(place),
    }),
  );
  for (let from = 0; from < jobs.length; from += AT_ONCE)
    await store.jobs.insertMany(jobs.slice(from, from + AT_ONCE));
  const counts: JobCounts = {};
  for (const { state } of jobs) counts[state] = (counts[state] ?? 0) + 1;
  await store.containers.insert({ ...container, counts });
  return { id: container.id, jobs };
}

/** So many jobs of one package, one on each computer, all of them waiting unless it is said otherwise. */
export const givenDeployment = (
  stage: Stage,
  count: number,
  of: (place: number) => Partial<Job> = () => ({}),
): Promise<LargeDeployment> => given(stage, { name: `${count} computers`, count, of });

/** All jobs have failed, in two ways, each with some output. */
export async function givenFailures(stage: Stage, count: number): Promise<LargeDeployment> {
  const attempt = anAttempt({
    exitCode: 1603,
    reason: 'exitCodeNotAccepted',
    output: { lastSequence: 2, bytes: 900 },
  });
  const failed = { state: 'failed', lastAttemptNumber: 1, attempt } as const;
  const deployment = await given(stage, { name: `${count} failed`, count, of: () => failed });
  for (let from = 0; from < count; from += AT_ONCE)
    await stage.context.store.output.append(
      deployment.jobs
        .slice(from, from + AT_ONCE)
        .flatMap(({ id: jobId, computerName, sequence }) => [
          aChunk({ jobId, text: 'Unpacking …\n'.repeat(30) }),
          aChunk({ jobId, sequence: 2, stream: 'stderr', text: `${wordsOf(computerName, sequence)}\n` }),
        ]),
    );
  return deployment;
}

const wordsOf = (computerName: string, sequence: number) =>
  sequence % OTHERWISE === 0
    ? `${computerName}: no licence`
    : `${computerName}: disk full on C:, ${sequence} MB missing`;

/** The computers of its jobs: on what has been deleted no job is tried again. They bear names of their own. */
export async function givenItsComputers({ context }: Stage, { jobs }: LargeDeployment): Promise<void> {
  const { computers } = context.store;
  await Promise.all(jobs.map(({ computerId: id }) => computers.insert(aComputer({ id }))));
}
