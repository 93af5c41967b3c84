import type { HubContext } from '../hub-context.ts';

/** J13: the end date has passed and something still waits. The calendar does what the date asks for, once more. */
export function containerEnded({ calendar }: HubContext, containerId: string): Promise<void> {
  return calendar.changed(containerId, []);
}
