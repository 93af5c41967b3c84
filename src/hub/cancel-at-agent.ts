import { confirmCancel } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import type { HubContext } from './hub-context.ts';
import { coerceError } from './log.ts';
import { signOrder } from './orders.ts';

type Parts = Pick<HubContext, 'sessions' | 'key' | 'clock' | 'changes' | 'dispatcher' | 'log'>;

/**
 * Asks the agent to stop an attempt it holds. When it is not there now, its next hello is answered with the same
 * wish. Only its answer, or its report, makes the job `cancelled`.
 */
export function cancelAtAgent(parts: Parts, job: Job): void {
  // Not while jobs are handed over: told before its offer, the agent would hold nothing to cancel.
  void parts.dispatcher.betweenRounds(() => Promise.resolve(order(parts, job)));
}

function order(parts: Parts, job: Job): void {
  const session = parts.sessions.get(job.computerId);
  const number = job.attempt?.number;
  if (session === undefined || number === undefined) return;
  const content = { purpose: 'cancel', jobId: job.id, attempt: number } as const;
  session.peer.order(signOrder({ key: parts.key, clock: parts.clock, session, order: content }), (answer) => {
    if (!answer.ok) return session.peer.close();
    const unbegun = answer.value.answer === 'cancelled' || answer.value.answer === 'notHeld';
    if (!unbegun) return;
    session.queue
      .run(async () => {
        await parts.changes.apply(job.id, (current) => confirmCancel(current, number, parts.clock.now()));
        parts.dispatcher.look([job.computerId]);
      })
      .catch((error: unknown) => {
        parts.log.warn(
          { jobId: job.id, reason: coerceError(error).message },
          'a cancellation could not be stored',
        );
        session.peer.close();
      });
  });
}
