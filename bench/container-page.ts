import { LIMITS } from '#protocol/limits.ts';
import type { Store } from '#store/contract/store.ts';

/** What a person waits for: the container and the first page of its jobs. */
export async function firstPage(store: Store, containerId: string): Promise<void> {
  await Promise.all([
    store.containers.get(containerId),
    store.jobs.ofContainer({ containerId, limit: LIMITS.pageRows }),
  ]);
}

/** Page after page until the end. @returns how many jobs there were */
export async function everyPage(store: Store, containerId: string): Promise<number> {
  let found = 0;
  for (let after = 0; ;) {
    const page = await store.jobs.ofContainer({ containerId, after, limit: LIMITS.pageRows });
    found += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < LIMITS.pageRows) return found;
    after = last.sequence;
  }
}
