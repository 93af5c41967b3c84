import type { JobState, WaitingReason } from '#protocol/job.ts';
import type { Presence } from '#protocol/views/computer.ts';
import { isActive } from './transitions.ts';

/** What a job's place in its computer's queue depends on. */
export interface QueuePlace {
  id: string;
  containerId: string;
  sequence: number;
  state: JobState;
  priority: number;
  containerCreatedAt: Date;
  dueAt: Date;
}

/**
 * E1: the order of one computer's jobs: higher priority first, then the older container, then container id, then
 * the sequence within the container.
 */
export function compareQueuePlaces(one: QueuePlace, other: QueuePlace): number {
  return (
    other.priority - one.priority ||
    one.containerCreatedAt.getTime() - other.containerCreatedAt.getTime() ||
    compareWords(one.containerId, other.containerId) ||
    one.sequence - other.sequence
  );
}

const compareWords = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/**
 * E2: which job of one computer is handed over now. None while one is active: each agent executes one job at a
 * time, and the next is chosen when the last is done, so that priority is honoured to the last moment.
 */
export function nextToPush<Place extends QueuePlace>(queue: readonly Place[], now: Date): Place | undefined {
  if (queue.some((place) => isActive(place.state))) return undefined;
  const due = queue.filter((place) => place.state === 'waiting' && place.dueAt <= now);
  return due.reduce<Place | undefined>(
    (first, place) => (first === undefined || compareQueuePlaces(place, first) < 0 ? place : first),
    undefined,
  );
}

export interface Waiting {
  reason: WaitingReason;
  /** When it is looked at next, where that is a date. */
  until?: Date;
  since?: Date;
}

/** E3: why a waiting job waits: the first reason that holds, decided by what decides about pushing. */
export function whyWaiting(
  place: QueuePlace,
  facts: { presence: Presence; presenceSince?: Date; queue: readonly QueuePlace[] },
  now: Date,
): Waiting {
  if (place.dueAt > now) return { reason: 'startDate', until: place.dueAt };
  const since = facts.presenceSince === undefined ? {} : { since: facts.presenceSince };
  if (facts.presence === 'unknown') return { reason: 'presenceUnknown', ...since };
  if (facts.presence === 'offline') return { reason: 'computerOffline', ...since };
  if (nextToPush(facts.queue, now)?.id === place.id) return { reason: 'ready' };
  return { reason: 'behindJob' };
}
