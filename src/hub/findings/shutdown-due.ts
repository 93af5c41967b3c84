import type { HubContext } from '../hub-context.ts';

/** B9: a computer that was woken may have nothing left to do. Decided while nothing is handed over. */
export async function shutdownDue(
  { store, completions, dispatcher }: Pick<HubContext, 'store' | 'completions' | 'dispatcher'>,
  wakeId: string,
): Promise<void> {
  const wake = await store.wakes.get(wakeId);
  if (wake !== undefined) await dispatcher.betweenRounds(() => completions.decide(wake));
}
