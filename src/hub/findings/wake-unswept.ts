import type { HubContext } from '../hub-context.ts';

/** W2: a container has started and its offline computers have not been looked for. */
export function wakeUnswept({ wakes }: HubContext, containerId: string): Promise<void> {
  wakes.changed(containerId);
  return Promise.resolve();
}
