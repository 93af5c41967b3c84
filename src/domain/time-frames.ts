import { minuteOfWeek, MINUTES_A_DAY, MINUTES_A_WEEK, offsetChange, zoneOffset } from './local-time.ts';
import { partsOf } from './text-parts.ts';

const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const MINUTE = 60_000;
/** Beyond this nothing new can come: every minute of the week was seen, with a change of offset in between. */
const HORIZON_DAYS = 15;
const PART = /^(!)?\s*(?:([A-Za-z]{3})\s+)?(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/;

/** One entry of the text. `from` and `to`: minutes of the day, `to` included; `to` before `from` crosses midnight. */
interface TimeFrame {
  negated: boolean;
  /** 0 is Monday; of a frame across midnight the day it begins on. Absent: every day. */
  weekday?: number;
  from: number;
  to: number;
}
/** In the order of the text: the first that matches decides. */
export type TimeFrames = readonly TimeFrame[];

/** @returns the frames, or what is wrong with the first part that is not one. An empty text: no frames. */
export function parseTimeFrames(text: string): { frames: TimeFrames } | { problem: string } {
  const frames: TimeFrame[] = [];
  for (const part of partsOf(text)) {
    const frame = frameOf(part);
    if (typeof frame === 'string') return { problem: `"${part}" ${frame}` };
    frames.push(frame);
  }
  return { frames };
}

function frameOf(part: string): TimeFrame | string {
  const [, exclamation, day, fromHour, fromMinute, toHour, toMinute] = PART.exec(part) ?? [];
  if (fromHour === undefined) return 'is no time frame; write it like 6:00-7:00 or !SAT 22:00-6:00';
  const weekday = day === undefined ? undefined : WEEKDAYS.indexOf(day.toUpperCase());
  if (weekday === -1) return `names no weekday; these are ${WEEKDAYS.join(', ')}`;
  const from = minuteOfDay(fromHour, fromMinute);
  const to = minuteOfDay(toHour, toMinute);
  if (from === undefined || to === undefined) return 'has a time that is not between 0:00 and 23:59';
  return { negated: exclamation !== undefined, from, to, ...(weekday === undefined ? {} : { weekday }) };
}

function minuteOfDay(hour: string | undefined, minute: string | undefined): number | undefined {
  const value = { hour: Number(hour), minute: Number(minute) };
  return value.hour < 24 && value.minute < 60 ? value.hour * 60 + value.minute : undefined;
}

/** F1–F3: whether a minute of the week (0: Monday 0:00) lies within the frames. */
export function isOpenAtMinute(frames: TimeFrames, minute: number): boolean {
  const deciding = frames.find((frame) => covers(frame, minute));
  return deciding === undefined ? frames.every((frame) => frame.negated) : !deciding.negated;
}

function covers({ weekday, from, to }: TimeFrame, minuteOfWeek: number): boolean {
  const day = Math.floor(minuteOfWeek / MINUTES_A_DAY);
  const minute = minuteOfWeek % MINUTES_A_DAY;
  const isOn = (which: number) => weekday === undefined || weekday === which;
  if (from <= to) return isOn(day) && minute >= from && minute <= to;
  // F3: across midnight the early hours belong to the day before.
  return (isOn(day) && minute >= from) || (isOn((day + 6) % 7) && minute <= to);
}

/**
 * Whether the frames are open at an instant, by the clocks of a zone.
 * F4: an instant is judged by what the clocks show. So the repeated hour matches twice, and the skipped one never.
 */
export function isWithinTimeFrames(frames: TimeFrames, now: Date, zone: string): boolean {
  return isOpenAt(frames, now.getTime(), zone);
}

function isOpenAt(frames: TimeFrames, instant: number, zone: string): boolean {
  return frames.length === 0 || isOpenAtMinute(frames, minuteOfWeek(instant, zoneOffset(instant, zone)));
}

/**
 * F5: the first instant after `now` at which the frames open, when they are closed, or close, when they are open:
 * the end of the last minute that is included. @returns undefined when that never happens.
 */
export function nextFrameChange(frames: TimeFrames, now: Date, zone: string): Date | undefined {
  if (frames.length === 0) return undefined;
  const open = isOpenAt(frames, now.getTime(), zone);
  const boundaries = weeklyBoundaries(frames);
  const horizon = now.getTime() + HORIZON_DAYS * MINUTES_A_DAY * MINUTE;
  for (let instant = now.getTime(); instant < horizon;) {
    const next = nextCandidate({ boundaries, instant, zone });
    if (isOpenAt(frames, next, zone) !== open) return new Date(next);
    instant = next;
  }
  return undefined;
}

/** Minutes of the week at which the answer differs from that of the minute before, in order. */
function weeklyBoundaries(frames: TimeFrames): number[] {
  const starts = frames.flatMap(({ from, to }) => [from, (to + 1) % MINUTES_A_DAY]);
  const minutes = WEEKDAYS.flatMap((_, day) => [0, ...starts].map((start) => day * MINUTES_A_DAY + start));
  const changes = [...new Set(minutes)].filter((minute) => {
    const before = (minute + MINUTES_A_WEEK - 1) % MINUTES_A_WEEK;
    return isOpenAtMinute(frames, minute) !== isOpenAtMinute(frames, before);
  });
  return changes.sort((one, other) => one - other);
}

/** The next instant that may change something: a boundary, a change of the clocks, or a day on. */
function nextCandidate(at: { boundaries: number[]; instant: number; zone: string }): number {
  const { boundaries, instant, zone } = at;
  const offset = zoneOffset(instant, zone);
  const minute = minuteOfWeek(instant, offset);
  const following = boundaries.find((boundary) => boundary > minute);
  const first = boundaries[0] ?? minute;
  const minutes = following === undefined ? first + MINUTES_A_WEEK - minute : following - minute;
  const startOfMinute = instant - positiveRemainder(instant + offset, MINUTE);
  const boundary = startOfMinute + Math.min(minutes, MINUTES_A_DAY) * MINUTE;
  const changed = offsetChange(instant, zone);
  return changed !== undefined && changed < boundary ? changed : boundary;
}

const positiveRemainder = (value: number, by: number) => ((value % by) + by) % by;
