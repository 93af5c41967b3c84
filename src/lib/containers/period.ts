import { zoneOffset } from '#domain/local-time.ts';
import type { ContainerListAddress } from './list-address.ts';

const DAY = 24 * 3_600_000;
const LENGTHS = { day: DAY, week: 7 * DAY, month: 30 * DAY };

/** The instant (milliseconds) at which a day begins in a zone; where its midnight is skipped, the first there is. */
export function beginOf(day: string, zone: string): number {
  const local = Date.parse(`${day}T00:00:00Z`);
  const before = local - zoneOffset(local - DAY, zone);
  const after = local - zoneOffset(before, zone);
  return before === after ? before : Math.max(local - zoneOffset(after, zone), Math.min(before, after));
}

/** The start dates that are meant. Days are whole days of the viewer. @param now Milliseconds. */
export function spanOf(
  { period, since, until }: Pick<ContainerListAddress, 'period' | 'since' | 'until'>,
  { now, zone }: { now: number; zone: string },
): { startFrom?: Date; startBefore?: Date } {
  if (period === 'ahead') return { startFrom: new Date(now) };
  if (period !== undefined) return { startFrom: new Date(now - LENGTHS[period]), startBefore: new Date(now) };
  const dayAfter = (day: string) => new Date(Date.parse(day) + DAY).toISOString().slice(0, 10);
  return {
    ...(since === undefined ? {} : { startFrom: new Date(beginOf(since, zone)) }),
    ...(until === undefined ? {} : { startBefore: new Date(beginOf(dayAfter(until), zone)) }),
  };
}
