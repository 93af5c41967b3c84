import { setImmediate as nextTurn } from 'node:timers/promises';
import { conditionsOf, isOpen } from '#domain/conditions.ts';
import type { JobContainer } from '#domain/entities.ts';
import { settledAt } from '#domain/presence.ts';
import type { QueuePlace } from '#domain/queue.ts';
import { isSweptAlready } from '#domain/wake/joining.ts';
import { isSweepDue, isToBeWoken } from '#domain/wake/wanted.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { HubContext } from '../hub-context.ts';

/** Jobs looked at in one query, and computers whose wakes are stored in one write. */
const SLICE = 200;

type Parts = Pick<HubContext, 'store' | 'clock' | 'announcer' | 'calendar' | 'timeZone' | 'startedAt'>;
type Begin = (wish: {
  computers: readonly ComputerSummary[];
  container: JobContainer;
  by: string;
}) => Promise<unknown>;
type Place = QueuePlace & { computerId: string };

/**
 * W1, W2: begins the wakes that are due for a container: of all its offline computers once for each start, later of
 * those whose jobs were retried. While presence is unknown it does nothing: the calendar asks again at that moment.
 */
export async function wakeOfflineComputers(
  parts: Parts,
  wish: { containerId: string; retried: readonly string[]; begin: Begin },
): Promise<void> {
  const { store, clock, timeZone, startedAt } = parts;
  const { containerId, retried, begin } = wish;
  const now = clock.now();
  const container = await store.containers.get(containerId);
  if (container === undefined || now < settledAt(startedAt)) return;
  if (isSweepDue(container, now, timeZone)) {
    const complete = await sweep(parts, { containerId, begin });
    // Only now: a hub that dies before looks for them once more, and passes by those that were found.
    if (!complete) return;
    await store.containers.change(containerId, { wakeSweptAt: now });
    void parts.calendar.lateness(containerId);
    return;
  }
  for (let from = 0; from < retried.length; from += SLICE) {
    const fresh = await store.containers.get(containerId);
    if (fresh === undefined || !fresh.wakeOnLan || !isOpen(fresh, clock.now(), timeZone)) return;
    const places = await store.jobs.queueOf(retried.slice(from, from + SLICE), clock.now());
    await beginFor(parts, { container: fresh, places: places.filter(isOf(fresh)), begin });
    await nextTurn();
  }
}

const isOf =
  ({ id }: JobContainer) =>
  ({ containerId }: Place) =>
    containerId === id;

/** @returns whether it came to its end; false: the container was paused, closed or changed meanwhile */
async function sweep(parts: Parts, wish: { containerId: string; begin: Begin }): Promise<boolean> {
  const { store, clock, timeZone } = parts;
  const { containerId, begin } = wish;
  for (let after = 0; ;) {
    const container = await store.containers.get(containerId);
    if (container === undefined || !isSweepDue(container, clock.now(), timeZone)) return false;
    const jobs = await store.jobs.ofContainer({ containerId, after, limit: SLICE, states: ['waiting'] });
    const last = jobs.at(-1);
    if (last === undefined) return true;
    after = last.sequence;
    const ids = [...new Set(jobs.map((job) => job.computerId))];
    const earlier = await store.wakes.ofContainer(containerId, ids);
    const ofComputer = Map.groupBy(earlier, (wake) => wake.computerId);
    const places = jobs.filter(
      ({ computerId }) => !isSweptAlready(ofComputer.get(computerId) ?? [], container),
    );
    await beginFor(parts, { container, places, begin });
    await nextTurn();
  }
}

async function beginFor(
  parts: Parts,
  wish: { container: JobContainer; places: readonly Place[]; begin: Begin },
): Promise<void> {
  const { announcer, clock, store, timeZone } = parts;
  const { container, places, begin } = wish;
  const conditions = new Map([[container.id, conditionsOf(container)]]);
  const wanted = [...Map.groupBy(places, (place) => place.computerId)].flatMap(([computerId, queue]) => {
    const { presence } = announcer.presence(computerId);
    return isToBeWoken(queue, { presence, timeZone, conditions }, clock.now()) ? [computerId] : [];
  });
  if (wanted.length === 0) return;
  const computers = await store.computers.getMany(wanted);
  await begin({ computers, container, by: container.createdBy });
}
