import type { JobView } from '#protocol/views/container.ts';
import { formatRelative } from '../format/time.ts';

/** Why a waiting job waits, in one sentence. @param now Milliseconds. */
export function whyWaiting(waiting: JobView['waiting'], now: number): string {
  if (waiting === undefined) return 'Waits for its turn';
  const since = waiting.since === undefined ? '' : `, last seen ${formatRelative(waiting.since, now)}`;
  switch (waiting.reason) {
    case 'startDate':
      return waiting.until === undefined
        ? 'Waits for its start date'
        : `Starts ${formatRelative(waiting.until, now)}`;
    case 'endDate':
      return 'The end date has passed';
    case 'paused':
      return 'The job container is paused';
    case 'outsideTimeFrame':
      return waiting.until === undefined
        ? 'The time frames never open'
        : `Outside the time frame, opens ${formatRelative(waiting.until, now)}`;
    case 'addressNotInRange':
      return 'The address of the computer is not in the range';
    case 'computerOffline':
      return `Waits for the computer to come online${since}`;
    case 'presenceUnknown':
      return 'Waits for the computer to report back after the start of the hub';
    case 'behindJob':
      return 'Waits behind another job of this computer';
    case 'ready':
      return 'Ready, pushed at once';
  }
}
