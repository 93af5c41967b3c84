import type { JobAction, JobState, WaitingReason } from '#protocol/job.ts';
import { percentilesOf } from './statistics.ts';
import { isActive, isTerminal } from './transitions.ts';

/** What an estimate looks at. Moments are milliseconds. */
export interface EstimatedJob {
  computerId: string;
  packageId: string;
  action: JobAction;
  state: JobState;
  /** Of a waiting job. */
  waiting?: WaitingReason;
  offeredAt?: number;
  startedAt?: number;
  finishedAt?: number;
  /** When its end was recorded. */
  endedAt?: number;
  /** How long it usually takes, in milliseconds, where that is known. */
  usual?: number;
}

export interface Estimate {
  /** Milliseconds until the last job that can go on has ended; absent: nobody can know. */
  left?: number;
  /** Jobs that wait for something nobody can foresee: they are no part of it. */
  heldUp: number;
}

/** What ends by itself, or with the jobs before it. All other reasons end when somebody, or a computer, does something. */
const GOES_ON: readonly WaitingReason[] = ['ready', 'behindJob', 'downloadSlot'];
/** Executions of the same package in this container that say how long it takes. */
const EXECUTIONS = 3;
/** The last minutes, which say how many jobs end in a while … */
const LOOKED_BACK = 5 * 60_000;
/** … if that many ended within them, over so long at least. */
const ENDED = 5;
const SHORTEST = 10_000;
/** What takes longer than usual is expected to take this share of it more. */
const OVERDUE_SHARE = 0.1;

/**
 * C5: when a container will be done, as far as the last minutes and the usual durations say. The later of the two
 * counts: of the computer that has most left to do, and of the number of jobs that end in a while.
 */
export function estimateOf(jobs: readonly EstimatedJob[], now: number): Estimate {
  const pending = jobs.filter((job) => !isTerminal(job.state));
  const goingOn = pending.filter(
    ({ state, waiting = 'ready' }) => isActive(state) || GOES_ON.includes(waiting),
  );
  const heldUp = pending.length - goingOn.length;
  if (goingOn.length === 0) return { heldUp };
  const longest = longestComputer(goingOn, { durations: durationsOf(jobs), now });
  const rate = endedPerMillisecond(jobs, now);
  const byRate = rate === undefined ? undefined : goingOn.length / rate;
  // Who waits for a download waits for others: durations alone say nothing about that.
  const limited = goingOn.some(({ waiting }) => waiting === 'downloadSlot');
  const left = byRate === undefined && limited ? undefined : latest(longest, byRate);
  return left === undefined ? { heldUp } : { left, heldUp };
}

const latest = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);

const kindOf = ({ packageId, action }: EstimatedJob) => `${action} ${packageId}`;

/** The median of what has succeeded here, else what is usual. */
function durationsOf(jobs: readonly EstimatedJob[]): ReadonlyMap<string, number> {
  const here = new Map<string, number[]>();
  const durations = new Map<string, number>();
  for (const job of jobs) {
    const { state, startedAt, offeredAt = startedAt, finishedAt, usual } = job;
    const kind = kindOf(job);
    if (usual !== undefined) durations.set(kind, usual);
    if (state !== 'succeeded' || offeredAt === undefined || finishedAt === undefined) continue;
    const known = here.get(kind);
    if (known === undefined) here.set(kind, [finishedAt - offeredAt]);
    else known.push(finishedAt - offeredAt);
  }
  for (const [kind, spans] of here) {
    const median = spans.length >= EXECUTIONS ? percentilesOf(spans)?.p50 : undefined;
    if (median !== undefined) durations.set(kind, median);
  }
  return durations;
}

/** What the computer with most to do has left; undefined when something of it takes nobody knows how long. */
function longestComputer(
  goingOn: readonly EstimatedJob[],
  { durations, now }: { durations: ReadonlyMap<string, number>; now: number },
): number | undefined {
  const left = new Map<string, number>();
  for (const job of goingOn) {
    const duration = durations.get(kindOf(job));
    if (duration === undefined) return undefined;
    const since = job.offeredAt ?? job.startedAt;
    const rest =
      isActive(job.state) && since !== undefined
        ? Math.max(duration - (now - since), duration * OVERDUE_SHARE)
        : duration;
    left.set(job.computerId, (left.get(job.computerId) ?? 0) + rest);
  }
  return left.values().reduce((most, one) => Math.max(most, one), 0);
}

/** How many jobs have ended in the last minutes, or since the first began; undefined: too few to say. */
function endedPerMillisecond(jobs: readonly EstimatedJob[], now: number): number | undefined {
  let ended = 0;
  let first = now;
  for (const { offeredAt, startedAt = offeredAt, endedAt } of jobs) {
    if (startedAt !== undefined) first = Math.min(first, startedAt);
    if (endedAt !== undefined && endedAt > now - LOOKED_BACK) ended += 1;
  }
  const span = Math.min(LOOKED_BACK, now - first);
  return ended < ENDED || span < SHORTEST ? undefined : ended / span;
}
