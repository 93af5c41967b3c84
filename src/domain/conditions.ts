import type { JobContainer } from './entities.ts';
import { parseAddressRanges, type AddressRanges } from './address-ranges.ts';
import { hasEnded } from './end-date.ts';
import { parseTimeFrames, type TimeFrames, isWithinTimeFrames, nextFrameChange } from './time-frames.ts';

/** What a container asks of the moment and of the computer before one of its jobs may begin. */
export interface Conditions {
  paused: boolean;
  startAt: Date;
  endAt?: Date;
  frames: TimeFrames;
  ranges: AddressRanges;
  /** L1: a computer that has not been online between the beginning and this moment is left out. Absent: none is yet. */
  arriveUntil?: Date;
  /** V1: the content of its jobs is brought to their computers before they may begin. */
  preStage?: true;
}

type Constrained = Pick<
  JobContainer,
  | 'paused'
  | 'startAt'
  | 'endAt'
  | 'timeFrames'
  | 'addressRanges'
  | 'lateArrival'
  | 'graceMinutes'
  | 'beganAt'
  | 'preStage'
>;

/** Texts are checked before they are stored. Should one be unreadable all the same, nothing begins. */
const NEVER: TimeFrames = [{ negated: true, from: 0, to: 24 * 60 - 1 }];

export function conditionsOf(container: Constrained): Conditions {
  const { paused, startAt, endAt } = container;
  const frames = parseTimeFrames(container.timeFrames);
  const ranges = parseAddressRanges(container.addressRanges);
  const arriveUntil = arriveUntilOf(container);
  return {
    paused,
    startAt,
    ...(endAt === undefined ? {} : { endAt }),
    frames: 'frames' in frames && 'ranges' in ranges ? frames.frames : NEVER,
    ranges: 'ranges' in ranges ? ranges.ranges : [],
    ...(arriveUntil === undefined ? {} : { arriveUntil }),
    ...(container.preStage ? { preStage: true } : {}),
  };
}

/** L1: when it began, which is not before its start date; undefined: it has not. A start that is put off counts anew. */
export const begunAt = ({ startAt, beganAt }: Pick<JobContainer, 'startAt' | 'beganAt'>): Date | undefined =>
  beganAt === undefined || beganAt < startAt ? undefined : beganAt;

function arriveUntilOf(container: Constrained): Date | undefined {
  const began = begunAt(container);
  if (began === undefined || container.lateArrival === 'run') return undefined;
  const grace = container.lateArrival === 'grace' ? container.graceMinutes * 60_000 : 0;
  return new Date(began.getTime() + grace);
}

/** Whether anything of it may begin now, as far as the container itself decides. */
export function isOpen(container: Constrained, now: Date, zone: string): boolean {
  const conditions = conditionsOf(container);
  if (conditions.paused || conditions.startAt > now || hasEnded(conditions, now)) return false;
  return isWithinTimeFrames(conditions.frames, now, zone);
}

/** D1: the next moment after `after` at which these conditions change by themselves; undefined: never again. */
export function nextMoment(conditions: Conditions, after: Date, zone: string): Date | undefined {
  const { startAt, endAt, frames, arriveUntil } = conditions;
  if (hasEnded(conditions, after)) return undefined;
  const change = nextFrameChange(frames, after, zone);
  const moments = [startAt, endAt, arriveUntil, change].filter((date) => date !== undefined && date > after);
  return earliest(moments);
}

/** D2: milliseconds in which an execution may still begin: to the end date, or to the end of the time frame. */
export function mayStartFor(conditions: Conditions, now: Date, zone: string): number | undefined {
  const { endAt, frames } = conditions;
  const closing = isWithinTimeFrames(frames, now, zone) ? nextFrameChange(frames, now, zone) : now;
  const end = earliest([endAt, closing]);
  return end === undefined ? undefined : Math.max(0, end.getTime() - now.getTime());
}

/**
 * From when on date and time frames let a job begin: the earliest moment from `now` on. Undefined: never, since no
 * frame opens before the end date.
 */
export function beginsAt(
  { dueAt, endAt, frames }: { dueAt: Date; endAt?: Date; frames: TimeFrames },
  now: Date,
  zone: string,
): Date | undefined {
  const from = dueAt > now ? dueAt : now;
  const begins = isWithinTimeFrames(frames, from, zone) ? from : nextFrameChange(frames, from, zone);
  const isTooLate = begins !== undefined && endAt !== undefined && endAt <= begins;
  return isTooLate ? undefined : begins;
}

/** The earliest of these dates; those that are absent do not count. */
export function earliest(dates: readonly (Date | undefined)[]): Date | undefined {
  return dates.reduce(
    (first, date) => (first === undefined || (date !== undefined && date < first) ? date : first),
    undefined,
  );
}
