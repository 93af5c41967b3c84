import type { Presence } from '#protocol/views/computer.ts';
import { begunAt, conditionsOf, isOpen } from './conditions.ts';
import type { JobContainer } from './entities.ts';
import type { Job } from './job.ts';
import { isUnswept } from './wake/wanted.ts';

/**
 * L1: whether it is judged now who has come too late. Not while the container is paused or closed, nor before its
 * offline computers have been looked for, to wake them: until then it is not known who is being woken.
 */
export function judgesLateness(container: JobContainer, now: Date, zone: string): boolean {
  const { arriveUntil } = conditionsOf(container);
  if (arriveUntil === undefined || arriveUntil > now || isUnswept(container)) return false;
  return isOpen(container, now, zone);
}

/**
 * L2: whether a computer has missed the beginning of a job's container: it is offline when the time to arrive is
 * over, is not being woken for it, and has not been seen since it began. One that arrived in time and went away again
 * (it restarts, say) has not missed it; nor has a job that was offered before, or was given another chance.
 */
export function missedStart(
  job: Pick<Job, 'state' | 'lastAttemptNumber' | 'retriedAt'>,
  container: Pick<JobContainer, 'startAt' | 'beganAt'>,
  computer: { presence: Presence; lastSeenAt?: Date; isBeingWoken: boolean },
): boolean {
  const began = begunAt(container);
  if (job.state !== 'waiting' || job.lastAttemptNumber > 0 || job.retriedAt !== undefined) return false;
  if (began === undefined || computer.presence !== 'offline' || computer.isBeingWoken) return false;
  return computer.lastSeenAt === undefined || computer.lastSeenAt < began;
}
