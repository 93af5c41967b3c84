import { expire } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { judgesLateness, missedStart } from '#domain/late-arrival.ts';
import { settledAt } from '#domain/presence.ts';
import type { HubContext } from './hub-context.ts';
import { sweepContainer, sweepJobs, type DecideTogether } from './sweep.ts';

type Parts = Pick<
  HubContext,
  | 'store'
  | 'sessions'
  | 'clock'
  | 'key'
  | 'log'
  | 'changes'
  | 'announcer'
  | 'dispatcher'
  | 'timeZone'
  | 'startedAt'
  | 'wakes'
>;

/**
 * L1, L2: expires the jobs of computers that have missed the beginning of a container. Nobody is judged while
 * presence is unknown. Acting again changes nothing.
 * @param computerIds only theirs; absent: those of all
 */
export async function leaveOutLate(
  parts: Parts,
  containerId: string,
  computerIds?: readonly string[],
): Promise<void> {
  const { store, clock, startedAt, timeZone } = parts;
  const container = await store.containers.get(containerId);
  const now = clock.now();
  if (container === undefined || settledAt(startedAt) > now) return;
  if (!judgesLateness(container, now, timeZone)) return;
  const decideTogether: DecideTogether = async (jobs) => {
    const ids = [...new Set(jobs.map((job) => job.computerId))];
    const seen = await store.computers.lastSeenOf(ids);
    return (job: Job) =>
      missedStart(job, container, computerOf(parts, job, seen.get(job.computerId)))
        ? expire(job, 'missedStart', clock.now())
        : { outcome: 'known' };
  };
  if (computerIds === undefined) return sweepContainer(parts, containerId, decideTogether);
  const places = await store.jobs.queueOf([...computerIds], now);
  const ids = places.filter((place) => place.containerId === containerId).map((place) => place.id);
  await sweepJobs(parts, ids, decideTogether);
}

function computerOf({ announcer, wakes }: Parts, job: Job, lastSeenAt: Date | undefined) {
  return {
    presence: announcer.presence(job.computerId).presence,
    isBeingWoken: wakes.wokenUntil(job.computerId).has(job.containerId),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
  };
}
