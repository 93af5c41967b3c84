import { LIMITS } from '#protocol/limits.ts';
import { isWithinAddressRanges } from '../address-ranges.ts';
import { beginsAt, type Conditions } from '../conditions.ts';
import { compareQueuePlaces, type QueuePlace } from '../queue.ts';

/** Contents wanted on one computer at once: half of what an agent can be told to keep, and can tell that it holds. */
const MOST = LIMITS.contentsPerComputer / 2;

/** A job's place, with the content it needs. */
export type ContentPlace = QueuePlace & { content?: { sha256: string; bytes: number } };

/** What is true, at one moment, of a computer that is there and of the containers in its queue. */
export interface AroundComputer {
  /** Of its session. */
  address: string;
  /** The zone in which time frames are meant. */
  timeZone: string;
  /** By container. */
  conditions: ReadonlyMap<string, Conditions>;
}

/** Content that is to be on a computer before the job that needs it may begin. */
export interface InAdvance {
  content: { sha256: string; bytes: number };
  containerId: string;
  /** From when on the job may begin. */
  beginsAt: Date;
}

/**
 * V1: from when on jobs of a container that are due then may begin, as long as that is still to come and its content
 * is to be there by then. Undefined: they may begin already, never will, or nobody has asked for it.
 */
export function aheadUntil(
  conditions: Conditions,
  dueAt: Date,
  { now, timeZone }: { now: Date; timeZone: string },
): Date | undefined {
  if (conditions.preStage !== true) return undefined;
  const begins = beginsAt({ ...conditions, dueAt }, now, timeZone);
  return begins === undefined || begins <= now ? undefined : begins;
}

/** V1: what is to be on a computer in advance: each content once, that of the job which begins first at the head. */
export function wantedInAdvance(
  queue: readonly ContentPlace[],
  around: AroundComputer,
  now: Date,
): InAdvance[] {
  const wanted = queue.flatMap((place) => {
    const begins = wantedUntil(place, around, now);
    return begins === undefined || place.content === undefined
      ? []
      : [{ place, content: place.content, containerId: place.containerId, beginsAt: begins }];
  });
  wanted.sort(
    (one, other) =>
      one.beginsAt.getTime() - other.beginsAt.getTime() || compareQueuePlaces(one.place, other.place),
  );
  const first = new Map<string, InAdvance>();
  for (const { place: _, ...one } of wanted) {
    if (!first.has(one.content.sha256)) first.set(one.content.sha256, one);
  }
  return [...first.values()].slice(0, MOST);
}

function wantedUntil(place: ContentPlace, around: AroundComputer, now: Date): Date | undefined {
  const conditions = around.conditions.get(place.containerId);
  if (place.state !== 'waiting' || conditions === undefined || conditions.paused) return undefined;
  if (!isWithinAddressRanges(conditions.ranges, around.address)) return undefined;
  return aheadUntil(conditions, place.dueAt, { now, timeZone: around.timeZone });
}

/**
 * V8: content that is not to be cleared away on a computer: what is wanted there in advance, then whatever its jobs
 * wait for; no more than an agent can be told.
 */
export function contentsToKeep(queue: readonly ContentPlace[], wanted: readonly InAdvance[]): string[] {
  const first = wanted.map(({ content }) => content.sha256);
  const others = queue.flatMap(({ content }) => content?.sha256 ?? []);
  return [...new Set([...first, ...others])].slice(0, LIMITS.contentsPerComputer);
}
