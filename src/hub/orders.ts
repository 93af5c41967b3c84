import type { Job } from '#domain/job.ts';
import type { Answer } from '#protocol/answer.ts';
import type { JobOrder, OrderAnswer, OrderContent, SignedOrder } from '#protocol/orders.ts';
import { orderText } from '#protocol/proof.ts';
import type { AgentSession } from './agent-sessions.ts';
import type { Clock } from './clock.ts';
import type { HubKey } from './hub-key.ts';

/** An order that has not arrived after this long is worthless. Longer than the gateway waits for the answer. */
const VALID_MILLISECONDS = 60_000;

/** Binds an order to this computer, this session, a counter and an expiry, and signs the whole. */
export function signOrder(parts: {
  key: HubKey;
  clock: Clock;
  session: AgentSession;
  order: OrderContent;
}): SignedOrder {
  const { key, clock, session, order } = parts;
  session.counter += 1;
  const body = JSON.stringify({
    ...order,
    computerId: session.computerId,
    session: session.nonce,
    counter: session.counter,
    expiresAt: new Date(clock.now().getTime() + VALID_MILLISECONDS).toISOString(),
  });
  return { purpose: order.purpose, body, signature: key.sign(orderText(order.purpose, body)) };
}

/** Signs and sends. @returns the agent's answer, or `timedOut`. */
export function sendOrder(parts: {
  key: HubKey;
  clock: Clock;
  session: AgentSession;
  order: OrderContent;
}): Promise<Answer<OrderAnswer>> {
  return new Promise((resolve) => parts.session.peer.order(signOrder(parts), resolve));
}

/** What an agent is told about a job. The attempt must be open. */
export function jobOrderOf(
  job: Job,
  attempt: number,
  mayStartForMilliseconds?: number,
): Omit<JobOrder, 'computerId' | 'session' | 'counter' | 'expiresAt'> {
  return {
    purpose: 'job',
    jobId: job.id,
    attempt,
    action: job.action,
    package: { id: job.packageId, name: job.packageName, version: job.packageVersion },
    procedure: job.procedure,
    successCodes: job.successCodes,
    ...(job.content === undefined ? {} : { content: job.content }),
    timeLimitSeconds: job.timeLimitSeconds,
    ...(mayStartForMilliseconds === undefined ? {} : { mayStartForMilliseconds }),
  };
}
