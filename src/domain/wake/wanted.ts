import { isOpen } from '../conditions.ts';
import { hasEnded } from '../end-date.ts';
import type { JobContainer } from '../entities.ts';
import { obstacle, type Circumstances, type QueuePlace } from '../queue.ts';

/**
 * W2: whether the offline computers of a container are to be looked for now: it has wake on LAN, has started, is open
 * and not paused, and this has not happened since its start.
 */
export function isSweepDue(container: JobContainer, now: Date, timeZone: string): boolean {
  return isUnswept(container) && isOpen(container, now, timeZone);
}

/** Whether its offline computers are still to be looked for, now or at a later moment. */
export const isUnswept = ({ wakeOnLan, wakeSweptAt, startAt }: JobContainer) =>
  wakeOnLan && (wakeSweptAt === undefined || wakeSweptAt < startAt);

/** W1: whether this computer is to be woken: one of these jobs needs nothing but for it to be online. */
export function isToBeWoken(places: readonly QueuePlace[], around: Circumstances, now: Date): boolean {
  return waitsFor(places, around, now).includes('computerOffline');
}

/**
 * W8: why packets are no longer sent for a container, in words without a stop; undefined: they are. Unlike W1 it
 * does not ask whether presence is known: a wake that has begun goes on over a restart of the hub.
 */
export function whyWakeStops(
  container: JobContainer | undefined,
  facts: { places: readonly QueuePlace[]; around: Circumstances },
  now: Date,
): string | undefined {
  if (container === undefined) return 'The job container is gone';
  const { places, around } = facts;
  if (!container.wakeOnLan) return 'Wake on LAN was turned off for the job container';
  if (container.paused) return 'The job container was paused';
  if (hasEnded(container, now)) return 'The end date of the job container has passed';
  if (container.startAt > now) return 'The start of the job container was put off';
  if (!isOpen(container, now, around.timeZone)) return 'The time frame of the job container is over';
  const reasons = waitsFor(places, { ...around, presence: 'offline' }, now);
  return reasons.includes('computerOffline')
    ? undefined
    : 'Nothing of the job container waits there any more';
}

/** W10: it was handed over to a computer that has not said a word to it. Whether the order arrived nobody knows. */
export const isUnanswered = ({ state, attempt }: Pick<QueuePlace, 'state' | 'attempt'>): boolean =>
  state === 'pushed' && attempt?.acceptedAt === undefined;

const waitsFor = (places: readonly QueuePlace[], around: Circumstances, now: Date) =>
  places
    .filter((place) => place.state === 'waiting' || isUnanswered(place))
    .map((place) => obstacle(place, around, now)?.reason);
