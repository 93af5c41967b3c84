import type { EndedJob, HourStatistics } from '#domain/entities.ts';
import { hoursFrom, latenciesOf, statisticsOf } from '#domain/statistics.ts';
import type { Store } from '#store/contract/store.ts';

/** U1: an hour, counted from what is stored now: jobs that are there, and lines of those that were purged. */
export async function countHour(
  { store }: { store: Pick<Store, 'jobs' | 'history'> },
  hour: Date,
): Promise<HourStatistics> {
  const span = { from: hour, to: hoursFrom(hour, 1) };
  const ended = new Map<string, EndedJob>();
  // First the jobs: one that is purged while this runs is met twice, and counted once; never missed.
  await store.jobs.eachEnded(span, ({ id, state, attempt }) =>
    ended.set(id, { id, state, ...latenciesOf(attempt) }),
  );
  await store.history.eachEnded(span, (job) => ended.set(job.id, job));
  return statisticsOf(hour, ended.values());
}
