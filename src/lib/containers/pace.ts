import { estimateOf, type Estimate, type EstimatedJob } from '#domain/estimate.ts';
import { percentilesOf } from '#domain/statistics.ts';
import type { JobView } from '#protocol/views/container.ts';
import { formatDuration } from '../format/duration.ts';
import { text } from '../messages/text.ts';

/** How a container goes: how soon its jobs began, and when it will be done. */
export interface Pace {
  estimate: Estimate;
  /** Milliseconds from a job's offer to its begin (U2). */
  startLatency: { p50: number; p95: number } | undefined;
  /** When its last job ended, in milliseconds. */
  lastEnd: number | undefined;
}

/** Every second all jobs are looked at: their moments are read once. */
const read = new WeakMap<JobView, EstimatedJob>();

function estimated(job: JobView): EstimatedJob {
  const known = read.get(job);
  if (known !== undefined) return known;
  const { computerId, packageId, action, state, waiting, times } = job;
  const usual = job.usualDuration?.medianMilliseconds;
  const facts: EstimatedJob = {
    computerId,
    packageId,
    action,
    state,
    ...(waiting === undefined ? {} : { waiting: waiting.reason }),
    ...moment('offeredAt', times.offeredAt),
    ...moment('startedAt', times.startedAt),
    ...moment('finishedAt', times.finishedAt),
    ...moment('endedAt', times.recordedAt),
    ...(usual === undefined ? {} : { usual }),
  };
  read.set(job, facts);
  return facts;
}

const moment = (name: string, at: string | undefined): Record<string, number> =>
  at === undefined ? {} : { [name]: Date.parse(at) };

/** @param now Milliseconds. */
export function paceOf(jobs: readonly JobView[], now: number): Pace {
  const facts = jobs.map(estimated);
  const latencies = facts.flatMap(({ offeredAt, startedAt }) =>
    offeredAt === undefined || startedAt === undefined ? [] : [Math.max(0, startedAt - offeredAt)],
  );
  const ends = facts.flatMap(({ endedAt }) => endedAt ?? []);
  return {
    estimate: estimateOf(facts, now),
    startLatency: percentilesOf(latencies),
    lastEnd: ends.length === 0 ? undefined : ends.reduce((last, end) => Math.max(last, end), 0),
  };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An estimate is told no more exactly than it is: `about 4 min left`, `about 2 h 10 min left`. */
export function leftWords(milliseconds: number): string {
  if (milliseconds < MINUTE) return text('containers.leftSoon');
  const step = milliseconds < HOUR ? MINUTE : 10 * MINUTE;
  return text('containers.left', { time: formatDuration(Math.ceil(milliseconds / step) * step) });
}
