import { zoneOffset } from '../local-time.ts';

const DAY = 24 * 3_600_000;

/** The instant at which a day (`2026-07-01`) begins in a zone; where the clocks skip its midnight, the first there is. */
export function startOfDay(day: string, zone: string): number {
  const local = Date.parse(`${day}T00:00:00Z`);
  // The offset of the instant that is looked for: the one before it may be another.
  const before = local - zoneOffset(local - DAY, zone);
  const after = local - zoneOffset(before, zone);
  return before === after ? before : Math.max(local - zoneOffset(after, zone), Math.min(before, after));
}

/** Z7: a whole day, from its first instant to the one at which the next begins. */
export function wholeDay(day: string, zone: string): { from: number; to: number } {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
  return { from: startOfDay(day, zone), to: startOfDay(next, zone) };
}
