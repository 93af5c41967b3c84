import { hasEnded } from '#domain/end-date.ts';
import { expire } from '#domain/job-state.ts';
import { isUnbegun } from '#domain/transitions.ts';
import { PENDING_STATES } from '#protocol/job.ts';
import type { Store } from '#store/contract/store.ts';
import type { Rule } from '../rule.ts';

/** Jobs read at once. */
const PAGE = 200;
/** What executes is spared: it need not be read. */
const STOPPABLE = PENDING_STATES.filter((state) => state === 'waiting' || isUnbegun(state));

/** J13: containers whose end date has passed while something of them could still begin. */
export const rule: Rule = async ({ store, now }, found) => {
  for (const container of await store.containers.unsettledContainers()) {
    if (!hasEnded(container, now)) continue;
    if (await hasSomethingToExpire(store, container.id, now)) {
      found({ kind: 'containerEnded', containerId: container.id });
    }
  }
};

/** What an agent holds and was asked to give back is not for us any more: the agent has to answer. */
async function hasSomethingToExpire(store: Store, containerId: string, now: Date): Promise<boolean> {
  for (let after = 0; ;) {
    const jobs = await store.jobs.ofContainer({ containerId, after, limit: PAGE, states: STOPPABLE });
    if (jobs.some((job) => expire(job, 'endDatePassed', now).outcome === 'changed')) return true;
    const last = jobs.at(-1);
    if (last === undefined) return false;
    after = last.sequence;
  }
}
