import { needsDownload, type DownloadRoom } from '#domain/download-slots.ts';
import type { QueuedJob } from '#store/contract/jobs.ts';
import type { AgentSession } from './agent-sessions.ts';
import type { DownloadSlots } from './download-slots.ts';
import { compareWaiters } from './slot-waiters.ts';

/** A job whose turn it is on its computer. */
export interface Turn {
  place: QueuedJob;
  session: AgentSession;
  /** Whether it may begin with this room for downloads. */
  mayBegin(room: DownloadRoom): boolean;
}

/**
 * Gives slots to the jobs that are to download, the ones due longest first, and remembers who waits for one.
 * @param slice the computers that are looked at now: whoever of them waited and does not any more is forgotten
 * @returns the jobs that may begin, and the computers that wait for a slot and did not before
 */
export function giveSlots(
  slots: DownloadSlots,
  turns: Turn[],
  slice: string[],
): { begin: QueuedJob[]; held: string[] } {
  const apart = new Set(slice);
  const inTurn = turns
    .map((turn) => ({
      ...turn,
      dueAt: turn.place.dueAt,
      place: slots.placeOf(turn.place.computerId),
      job: turn.place,
    }))
    .toSorted(compareWaiters);
  const begin: QueuedJob[] = [];
  const held: string[] = [];
  const waits = new Set<string>();
  for (const { job, session, mayBegin } of inTurn) {
    const { id, computerId, dueAt } = job;
    const { subnet } = session;
    const room = slots.room({ id: computerId, subnet });
    const needs = needsDownload(job, room);
    if (mayBegin(room) && !(needs && slots.hasOlder({ id: computerId, dueAt }, apart))) {
      if (needs) slots.take({ id, computerId, subnet });
      begin.push(job);
      continue;
    }
    waits.add(computerId);
    if (slots.setWaiting(computerId, { dueAt, subnet })) held.push(computerId);
  }
  for (const id of slice) if (!waits.has(id)) slots.setWaiting(id, undefined);
  return { begin, held };
}
