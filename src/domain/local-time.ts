const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
export const MINUTES_A_DAY = 24 * 60;
export const MINUTES_A_WEEK = 7 * MINUTES_A_DAY;

/** Making one costs a hundred times what using it does. Bounded by the zones there are. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** Whether this is a zone that times can be told in. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds by which the clocks of a zone are ahead of UTC at an instant (UTC milliseconds). */
export function zoneOffset(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1000) * 1000;
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(whole)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

/** The minute of the week that the clocks of a zone show: 0 is Monday 0:00, 10079 is Sunday 23:59. */
export function minuteOfWeek(instant: number, offset: number): number {
  const local = Math.floor((instant + offset) / MINUTE);
  // The first of January 1970 was a Thursday.
  return positiveModulo(local + 3 * MINUTES_A_DAY, MINUTES_A_WEEK);
}

const positiveModulo = (value: number, by: number) => ((value % by) + by) % by;

/** The first instant after `from`, at most a day later, from which another offset holds; undefined: none. */
export function offsetChange(from: number, zone: string): number | undefined {
  const before = zoneOffset(from, zone);
  let low = from;
  let high = from + DAY;
  if (zoneOffset(high, zone) === before) return undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffset(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}
