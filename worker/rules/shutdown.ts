import { conditionsOf } from '#domain/conditions.ts';
import { mayShutDown } from '#domain/shutdown-after-completion.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { Rule, RuleFacts } from '../rule.ts';

/** Wakes read at once: with each run, more than any fleet wakes at a time. */
const WAKES = 20_000;
/** Computers whose facts are read together. */
const SLICE = 250;

/**
 * B9: computers that were woken and have nothing left to do. The hub sees most of them by itself, when a job ends;
 * what this adds is a time frame that has closed over what was left, and what a hub that died did not get round to.
 */
export const rule: Rule = async (facts, found) => {
  const { store } = facts;
  const wakes = await store.wakes.pendingShutdowns({ limit: WAKES });
  if (wakes.length === 0) return;
  const owing = await store.jobs.computersOwing('abortFollowers');
  for (const id of await store.jobs.computersOwing('requestPower')) owing.add(id);
  const ofComputer = Map.groupBy(wakes, (wake) => wake.computerId);
  const ids = [...ofComputer.keys()];
  for (let from = 0; from < ids.length; from += SLICE) {
    const { computers, queues, conditions } = await around(facts, ids.slice(from, from + SLICE));
    for (const computer of computers) {
      const { id, power } = computer;
      const rest = {
        queue: queues.get(id) ?? [],
        owes: owing.has(id),
        around: { ...sessionOf(computer), timeZone: facts.timeZone, conditions },
        ...(power === undefined ? {} : { power }),
      };
      for (const wake of ofComputer.get(id) ?? []) {
        if (mayShutDown({ wake, ...rest }, facts.now)) found({ kind: 'shutdownDue', wakeId: wake.id });
      }
    }
  }
};

/** What is read of some computers, all at once. */
async function around({ store, now }: RuleFacts, computerIds: string[]) {
  const computers = await store.computers.getMany(computerIds);
  const places = await store.jobs.queueOf(computerIds, now);
  const containers = await store.containers.getMany([...new Set(places.map((place) => place.containerId))]);
  return {
    computers,
    queues: Map.groupBy(places, (place) => place.computerId),
    conditions: new Map(containers.map((container) => [container.id, conditionsOf(container)])),
  };
}

/** As far as it is stored: the hub asks its sessions again. */
const sessionOf = ({ connected, lastAddress }: ComputerSummary) => ({
  presence: connected === true ? ('online' as const) : ('offline' as const),
  ...(lastAddress === undefined ? {} : { address: lastAddress }),
});
