import type { TimelineKind } from '#protocol/views/timeline.ts';
import { text } from '../messages/text.ts';

/** In the order in which they are offered. */
export const KINDS: readonly TimelineKind[] = [
  'job',
  'connection',
  'power',
  'wake',
  'message',
  'user',
  'software',
  'hardware',
  'change',
];
export const KINDS_PARAMETER = 'kinds';

export const kindName = (kind: TimelineKind): string => text(`timeline.kind_${kind}`);

/** Those that an address names, without what is none. Empty: all. */
export function kindsIn(parameters: URLSearchParams): TimelineKind[] {
  const words = new Set((parameters.get(KINDS_PARAMETER) ?? '').split(','));
  return KINDS.filter((kind) => words.has(kind));
}

/** The address's word for these and one more, or one less. @returns undefined for all */
export function toggledKinds(kinds: readonly TimelineKind[], kind: TimelineKind): string | undefined {
  const next = KINDS.filter((one) => (one === kind ? !kinds.includes(one) : kinds.includes(one)));
  return next.length === 0 || next.length === KINDS.length ? undefined : next.join(',');
}

/** The lines of each day, in order. */
export function byDay<Entry extends { at: string }>(
  entries: readonly Entry[],
  dayOf: (instant: string) => string,
): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
