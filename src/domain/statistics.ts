import type { JobState } from '#protocol/job.ts';
import type { EndedJob, HourStatistics } from './entities.ts';
import type { Attempt } from './job.ts';

export const HOUR_MILLISECONDS = 3_600_000;
/** U3: an end is recorded at most this long after its moment was taken. */
const SAVED_WITHIN = 5 * 60_000;
/** U4: hours that are looked at however long they have been over. */
const LOOKED_BACK = 24;
/** U4: hours that are made up for after a pause, at most: what a query may ask for. */
const MADE_UP_FOR = 90 * 24;

/** The hour a moment is in, in UTC. */
export function hourOf(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / HOUR_MILLISECONDS) * HOUR_MILLISECONDS);
}

export function hoursFrom(hour: Date, hours: number): Date {
  return new Date(hour.getTime() + hours * HOUR_MILLISECONDS);
}

/** U2: how long the attempt that ended a job took. Milliseconds; absent where it did not come that far. */
export function latenciesOf(
  attempt: Pick<Attempt, 'offeredAt' | 'startedAt' | 'finishedAt'> | undefined,
): Pick<EndedJob, 'startLatency' | 'duration'> {
  const { offeredAt, startedAt, finishedAt } = attempt ?? {};
  if (startedAt === undefined) return {};
  return {
    ...(offeredAt === undefined ? {} : { startLatency: span(offeredAt, startedAt) }),
    ...(finishedAt === undefined ? {} : { duration: span(startedAt, finishedAt) }),
  };
}

const span = (from: Date, to: Date) => Math.max(0, to.getTime() - from.getTime());

/** U1, U2: what is said of an hour, from all jobs that ended in it, each once. */
export function statisticsOf(hour: Date, ended: Iterable<EndedJob>): HourStatistics {
  const counts: Partial<Record<JobState, number>> = {};
  const latencies: number[] = [];
  const durations: number[] = [];
  for (const { state, startLatency, duration } of ended) {
    counts[state] = (counts[state] ?? 0) + 1;
    if (startLatency !== undefined) latencies.push(startLatency);
    if (duration !== undefined) durations.push(duration);
  }
  const startLatency = percentilesOf(latencies);
  const duration = percentilesOf(durations);
  return {
    hour,
    counts,
    ...(startLatency === undefined ? {} : { startLatency }),
    ...(duration === undefined ? {} : { duration }),
  };
}

/** U2: by the nearest rank: always a value that occurred. */
export function percentilesOf(values: number[]): { p50: number; p95: number } | undefined {
  if (values.length === 0) return undefined;
  const [p50 = 0, p95 = 0] = nearestRanks(values, [0.5, 0.95]);
  return { p50, p95 };
}

/** U2: of at least one value, for each share of them. */
export function nearestRanks(values: readonly number[], shares: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return shares.map((share) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}

/** U3: whether everything that ended in this hour is recorded by now. */
export function isCountable(hour: Date, now: Date): boolean {
  return hoursFrom(hour, 1).getTime() + SAVED_WITHIN <= now.getTime();
}

/** U4: from which hour on it is looked whether any is missing. `keptSince`: what is older is purged anyway. */
export function lookedAtSince(facts: { newestWritten?: Date; keptSince?: Date; now: Date }): Date {
  const { newestWritten, keptSince, now } = facts;
  const current = hourOf(now);
  const day = hoursFrom(current, -LOOKED_BACK);
  const since = newestWritten !== undefined && newestWritten < day ? hoursFrom(newestWritten, 1) : day;
  const kept = keptSince === undefined ? since : hoursFrom(hourOf(keptSince), 1);
  return [since, hoursFrom(current, -MADE_UP_FOR), kept].reduce((latest, one) =>
    one > latest ? one : latest,
  );
}

/** U4: the hours that are over and not written, oldest first. */
export function missingHours(
  written: readonly Date[],
  { since, now, limit }: { since: Date; now: Date; limit: number },
): Date[] {
  const known = new Set(written.map((hour) => hour.getTime()));
  const missing: Date[] = [];
  for (let hour = since; isCountable(hour, now) && missing.length < limit; hour = hoursFrom(hour, 1)) {
    if (!known.has(hour.getTime())) missing.push(hour);
  }
  return missing;
}
