import type { Presence } from '#protocol/views/computer.ts';
import type { Job } from './job.ts';

/**
 * L2: whether a computer has missed the start of a job: it is offline when the time to arrive is over, and has not
 * been seen since the job was due. One that arrived in time and went away again (it restarts, say) has not missed
 * it; nor has a job that was offered before, or was given another chance.
 */
export function missedStart(
  job: Pick<Job, 'state' | 'dueAt' | 'lastAttemptNumber' | 'retriedAt'>,
  computer: { presence: Presence; lastSeenAt?: Date },
): boolean {
  if (job.state !== 'waiting' || job.lastAttemptNumber > 0 || job.retriedAt !== undefined) return false;
  if (computer.presence !== 'offline') return false;
  return computer.lastSeenAt === undefined || computer.lastSeenAt < job.dueAt;
}
