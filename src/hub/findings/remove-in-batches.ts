import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HubContext } from '../hub-context.ts';

/** Removed in one write: whoever waits for the database meanwhile does not notice. */
const BATCH = 500;

/** Removes until nothing is left to remove or the hub stops, giving the event loop back in between. @returns how many */
export async function removeInBatches(
  { stopping }: Pick<HubContext, 'stopping'>,
  remove: (limit: number) => Promise<number>,
): Promise<number> {
  for (let removed = 0; ;) {
    const batch = await remove(BATCH);
    removed += batch;
    if (batch === 0 || stopping.signal.aborted) return removed;
    await nextTurn();
  }
}
