import { z } from 'zod';
import { lineOfEvent, type TimelineLine } from '#domain/timeline/happening.ts';
import { lineOfJob, lineOfSummary } from '#domain/timeline/jobs.ts';
import {
  boundOf,
  isWithin,
  mergedPage,
  TIMELINE_SOURCES,
  type PlacedLine,
  type TimelinePlace,
  type TimelineSource,
} from '#domain/timeline/pages.ts';
import { Refusal } from '#protocol/errors.ts';
import { Identifier } from '#protocol/identifiers.ts';
import type { TimelineKind } from '#protocol/views/timeline.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { TimelineQueries } from '../hub/timeline.ts';
import { timelineEntry } from '../views/timeline-view.ts';
import { limitOf } from './paging.ts';

interface Wish {
  computerId: string;
  kinds?: readonly TimelineKind[];
  after: TimelinePlace | undefined;
  limit: number;
}

export function timelineQueries({ store, timeline }: HubContext): TimelineQueries {
  /** Lines of one source that stand after the place, with their own places. */
  const read = async (source: TimelineSource, wish: Wish): Promise<PlacedLine[]> => {
    const { computerId, kinds, after, limit } = wish;
    const page = { computerId, bound: boundOf(source, after), limit };
    if (source !== 'events' && kinds !== undefined && !kinds.includes('job')) return [];
    const place = (id: string, line: TimelineLine | undefined) =>
      line === undefined ? [] : [{ ...line, place: { at: line.at, source, id } }];
    switch (source) {
      case 'active': {
        const jobs = await store.jobs.activeOf(computerId);
        return jobs
          .flatMap((job) => place(job.id, lineOfJob(job)))
          .filter((line) => isWithin(line.place, page.bound));
      }
      case 'events': {
        const events = await store.timeline.ofComputer({
          ...page,
          ...(kinds === undefined ? {} : { kinds }),
        });
        return events.flatMap((event) => place(event.id, lineOfEvent(event)));
      }
      case 'jobs': {
        const jobs = await store.jobs.endedOfComputer(page);
        return jobs.flatMap((job) => place(job.id, lineOfJob(job)));
      }
      case 'summaries': {
        const summaries = await store.history.linesOfComputer(page);
        return summaries.flatMap((summary) => place(summary.id, lineOfSummary(summary)));
      }
    }
  };

  return {
    async timelineOfComputer(actor, { computerId, kinds, cursor, ...query }) {
      permit(actor, 'computer.timeline');
      if ((await store.computers.get(computerId)) === undefined) throw new Refusal('notFound');
      await timeline.written();
      const limit = limitOf(query);
      const after = cursor === undefined ? undefined : placeOf(cursor);
      const wish = { computerId, after, limit: limit + 1, ...(kinds === undefined ? {} : { kinds }) };
      const lines = await Promise.all(TIMELINE_SOURCES.map((source) => read(source, wish)));
      const page = mergedPage(lines.flat(), limit);
      return {
        rows: page.lines.map(timelineEntry),
        ...(page.next === undefined ? {} : { next: cursorOf(page.next) }),
      };
    },
  };
}

const Place = z.object({ at: z.coerce.date(), source: z.enum(TIMELINE_SOURCES), id: Identifier });

const cursorOf = (place: TimelinePlace) => Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws Refusal `invalidInput` */
function placeOf(cursor: string): TimelinePlace {
  try {
    return Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Refusal('invalidInput', { detail: 'cursor: is not one of ours' });
  }
}
