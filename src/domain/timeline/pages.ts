import type { TimelineLine } from './happening.ts';

/** Where lines are read, in the order in which lines of the same moment stand: Z1. */
export const TIMELINE_SOURCES = ['active', 'events', 'jobs', 'summaries'] as const;
export type TimelineSource = (typeof TIMELINE_SOURCES)[number];

/** The place of a line, as a cursor keeps it. `id`: of what it was read from. */
export interface TimelinePlace {
  at: Date;
  source: TimelineSource;
  id: string;
}

/** What a source is asked for: from that moment on backwards; of the moment itself nothing, all, or what is before an id. */
export interface TimelineBound {
  at: Date;
  ofMoment: 'nothing' | 'all' | { before: string };
}

const LAST_MOMENT = new Date(8_640_000_000_000_000);
const rank = (source: TimelineSource) => TIMELINE_SOURCES.indexOf(source);

/** Z1: what stands after a place, or all. */
export function boundOf(source: TimelineSource, after?: TimelinePlace): TimelineBound {
  if (after === undefined) return { at: LAST_MOMENT, ofMoment: 'all' };
  const { at } = after;
  if (source === after.source) return { at, ofMoment: { before: after.id } };
  return { at, ofMoment: rank(source) < rank(after.source) ? 'nothing' : 'all' };
}

/** Whether something of a source that is not asked by bounds stands behind the bound. */
export function isWithin({ at, id }: { at: Date; id: string }, bound: TimelineBound): boolean {
  if (at.getTime() !== bound.at.getTime()) return at < bound.at;
  const { ofMoment } = bound;
  return ofMoment === 'all' || (ofMoment !== 'nothing' && id < ofMoment.before);
}

/** A line with the place at which it was read. */
export interface PlacedLine extends TimelineLine {
  place: TimelinePlace;
}

/**
 * Z1: the newest lines of what the sources gave, each once. `next`: the place of the last of them, when there may be
 * more. Every source must have been asked for one more than `limit`, unless it has no more.
 */
export function mergedPage(
  lines: readonly PlacedLine[],
  limit: number,
): { lines: TimelineLine[]; next?: TimelinePlace } {
  const sorted = lines.toSorted(byPlace);
  const page: PlacedLine[] = [];
  const seen = new Set<string>();
  let passed = 0;
  for (const line of sorted) {
    if (page.length === limit) break;
    passed += 1;
    if (seen.has(line.id)) continue;
    seen.add(line.id);
    page.push(line);
  }
  const last = sorted[passed - 1];
  const rows = page.map(({ place: _, ...line }) => line);
  return passed < sorted.length && last !== undefined ? { lines: rows, next: last.place } : { lines: rows };
}

function byPlace({ place: one }: PlacedLine, { place: other }: PlacedLine): number {
  const later = other.at.getTime() - one.at.getTime();
  if (later !== 0) return later;
  const bySource = rank(one.source) - rank(other.source);
  if (bySource !== 0) return bySource;
  return one.id < other.id ? 1 : one.id > other.id ? -1 : 0;
}
