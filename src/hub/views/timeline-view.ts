import { kindOf, type TimelineLine } from '#domain/timeline/happening.ts';
import type { TimelineEntry } from '#protocol/views/timeline.ts';

export function timelineEntry({ id, at, fact, revision }: TimelineLine): TimelineEntry {
  return { id, at: at.toISOString(), kind: kindOf(fact), fact, revision };
}
