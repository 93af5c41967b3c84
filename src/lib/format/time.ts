import { language, text } from '../messages/text.ts';
import { formatRoughly } from './duration.ts';

const STYLES = {
  /** `23 Nov 2026, 14:05:09 CET` */
  exact: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  },
  /** `23 Nov 2026, 14:05` */
  short: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  /** `14:05` */
  hour: { hour: '2-digit', minute: '2-digit' },
  /** `14:05:09.123` */
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** As the viewer's language writes it, in the viewer's zone. */
function formatOf(zone: string, style: keyof typeof STYLES): Intl.DateTimeFormat {
  const { locale } = language();
  const key = `${locale} ${zone} ${style}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone: zone, ...STYLES[style] });
  formats.set(key, made);
  return made;
}

/** `14:05:09.123` in the viewer's zone. @param at Milliseconds. */
export const formatClock = (at: number, zone: string) => formatOf(zone, 'clock').format(at);
/** `14:05`. @param at Milliseconds. */
export const formatHour = (at: number, zone: string) => formatOf(zone, 'hour').format(at);
/** `23 Nov 2026, 14:05:09 CET` in the viewer's zone. */
export const formatExact = (instant: string, zone: string) =>
  formatOf(zone, 'exact').format(new Date(instant));
/** `23 Nov 2026, 14:05`. */
export const formatShort = (instant: string, zone: string) =>
  formatOf(zone, 'short').format(new Date(instant));

/** `just now`, `4 min ago`, `in 2 h`; one unit, because the exact time is one hover away. */
export function formatRelative(instant: string, now: number): string {
  const ahead = new Date(instant).getTime() - now;
  const size = Math.abs(ahead);
  if (size < 10_000) return ahead > 2000 ? text('formats.inAMoment') : text('formats.justNow');
  const span = formatRoughly(size);
  return ahead > 0 ? text('formats.inSpan', { span }) : text('formats.ago', { span });
}

/** @returns whether this is a zone that `Intl` knows; it comes from a cookie. */
export function isZone(zone: string | undefined): zone is string {
  if (zone === undefined || zone === '' || zone.length > 60) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
