import type { HubContext } from '../hub-context.ts';

/** W5: a burst, or the end of a window, was due and has not happened. */
export function wakeOverdue({ wakes }: HubContext, wakeId: string): Promise<void> {
  return wakes.overdue(wakeId);
}
