import { text } from '../messages/text.ts';
import { formatNumber } from './numbers.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The larger units, with how many of each are in a span; what is over goes into the unit below. */
const LARGE = [
  { unit: 'days', size: DAY, below: HOUR },
  { unit: 'hours', size: HOUR, below: MINUTE },
  { unit: 'minutes', size: MINUTE, below: SECOND },
] as const;

const plain = (value: number, digits = 0) => formatNumber(value, { least: digits, grouped: false });
const seconds = (span: number, digits = 0) => text('formats.seconds', { count: plain(span, digits) });

/** A span in milliseconds for people, two units at most: `38 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`, `5 d 3 h`. */
export function formatDuration(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < SECOND) return text('formats.milliseconds', { count: plain(Math.round(span)) });
  if (span < 10 * SECOND) return seconds(span / SECOND, 1);
  return formatElapsed(span);
}

/** A span that counts upwards while it is looked at: whole seconds only, so that it does not flicker. */
export function formatElapsed(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  const largest = LARGE.find(({ size }) => span >= size);
  if (largest === undefined) return seconds(Math.floor(span / SECOND));
  const { unit, size, below } = largest;
  const count = plain(Math.floor(span / size));
  const rest = Math.floor((span % size) / below);
  return rest === 0
    ? text(`formats.${unit}`, { count })
    : text(`formats.${unit}And`, { count, rest: plain(rest) });
}

/** A span in its largest unit alone: `42 s`, `4 min`, `2 d`. */
export function formatRoughly(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  const largest = LARGE.find(({ size }) => span >= size);
  if (largest === undefined) return seconds(Math.round(span / SECOND));
  return text(`formats.${largest.unit}`, { count: plain(Math.floor(span / largest.size)) });
}
