import type { z } from 'zod';
import type { Hello, Welcome } from '#protocol/agent.ts';
import { accept, loseAgent, withdraw } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { reconcile } from '#domain/reconcile.ts';
import type { Happening } from '#domain/timeline/happening.ts';
import { happenedBefore } from '#domain/timeline/presence.ts';
import { Refusal } from '#protocol/errors.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { HubContext } from '../hub-context.ts';
import { powerAtHello } from '../power/at-hello.ts';

/**
 * Brings the hub's belief and the agent's journal together. Only after this is the session ready: a job offered
 * earlier could run beside one that the agent still holds.
 * @param from.replaces an earlier connection of it still counted as its session
 * @returns what the agent is told, the jobs it then has to confirm it has given back, its computer, and what
 *   happened on it meanwhile
 * @throws Refusal `unknownComputer`
 */
export async function greet(
  context: HubContext,
  from: { computerId: string; hello: z.infer<typeof Hello>; address: string; replaces: boolean },
): Promise<{
  welcome: z.infer<typeof Welcome>;
  recall: Job[];
  computer: ComputerSummary;
  happened: Happening[];
}> {
  const { store, clock, changes } = context;
  const { computerId, hello, address, replaces } = from;
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
  const before = await powerAtHello(context, { computerId, hello, now });
  const computer = await store.computers.connect(computerId, {
    lastSeenAt: now,
    lastAddress: address,
    agentVersion: hello.agentVersion,
    bootId: hello.bootId,
    processId: hello.processId,
    bootedAt: new Date(now.getTime() - hello.uptimeSeconds * 1000),
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
  const happened = happenedBefore({ before, hello, address, replaces, now });
  return { welcome, recall: result.recall, computer, happened };
}
