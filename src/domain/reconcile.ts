import type { KnownAttempt } from '#protocol/agent.ts';
import type { AttemptKey } from '#protocol/identifiers.ts';
import type { Job } from './job.ts';
import { isUnbegun } from './transitions.ts';

/** What a hello changes. Jobs that appear nowhere here go on as they are. */
export interface Reconciliation {
  /** R2: offered, never held: back to waiting (the offer, or the answer to it, was lost). */
  withdraw: Job[];
  /** R1: held after all, though its acceptance never reached the hub. */
  accept: Job[];
  /** R3: was executing, and the agent knows nothing of it. */
  lost: Job[];
  /** R4: held by the agent, not begun, not wanted: the agent forgets it. */
  drop: AttemptKey[];
  /** R5: held by the agent, and cancelled meanwhile: the agent stops it. */
  cancel: AttemptKey[];
  /** R7: held, not begun, and asked to come back meanwhile: forgotten by the agent, which then has to confirm. */
  recall: Job[];
}

const keyOf = (key: AttemptKey) => `${key.jobId}/${key.attempt}`;

/**
 * Compares what the hub believes of a computer (its active jobs) with what its agent says it holds. An attempt
 * whose result still lies in the agent's outbox counts as held: the result follows.
 */
export function reconcile(active: readonly Job[], known: readonly KnownAttempt[]): Reconciliation {
  const result: Reconciliation = { withdraw: [], accept: [], lost: [], drop: [], cancel: [], recall: [] };
  const agentKnows = new Map(known.map((attempt) => [keyOf(attempt), attempt]));
  const wanted = new Set<string>();
  for (const job of active) {
    if (job.attempt === undefined) continue;
    const key: AttemptKey = { jobId: job.id, attempt: job.attempt.number };
    wanted.add(keyOf(key));
    const held = agentKnows.get(keyOf(key));
    if (held === undefined) {
      (isUnbegun(job.state) ? result.withdraw : result.lost).push(job);
      continue;
    }
    if (job.attempt.acceptedAt === undefined) result.accept.push(job);
    if (held.phase !== 'held') continue;
    if (job.cancelRequested !== undefined) result.cancel.push(key);
    else if (job.withdrawRequested !== undefined && !held.begun) {
      result.recall.push(job);
      result.drop.push(key);
    }
  }
  for (const attempt of known) {
    if (attempt.phase === 'held' && !attempt.begun && !wanted.has(keyOf(attempt))) {
      result.drop.push({ jobId: attempt.jobId, attempt: attempt.attempt });
    }
  }
  return result;
}
