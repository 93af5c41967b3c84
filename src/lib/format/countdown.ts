import { text } from '../messages/text.ts';
import { formatElapsed } from './duration.ts';

const DAY = 24 * 3_600_000;

/** How long until an instant, exact enough to be watched: `in 47 s`, `in 4 min 10 s`, `in 2 h 5 min`. @param now Milliseconds. */
export function formatCountdown(instant: string, now: number): string {
  const span = new Date(instant).getTime() - now;
  if (span < 1000) return text('formats.anyMoment');
  const rest = span < DAY ? span : Math.round(span / 3_600_000) * 3_600_000;
  return text('formats.inSpan', { span: formatElapsed(rest) });
}
