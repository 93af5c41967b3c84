import { setImmediate as nextTurn } from 'node:timers/promises';
import { conditionsOf, isOpen } from '#domain/conditions.ts';
import type { JobContainer } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import type { QueuePlace } from '#domain/queue.ts';
import { isSweptAlready, retriedLast } from '#domain/wake/joining.ts';
import { isToBeWoken, isUnanswered } from '#domain/wake/wanted.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { HubContext } from '../hub-context.ts';

/** Jobs looked at in one query, and computers whose wakes are stored in one write. */
const SLICE = 200;

type Parts = Pick<HubContext, 'store' | 'clock' | 'announcer' | 'timeZone'>;
type Place = QueuePlace & { computerId: string };

/** Begins to wake these computers, or joins what goes on for the same cause. */
export type Begin = (wish: {
  computers: readonly ComputerSummary[];
  container: JobContainer;
  by: string;
}) => Promise<unknown>;

/** Whether a container, as it is stored, wakes anybody now. */
export const wakesNow = ({ clock, timeZone }: Pick<Parts, 'clock' | 'timeZone'>, container: JobContainer) =>
  container.wakeOnLan && isOpen(container, clock.now(), timeZone);

/** The pending jobs of a container on these computers. */
export async function placesOf(
  { store, clock }: Parts,
  { id }: JobContainer,
  computerIds: readonly string[],
): Promise<Place[]> {
  const places = await store.jobs.queueOf([...computerIds], clock.now());
  return places.filter(({ containerId }) => containerId === id);
}

export async function inSlices(
  computerIds: readonly string[],
  take: (slice: readonly string[]) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < computerIds.length; from += SLICE) {
    await take(computerIds.slice(from, from + SLICE));
    await nextTurn();
  }
}

/**
 * The jobs of a container that wait for their computer, a slice at a time.
 * @param take says whether to go on
 * @returns whether it came to the end
 */
export async function eachSlice(
  { store }: Parts,
  containerId: string,
  take: (jobs: Job[]) => Promise<boolean>,
): Promise<boolean> {
  for (let after = 0; ;) {
    const jobs = await store.jobs.ofContainer({
      containerId,
      after,
      limit: SLICE,
      states: ['waiting', 'pushed'],
    });
    const last = jobs.at(-1);
    if (last === undefined) return true;
    after = last.sequence;
    if (!(await take(jobs.filter((job) => job.state === 'waiting' || isUnanswered(job))))) return false;
    await nextTurn();
  }
}

/** Without the jobs of computers that have been woken for it already. */
export async function unswept<Found extends Place & { retriedAt?: Date }>(
  { store }: Parts,
  container: JobContainer,
  places: readonly Found[],
): Promise<Found[]> {
  if (places.length === 0) return [];
  const earlier = await store.wakes.ofContainer(container.id, computersOf(places));
  const wakes = Map.groupBy(earlier, (wake) => wake.computerId);
  return [...Map.groupBy(places, (place) => place.computerId)].flatMap(([computerId, of]) =>
    isSweptAlready(wakes.get(computerId) ?? [], container, retriedLast(of)) ? [] : of,
  );
}

export const computersOf = (places: readonly Place[]) => [
  ...new Set(places.map((place) => place.computerId)),
];

/** W1: begins to wake those that are offline and are needed for nothing but that. */
export async function beginFor(
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
