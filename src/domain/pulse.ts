import type { JobState } from '#protocol/job.ts';
import type { Job } from './job.ts';
import { latenciesOf, percentilesOf } from './statistics.ts';
import { isTerminal } from './transitions.ts';

export const MINUTE_MILLISECONDS = 60_000;
/** U5: minutes that are kept, the current one included. */
export const PULSE_MINUTES = 60;
/** U5: start latencies that are kept of a minute; of more, those that came last. */
const LATENCIES_KEPT = 500;

/** What jobs did within one minute. */
export interface Minute {
  /** Since 1970, in whole minutes. */
  minute: number;
  begun: number;
  /** By the state they ended in. */
  ended: Partial<Record<JobState, number>>;
  /** Milliseconds from offer to begin. */
  latencies: number[];
}

const minuteOf = (now: Date) => Math.floor(now.getTime() / MINUTE_MILLISECONDS);
const isKept = ({ minute }: Minute, now: Date) => minute > minuteOf(now) - PULSE_MINUTES;

/** U5: the minutes with one more job that has just come into its state. Oldest first; those that are over an hour old go. */
export function withJob(
  minutes: readonly Minute[],
  job: Pick<Job, 'state' | 'attempt'>,
  now: Date,
): Minute[] {
  const kept = minutes.filter((one) => isKept(one, now));
  const begins = job.state === 'executing';
  if (!begins && !isTerminal(job.state)) return kept;
  const last = kept.at(-1);
  const current =
    last?.minute === minuteOf(now) ? last : { minute: minuteOf(now), begun: 0, ended: {}, latencies: [] };
  const { startLatency } = latenciesOf(job.attempt);
  const changed: Minute = {
    minute: current.minute,
    begun: current.begun + (begins ? 1 : 0),
    ended: begins ? current.ended : { ...current.ended, [job.state]: (current.ended[job.state] ?? 0) + 1 },
    latencies:
      begins && startLatency !== undefined
        ? [...current.latencies, startLatency].slice(-LATENCIES_KEPT)
        : current.latencies,
  };
  return [...kept.filter((one) => one !== current), changed];
}

/** U5: how long after their offer jobs began within the last hour. */
export function startLatencyOf(
  minutes: readonly Minute[],
  now: Date,
): { p50: number; p95: number } | undefined {
  return percentilesOf(minutes.filter((one) => isKept(one, now)).flatMap((one) => one.latencies));
}
