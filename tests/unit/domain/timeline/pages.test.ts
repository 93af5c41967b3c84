import { describe, expect, it } from 'vitest';
import {
  boundOf,
  isWithin,
  mergedPage,
  TIMELINE_SOURCES,
  type PlacedLine,
  type TimelinePlace,
  type TimelineSource,
} from '#domain/timeline/pages.ts';
import { anId, THEN } from '#tests/support/builders.ts';
import { seeded } from '../seeded.ts';

const after = (milliseconds: number) => new Date(THEN.getTime() + milliseconds);

function lineAt(source: TimelineSource, at: Date, id = anId()): PlacedLine {
  const fact = { what: 'notes', by: source } as const;
  return { id: `${source} ${id}`, at, fact, revision: 0, place: { at, source, id } };
}
const idsOf = (lines: readonly { id: string }[]) => lines.map(({ id }) => id);

/** As a store reads it: what stands behind the bound, in the order of Z1. */
function readFrom(all: readonly PlacedLine[], limit: number) {
  return (after: TimelinePlace | undefined) =>
    TIMELINE_SOURCES.flatMap((source) =>
      all
        .filter((line) => line.place.source === source && isWithin(line.place, boundOf(source, after)))
        .toSorted(
          (one, other) => other.at.getTime() - one.at.getTime() || (one.place.id < other.place.id ? 1 : -1),
        )
        .slice(0, limit + 1),
    );
}

function everyPage(all: readonly PlacedLine[], limit: number): string[][] {
  const read = readFrom(all, limit);
  const pages: string[][] = [];
  for (let place: TimelinePlace | undefined; ;) {
    const page = mergedPage(read(place), limit);
    pages.push(idsOf(page.lines));
    place = page.next;
    if (place === undefined) return pages;
  }
}

describe('[Z1] pages of a timeline', () => {
  it('tell the newest first; of one moment what goes on, then events, ended jobs, and lines of purged ones', () => {
    const [one, two, three] = [anId(), anId(), anId()];
    const lines = [
      lineAt('summaries', THEN, one),
      lineAt('jobs', THEN, one),
      lineAt('events', THEN, one),
      lineAt('events', THEN, two),
      lineAt('active', THEN, one),
      lineAt('summaries', after(1), three),
    ];
    expect(idsOf(mergedPage(lines, 10).lines)).toStrictEqual([
      `summaries ${three}`,
      `active ${one}`,
      `events ${two}`,
      `events ${one}`,
      `jobs ${one}`,
      `summaries ${one}`,
    ]);
  });

  it('hold each line once and none is left out, however many of one moment there are', () => {
    const random = seeded(7);
    for (let round = 0; round < 50; round += 1) {
      const all = Array.from({ length: 40 }, () =>
        lineAt(random.oneOf(TIMELINE_SOURCES), after(random.whole(0, 5))),
      );
      const whole = idsOf(mergedPage(all, 100).lines);
      const limit = random.whole(1, 12);
      const pages = everyPage(all, limit);
      expect(pages.flat()).toStrictEqual(whole);
      expect(pages.every((page) => page.length <= limit)).toBe(true);
      expect(new Set(whole).size).toBe(40);
    }
  });

  it('hold a job once that is read from itself and from the line of its purge', () => {
    const job = lineAt('jobs', THEN);
    const purged = { ...lineAt('summaries', THEN, job.place.id), id: job.id };
    const page = mergedPage([purged, job], 5);
    expect(page.lines).toHaveLength(1);
    expect(page.lines[0]?.fact).toStrictEqual({ what: 'notes', by: 'jobs' });
    expect(page).not.toHaveProperty('next');
  });

  it('name no next one when there is none', () => {
    const all = [lineAt('events', THEN), lineAt('events', after(1))];
    expect(everyPage(all, 2)).toHaveLength(1);
    expect(everyPage(all, 1)).toHaveLength(2);
    expect(everyPage([], 1)).toStrictEqual([[]]);
  });
});
