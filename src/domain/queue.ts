import type { JobState, WaitingReason } from '#protocol/job.ts';
import type { Presence } from '#protocol/views/computer.ts';
import { isWithinAddressRanges } from './address-ranges.ts';
import type { Conditions } from './conditions.ts';
import { hasEnded } from './end-date.ts';
import { downloadHold, type DownloadRoom, type FullDownloads } from './download-slots.ts';
import { isWithinTimeFrames, nextFrameChange } from './time-frames.ts';
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
  content?: { sha256: string };
  /** Of what was handed over: whether the agent has said that it took it. */
  attempt?: { acceptedAt?: Date };
}

/** What is true, at one moment, of a computer and of the containers in its queue. */
export interface Circumstances {
  presence: Presence;
  presenceSince?: Date;
  /** While it is unknown: when it will be known. */
  presenceKnownAt?: Date;
  /** Of the session; only an online computer has one. */
  address?: string;
  /** The zone in which time frames are meant. */
  timeZone: string;
  /** By container. Of one that is not here nothing begins: it is gone. */
  conditions: ReadonlyMap<string, Conditions>;
  /** By container: until when the computer is being woken for it. */
  wokenUntil?: ReadonlyMap<string, Date>;
  /** A restart or shutdown that the queue waits for; `until`: when it happens, where that is known. */
  restart?: { until?: Date };
  /** Absent: downloads are not limited. */
  downloads?: DownloadRoom;
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

export interface Waiting {
  reason: WaitingReason;
  /** When it is looked at next, where that is a date. */
  until?: Date;
  since?: Date;
  /** The job that comes first. */
  behind?: { jobId: string; containerId: string; priority: number };
  /** The limit of simultaneous downloads that is reached. */
  downloads?: FullDownloads;
}

/**
 * E4: what keeps a job from beginning now, its rivals in the queue apart: the first that holds of end date, start
 * date, pause, time frame, presence, pending restart, address. One function: what it says is what is decided.
 */
export function obstacle(place: QueuePlace, around: Circumstances, now: Date): Waiting | undefined {
  const conditions = around.conditions.get(place.containerId);
  if (conditions === undefined || hasEnded(conditions, now)) return { reason: 'endDate' };
  if (place.dueAt > now) return { reason: 'startDate', until: place.dueAt };
  if (conditions.paused) return { reason: 'paused' };
  const { frames, ranges } = conditions;
  if (!isWithinTimeFrames(frames, now, around.timeZone)) {
    return { reason: 'outsideTimeFrame', ...until(nextFrameChange(frames, now, around.timeZone)) };
  }
  const since = around.presenceSince === undefined ? {} : { since: around.presenceSince };
  if (around.presence === 'unknown') {
    return { reason: 'presenceUnknown', ...since, ...until(around.presenceKnownAt) };
  }
  if (around.presence === 'offline') {
    const arrives = arrivesUntil(conditions.arriveUntil, around.wokenUntil?.get(place.containerId));
    const looksAgain = arrives !== undefined && arrives > now ? until(arrives) : {};
    return { reason: 'computerOffline', ...since, ...looksAgain };
  }
  if (around.restart !== undefined) return { reason: 'restartPending', ...until(around.restart.until) };
  if (!isWithinAddressRanges(ranges, around.address ?? '')) return { reason: 'addressNotInRange' };
  return undefined;
}

/** L2: a computer that is being woken is not late until its wake window has ended. */
const arrivesUntil = (arriveUntil: Date | undefined, wokenUntil: Date | undefined) =>
  arriveUntil !== undefined && wokenUntil !== undefined && wokenUntil > arriveUntil
    ? wokenUntil
    : arriveUntil;

const until = (date: Date | undefined) => (date === undefined ? {} : { until: date });

/**
 * E2: which job of one computer is handed over now. None while one is active: each agent executes one job at a
 * time, and the next is chosen when the last is done, so that priority is honoured to the last moment.
 * E5: one that must not begin holds up nobody.
 */
export function nextToPush<Place extends QueuePlace>(
  queue: readonly Place[],
  around: Circumstances,
  now: Date,
): Place | undefined {
  const first = firstInTurn(queue, around, now);
  return first === undefined || slotObstacle(first, around) === undefined ? first : undefined;
}

/**
 * The job whose turn it is. Q1: it may still have to wait for a download slot, and then holds up those after it: the
 * order is kept, also where one of them would need no download.
 */
export function firstInTurn<Place extends QueuePlace>(
  queue: readonly Place[],
  around: Circumstances,
  now: Date,
): Place | undefined {
  if (queue.some((place) => isActive(place.state))) return undefined;
  return queue
    .filter((place) => place.state === 'waiting' && obstacle(place, around, now) === undefined)
    .reduce<Place | undefined>(
      (first, place) => (first === undefined || compareQueuePlaces(place, first) < 0 ? place : first),
      undefined,
    );
}

/** Q1: what a job whose turn it is still waits for. */
export function slotObstacle(place: QueuePlace, { downloads }: Circumstances): Waiting | undefined {
  const full = downloads === undefined ? undefined : downloadHold(place, downloads);
  return full === undefined ? undefined : { reason: 'downloadSlot', downloads: full };
}

/** E3: why a waiting job waits: the first reason that holds, decided by what decides about pushing. */
export function whyWaiting(
  place: QueuePlace,
  facts: Circumstances & { queue: readonly QueuePlace[] },
  now: Date,
): Waiting {
  const { queue } = facts;
  const kept = obstacle(place, facts, now);
  if (kept !== undefined) return kept;
  const first = queue.find(({ state }) => isActive(state)) ?? firstInTurn(queue, facts, now);
  if (first === undefined || first.id === place.id) return slotObstacle(place, facts) ?? { reason: 'ready' };
  const { id: jobId, containerId, priority } = first;
  return { reason: 'behindJob', behind: { jobId, containerId, priority } };
}
