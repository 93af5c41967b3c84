import { RETRIABLE } from '#domain/job-state.ts';
import { withoutDeleted } from '#domain/retriable.ts';
import type { Job } from '#domain/job.ts';
import { Refusal } from '#protocol/errors.ts';
import type { Store } from '#store/contract/store.ts';

/** Jobs read at once. */
const BATCH = 500;

/**
 * J10: the jobs that are to be retried, and with them whatever they need, recursively, that did not succeed either:
 * without it they must not run.
 */
export async function withNeeded(
  { store }: { store: Pick<Store, 'jobs'> },
  { containerId, jobs }: { containerId: string; jobs: readonly Job[] },
): Promise<Job[]> {
  const wanted = new Map(jobs.map((job) => [job.sequence, job]));
  if (jobs.every((job) => job.dependsOn.every((sequence) => wanted.has(sequence)))) return [...jobs];
  const retriable = await retriableOf({ store }, containerId);
  const open = [...jobs];
  for (let job = open.pop(); job !== undefined; job = open.pop()) {
    for (const sequence of job.dependsOn) {
      const needed = retriable.get(sequence);
      if (needed === undefined || wanted.has(sequence)) continue;
      wanted.set(sequence, needed);
      open.push(needed);
    }
  }
  return [...wanted.values()];
}

/**
 * J15: those whose packages are still there, without what needs one that is not. A job that somebody chose is not left
 * out in silence.
 * @throws Refusal `notRetriable`
 */
export async function withPackages(
  { store }: { store: Pick<Store, 'packages'> },
  { jobs, isChosen }: { jobs: readonly Job[]; isChosen: boolean },
): Promise<Job[]> {
  const ids = [...new Set(jobs.map((job) => job.packageId))];
  const known = new Set((await store.packages.getMany(ids)).map(({ id }) => id));
  const { possible, gone } = withoutDeleted(jobs, known);
  if (gone === undefined || (possible.length > 0 && !isChosen)) return possible;
  throw new Refusal('notRetriable', {
    detail: `${gone.packageName} ${gone.packageVersion} has been deleted: its jobs, and those that need it, cannot be retried.`,
  });
}

async function retriableOf(
  { store }: { store: Pick<Store, 'jobs'> },
  containerId: string,
): Promise<Map<number, Job>> {
  const found = new Map<number, Job>();
  for (let after = 0; ;) {
    const page = await store.jobs.ofContainer({ containerId, after, limit: BATCH, states: [...RETRIABLE] });
    const last = page.at(-1);
    if (last === undefined) return found;
    for (const job of page) found.set(job.sequence, job);
    after = last.sequence;
  }
}
