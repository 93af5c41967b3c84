import { formatDuration } from './duration.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(zone: string, style: 'exact' | 'short' | 'clock'): Intl.DateTimeFormat {
  const key = `${zone} ${style}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  if (style === 'clock') return clockOf(zone, key);
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(style === 'exact' ? { second: '2-digit', timeZoneName: 'short' } : {}),
  });
  formats.set(key, made);
  return made;
}

function clockOf(zone: string, key: string): Intl.DateTimeFormat {
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  });
  formats.set(key, made);
  return made;
}

/** `14:05:09.123` in the viewer's zone. @param at Milliseconds. */
export const formatClock = (at: number, zone: string) => formatOf(zone, 'clock').format(at);
/** `23 Nov 2026, 14:05:09 CET` in the viewer's zone. */
export const formatExact = (instant: string, zone: string) =>
  formatOf(zone, 'exact').format(new Date(instant));
/** `23 Nov 2026, 14:05`. */
export const formatShort = (instant: string, zone: string) =>
  formatOf(zone, 'short').format(new Date(instant));

/** `just now`, `4 min ago`, `in 2 h`; one unit, because the exact time is one hover away. */
export function formatRelative(instant: string, now: number): string {
  const span = new Date(instant).getTime() - now;
  const size = Math.abs(span);
  if (size < 10_000) return span > 2000 ? 'in a moment' : 'just now';
  const words = size < 60_000 ? `${Math.round(size / 1000)} s` : largestUnit(size);
  return span > 0 ? `in ${words}` : `${words} ago`;
}

function largestUnit(size: number): string {
  const [amount, unit] = formatDuration(size).split(' ');
  return `${amount} ${unit}`;
}

/** @returns whether this is a zone that `Intl` knows; it comes from a cookie. */
export function isZone(zone: string | undefined): zone is string {
  if (zone === undefined || zone === '' || zone.length > 60) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
