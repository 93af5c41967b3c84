import type { Actor } from '#domain/entities.ts';
import type { JobAction } from '#protocol/job.ts';
import type { UsualDuration } from '#protocol/views/container.ts';
import type { TimelineEntry, TimelineKind } from '#protocol/views/timeline.ts';
import type { Page, PageQuery } from '../hub.ts';

export interface TimelineQueries {
  /** What happened on a computer and was done to it, newest first; of these kinds, or all. */
  timelineOfComputer(
    actor: Actor,
    query: { computerId: string; kinds?: TimelineKind[] } & Omit<PageQuery, 'search'>,
  ): Promise<Page<TimelineEntry>>;
}

export interface DurationQueries {
  /** How long this usually takes. Undefined: it has succeeded too seldom to say. */
  usualDuration(
    actor: Actor,
    query: { packageId: string; action: JobAction },
  ): Promise<UsualDuration | undefined>;
}
