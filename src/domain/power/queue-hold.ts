import type { PendingPower } from '../entities.ts';
import type { Circumstances } from '../queue.ts';
import { isForCompletion } from './pending-power.ts';

/**
 * B4: what is due holds up the queue until it is done. Not what never happens by itself, nor a shutdown after
 * completion: that one gives way to jobs as long as it has not begun.
 */
export function queueHold(power: PendingPower | undefined): Pick<Circumstances, 'restart'> {
  if (power === undefined || power.state === 'required') return {};
  if (isForCompletion(power) && power.state !== 'acting') return {};
  return { restart: power.until === undefined ? {} : { until: power.until } };
}
