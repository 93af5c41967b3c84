import { conditionsOf } from '#domain/conditions.ts';
import { mayShutDown } from '#domain/shutdown-after-completion.ts';
import type { Rule } from '../rule.ts';

/** Wakes read at once: with each run, more than any fleet wakes at a time. */
const WAKES = 20_000;

/**
 * B9: computers that were woken and have nothing left to do. The hub sees most of them by itself, when a job ends;
 * what this adds is a time frame that has closed over what was left, and what a hub that died did not get round to.
 */
export const rule: Rule = async ({ store, now, timeZone }, found) => {
  const wakes = await store.wakes.pendingShutdowns({ limit: WAKES });
  if (wakes.length === 0) return;
  const owing = await store.jobs.computersOwing('abortFollowers');
  for (const id of await store.jobs.computersOwing('requestPower')) owing.add(id);
  for (const wake of wakes) {
    const { computerId } = wake;
    const computer = await store.computers.get(computerId);
    if (computer === undefined) continue;
    const queue = await store.jobs.queueOf([computerId], now);
    const containers = await store.containers.getMany([...new Set(queue.map((place) => place.containerId))]);
    const conditions = new Map(containers.map((container) => [container.id, conditionsOf(container)]));
    const { connected, lastAddress, power } = computer;
    const facts = {
      wake,
      queue,
      owes: owing.has(computerId),
      around: {
        presence: connected === true ? ('online' as const) : ('offline' as const),
        timeZone,
        conditions,
        ...(lastAddress === undefined ? {} : { address: lastAddress }),
      },
      ...(power === undefined ? {} : { power }),
    };
    if (mayShutDown(facts, now)) found({ kind: 'shutdownDue', wakeId: wake.id });
  }
};
