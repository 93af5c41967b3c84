import { settledAt } from '#domain/presence.ts';
import { isSweepDue, isUnswept } from '#domain/wake/wanted.ts';
import type { HubContext } from '../hub-context.ts';
import {
  beginFor,
  computersOf,
  eachSlice,
  inSlices,
  placesOf,
  unswept,
  wakesNow,
  type Begin,
} from './wake-choice.ts';

type Parts = Pick<HubContext, 'store' | 'clock' | 'announcer' | 'calendar' | 'timeZone' | 'startedAt'>;

/**
 * W1, W2: begins the wakes that are due for a container: of all its offline computers once for each start, later of
 * those whose jobs were retried. While presence is unknown it does nothing: the calendar asks again at that moment,
 * and whoever was retried is found then (`wakeRetriedMeanwhile`).
 * @param begins hears of a sweep before it looks at anybody's presence
 */
export async function wakeOfflineComputers(
  parts: Parts,
  wish: { containerId: string; retried: readonly string[]; begin: Begin; begins: (at: Date) => void },
): Promise<void> {
  const { store, clock, timeZone, startedAt } = parts;
  const { containerId, retried, begin, begins } = wish;
  const now = clock.now();
  const container = await store.containers.get(containerId);
  if (container === undefined || now < settledAt(startedAt)) return;
  if (isSweepDue(container, now, timeZone)) {
    begins(now);
    const complete = await sweep(parts, { containerId, begin });
    // Only now: a hub that dies before looks for them once more, and passes by those that were found.
    if (!complete) return;
    await store.containers.change(containerId, { wakeSweptAt: now });
    void parts.calendar.lateness(containerId);
    return;
  }
  await inSlices(retried, async (computerIds) => {
    const fresh = await store.containers.get(containerId);
    if (fresh === undefined || !wakesNow(parts, fresh)) return;
    const places = await placesOf(parts, fresh, computerIds);
    await beginFor(parts, { container: fresh, places, begin });
  });
}

/** W2: presence is known now: wakes whoever was retried before that, and has not been woken or seen since. */
export async function wakeRetriedMeanwhile(
  parts: Parts,
  { containerId, begin }: { containerId: string; begin: Begin },
): Promise<void> {
  await eachSlice(parts, containerId, async (jobs) => {
    const container = await parts.store.containers.get(containerId);
    // Not swept: then the sweep finds them.
    if (container === undefined || isUnswept(container) || !wakesNow(parts, container)) return false;
    const retried = jobs.filter((job) => job.retriedAt !== undefined);
    const seen = await parts.store.computers.lastSeenOf(computersOf(retried));
    const unseen = retried.filter(({ computerId, retriedAt }) => {
      const lastSeenAt = seen.get(computerId);
      return lastSeenAt === undefined || (retriedAt !== undefined && lastSeenAt < retriedAt);
    });
    await beginFor(parts, { container, places: await unswept(parts, container, unseen), begin });
    return true;
  });
}

/** W10: the sessions of these computers have ended without a sign of life since a container was swept. */
export async function wakeLost(
  parts: Parts,
  wish: { containerId: string; computerIds: readonly string[]; begin: Begin },
): Promise<void> {
  const { containerId, begin } = wish;
  await inSlices(wish.computerIds, async (computerIds) => {
    const container = await parts.store.containers.get(containerId);
    if (container === undefined || isUnswept(container)) return;
    if (!wakesNow(parts, container)) {
      // Paused or closed meanwhile: they are looked for when it opens again.
      await parts.store.containers.change(containerId, { wakeSweptAt: null });
      return;
    }
    const places = await unswept(parts, container, await placesOf(parts, container, computerIds));
    await beginFor(parts, { container, places, begin });
  });
}

/** @returns whether it came to its end; false: the container was paused, closed or changed meanwhile */
async function sweep(parts: Parts, wish: { containerId: string; begin: Begin }): Promise<boolean> {
  const { store, clock, timeZone } = parts;
  const { containerId, begin } = wish;
  const isDue = async () => {
    const container = await store.containers.get(containerId);
    return container !== undefined && isSweepDue(container, clock.now(), timeZone) ? container : undefined;
  };
  const complete = await eachSlice(parts, containerId, async (jobs) => {
    const container = await isDue();
    if (container === undefined) return false;
    await beginFor(parts, { container, places: await unswept(parts, container, jobs), begin });
    return true;
  });
  return complete && (await isDue()) !== undefined;
}
