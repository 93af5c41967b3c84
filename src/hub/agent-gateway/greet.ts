import type { z } from 'zod';
import type { Hello, Welcome } from '#protocol/agent.ts';
import { accept, loseAgent, withdraw } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { reconcile } from '#domain/reconcile.ts';
import { Refusal } from '#protocol/errors.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { HubContext } from '../hub-context.ts';
import { powerAtHello } from '../power/at-hello.ts';

/**
 * Brings the hub's belief and the agent's journal together. Only after this is the session ready: a job offered
 * earlier could run beside one that the agent still holds.
 * @returns what the agent is told, the jobs it then has to confirm it has given back, and its computer
 * @throws Refusal `unknownComputer`
 */
export async function greet(
  context: HubContext,
  from: { computerId: string; hello: z.infer<typeof Hello>; address: string },
): Promise<{ welcome: z.infer<typeof Welcome>; recall: Job[]; computer: ComputerSummary }> {
  const { store, clock, changes } = context;
  const { computerId, hello, address } = from;
  const active = await store.jobs.activeOf(computerId);
  const result = reconcile(active, hello.attempts);
  for (const job of result.accept) {
    await changes.apply(job.id, (current) => accept(current, job.lastAttemptNumber, clock.now()));
  }
  for (const job of result.withdraw) {
    await changes.apply(job.id, (current) => withdraw(current, job.lastAttemptNumber, clock.now()));
  }
  for (const job of result.lost) {
    await changes.apply(job.id, (current) => loseAgent(current, job.lastAttemptNumber, clock.now()));
  }
  const now = clock.now();
  await powerAtHello(context, { computerId, hello, now });
  const computer = await store.computers.change(computerId, {
    lastSeenAt: now,
    lastAddress: address,
    agentVersion: hello.agentVersion,
    bootId: hello.bootId,
    processId: hello.processId,
    bootedAt: new Date(now.getTime() - hello.uptimeSeconds * 1000),
    connected: true,
  });
  if (computer === undefined) throw new Refusal('unknownComputer');
  const keep =
    hello.contents === undefined
      ? {}
      : { keep: await context.heldContents.greet(computerId, hello.contents) };
  const welcome = {
    hubTime: now.toISOString(),
    hubVersion: context.version,
    inventory: computer.digests,
    drop: result.drop,
    cancel: result.cancel,
    ...keep,
  };
  return { welcome, recall: result.recall, computer };
}
