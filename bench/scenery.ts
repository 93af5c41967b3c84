import type { Job } from '#domain/job.ts';
import { JobState } from '#protocol/job.ts';
import type { Store } from '#store/contract/store.ts';
import { aContainer, aJob, anAttempt, anId } from '#tests/support/builders.ts';

const JOBS = 10_000;
const CONTAINERS = 100;
/** A procedure as people write them: some lines, some options. */
export const PROCEDURE = Array.from(
  { length: 8 },
  (_, line) => `msiexec /i setup-${line}.msi /qn /norestart /l*v install-${line}.log || exit $?`,
).join('\n');

/** What lies in a store before anything is measured. */
export interface Scenery {
  /** A container with 10,000 jobs in all states. */
  containerId: string;
  jobs: Job[];
}

export async function setScenery(store: Store): Promise<Scenery> {
  const container = aContainer({ name: 'ten thousand', jobs: JOBS });
  const jobs = Array.from({ length: JOBS }, (_, place) => jobOf(container, place));
  await store.jobs.insertMany(jobs);
  await store.containers.insert(container);
  for (let place = 1; place < CONTAINERS; place += 1) await store.containers.insert(aContainer());
  return { containerId: container.id, jobs };
}

function jobOf(container: { id: string; name: string }, place: number): Job {
  const state = JobState.options[place % JobState.options.length] ?? 'waiting';
  return aJob({
    containerId: container.id,
    containerName: container.name,
    computerId: anId(),
    computerName: `computer-${place}`,
    sequence: place + 1,
    procedure: PROCEDURE,
    state,
    ...(state === 'waiting' ? {} : { lastAttemptNumber: 1, attempt: anAttempt() }),
  });
}

/** One of the rows, a different one each turn, spread over all of them. */
export function pick<Row>(rows: readonly Row[], turn: number): Row {
  // A prime step visits every row of any smaller number before it comes back to the first.
  const row = rows[(turn * 7_919) % rows.length];
  if (row === undefined) throw new Error('There is nothing to pick from.');
  return row;
}
