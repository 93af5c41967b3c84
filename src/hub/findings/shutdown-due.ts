import type { HubContext } from '../hub-context.ts';

/** B9: a computer that was woken may have nothing left to do. Decided while nothing is handed over. */
export async function shutdownDue(
  { store, completionWatch }: Pick<HubContext, 'store' | 'completionWatch'>,
  wakeId: string,
): Promise<void> {
  const wake = await store.wakes.get(wakeId);
  if (wake !== undefined) completionWatch.look([wake.computerId]);
}
