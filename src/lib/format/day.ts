import { language, text } from '../messages/text.ts';

const DAY = 24 * 3_600_000;

const made = new Map<string, Intl.DateTimeFormat>();
function formatOf(zone: string, style: 'key' | 'day' | 'time'): Intl.DateTimeFormat {
  const { locale } = language();
  const name = `${locale} ${zone} ${style}`;
  let format = made.get(name);
  if (format === undefined) {
    format =
      style === 'time'
        ? new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit' })
        : style === 'key'
          ? new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
          : new Intl.DateTimeFormat(locale, {
              timeZone: zone,
              weekday: 'long',
              day: 'numeric',
              month: 'long',
              year: 'numeric',
            });
    made.set(name, format);
  }
  return format;
}

/** `2026-11-23`: the day of an instant in a zone. */
export const dayKey = (instant: string | number, zone: string): string =>
  formatOf(zone, 'key').format(new Date(instant));

/** `Today`, `Yesterday`, `Monday, 23 November 2026`. @param now Milliseconds. */
export function dayName(instant: string, { now, zone }: { now: number; zone: string }): string {
  const key = dayKey(instant, zone);
  if (key === dayKey(now, zone)) return text('timeline.today');
  if (key === dayKey(now - DAY, zone)) return text('timeline.yesterday');
  return formatOf(zone, 'day').format(new Date(instant));
}

/** `14:05` */
export const timeOfDay = (instant: string, zone: string): string =>
  formatOf(zone, 'time').format(new Date(instant));
