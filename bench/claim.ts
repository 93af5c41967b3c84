import { conditionsOf } from '#domain/conditions.ts';
import { push } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { nextToPush } from '#domain/queue.ts';
import { aContainer } from '#tests/support/builders.ts';
import type { Store } from '#store/contract/store.ts';

/** Computers that the dispatcher decides about at once. */
export const SLICE = 250;

/** What the dispatcher asks of the store before it offers: the queues, the chosen jobs, one write of all claims. */
export async function claimNext(store: Store, computerIds: string[]): Promise<Job[]> {
  const now = new Date();
  const places = await store.jobs.queueOf(computerIds, now);
  const queues = Map.groupBy(places, (place) => place.computerId);
  const ids = [...new Set(places.map((place) => place.containerId))];
  // Read as the dispatcher reads them; the jobs of the benchmark belong to containers that put up no conditions.
  await store.containers.getMany(ids);
  const free = conditionsOf(aContainer({ startAt: now }));
  const conditions = new Map(ids.map((id) => [id, free]));
  const around = { presence: 'online', address: '', timeZone: 'UTC', conditions } as const;
  const chosen = [...queues.values()].flatMap((queue) => nextToPush(queue, around, now)?.id ?? []);
  const pushed = (await store.jobs.getMany(chosen)).flatMap((job) => {
    const advance = push(job, now);
    return advance.outcome === 'changed' ? [advance.job] : [];
  });
  const claimed = await store.jobs.saveMany(pushed);
  if (claimed.length !== computerIds.length)
    throw new Error(`${claimed.length} of ${computerIds.length} claims came through.`);
  return claimed;
}
