import { zoneOffset } from '#domain/local-time.ts';

/** The instant at which a day (`2026-11-23`) begins in a zone. */
export function startOfDay(day: string, zone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  const near = wanted - zoneOffset(wanted, zone);
  // The offset there may be another one than at the same hour of UTC.
  return new Date(wanted - zoneOffset(near, zone));
}

/** The instant at which it is over. */
export function endOfDay(day: string, zone: string): Date {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 3_600_000);
  return startOfDay(next.toISOString().slice(0, 10), zone);
}
