import { setTimeout as after } from 'node:timers/promises';
import type { Store } from '#store/contract/store.ts';
import { firstPage } from '../container-page.ts';
import { timed } from '../timed.ts';

const BETWEEN_LOOKS_MS = 50;
/** As the hub counts a container whose jobs are changing. */
const BETWEEN_COUNTS_MS = 150;
const PAUSE_PER_DURATION = 10;

/** While `busy` goes on: somebody opens the container's page again and again, and the hub counts its jobs. */
export async function watchDuring(
  busy: Promise<unknown>,
  watched: { store: Store; containerId: string },
): Promise<number[]> {
  const { store, containerId } = watched;
  const ended = new AbortController();
  const looks: number[] = [];
  const looking = repeat(ended.signal, async () => {
    looks.push(await timed(() => firstPage(store, containerId)));
    return BETWEEN_LOOKS_MS;
  });
  const counting = repeat(ended.signal, async () => {
    const took = await timed(async () => {
      await store.containers.setCounts(containerId, await store.jobs.countByState(containerId));
    });
    return Math.max(BETWEEN_COUNTS_MS, took * PAUSE_PER_DURATION);
  });
  await Promise.all([busy.finally(() => ended.abort()), looking, counting]);
  return looks;
}

/** @param action returns the milliseconds until it is due again */
async function repeat(ended: AbortSignal, action: () => Promise<number>): Promise<void> {
  while (!ended.aborted) {
    const pause = await action();
    // The end cuts the pause short.
    await after(pause, undefined, { signal: ended }).catch(() => undefined);
  }
}
