import { purgedBefore } from '#domain/purge.ts';
import { FINDINGS_PER_RUN } from '#protocol/worker.ts';
import type { Rule } from '../rule.ts';

/** One more than a run may tell: then the next comes at once. */
const AT_ONCE = FINDINGS_PER_RUN + 1;

/** H2: containers whose age is reached, and those whose removal was interrupted. */
export const rule: Rule = async ({ store, settings, now }, found) => {
  const tell = (containerId: string) => found({ kind: 'containerPurgeable', containerId });
  (await store.containers.purging(AT_ONCE)).forEach(tell);
  for (const state of ['succeeded', 'failed', 'cancelled'] as const) {
    const until = purgedBefore(state, settings, now);
    if (until === undefined) continue;
    (await store.containers.settledBefore({ state, until, limit: AT_ONCE })).forEach(tell);
  }
};
