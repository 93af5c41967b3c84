import { withdraw } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import type { HubContext } from './hub-context.ts';
import { coerceError } from './log.ts';
import { signOrder } from './orders.ts';

type Parts = Pick<HubContext, 'sessions' | 'key' | 'clock' | 'changes' | 'dispatcher' | 'log'>;

/**
 * Asks the agent to give back an attempt that it has not begun. When it is not there now, its next hello is answered
 * with the same wish. Only when it confirms does the job become what it was asked to become; one that has begun
 * goes on.
 */
export function withdrawAtAgent(parts: Parts, job: Job): void {
  const session = parts.sessions.get(job.computerId);
  const number = job.attempt?.number;
  if (session === undefined || number === undefined) return;
  const order = { purpose: 'withdraw', jobId: job.id, attempt: number } as const;
  session.peer.order(signOrder({ key: parts.key, clock: parts.clock, session, order }), (answer) => {
    if (!answer.ok) return session.peer.close();
    if (answer.value.answer !== 'withdrawn' && answer.value.answer !== 'notHeld') return;
    session.queue
      .run(async () => {
        await parts.changes.apply(job.id, (current) => withdraw(current, number, parts.clock.now()));
        parts.dispatcher.look([job.computerId]);
      })
      .catch((error: unknown) => {
        parts.log.warn(
          { jobId: job.id, reason: coerceError(error).message },
          'a withdrawal could not be stored',
        );
        session.peer.close();
      });
  });
}
