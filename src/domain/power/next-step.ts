import type { PendingPower } from '../entities.ts';
import { firstInTurn, slotObstacle, type Circumstances, type QueuePlace } from '../queue.ts';
import { isActive } from '../transitions.ts';
import { isForCompletion } from './pending-power.ts';
import { queueHold } from './queue-hold.ts';

/**
 * What a computer that is there is given next. `offer`: this job. `giveWay`: first its shutdown after completion is
 * called off, for there is a job. `attend`: no job runs, and none is to begin: what is due there is told now, and
 * whether it is done is looked at. `awaitSlot`: this job is next, when there is room for its download. `nothing`: a
 * job runs, or one that ended has consequences that are still owed.
 */
export type NextStep<Place> =
  | { step: 'offer'; place: Place }
  | { step: 'giveWay'; power: PendingPower }
  | { step: 'attend'; power?: PendingPower }
  | { step: 'awaitSlot'; place: Place }
  | { step: 'nothing' };

/** B4, B5, B9, Q1, and E2 where nothing is due. */
export function nextStep<Place extends QueuePlace>(
  queue: readonly Place[],
  facts: { around: Circumstances; power?: PendingPower | undefined; owes: boolean },
  now: Date,
): NextStep<Place> {
  const { around, power, owes } = facts;
  if (owes || queue.some(({ state }) => isActive(state))) return { step: 'nothing' };
  const place = firstInTurn(queue, { ...around, ...queueHold(power) }, now);
  if (place === undefined) return { step: 'attend', ...(power === undefined ? {} : { power }) };
  if (power !== undefined && isForCompletion(power)) return { step: 'giveWay', power };
  return slotObstacle(place, around) === undefined ? { step: 'offer', place } : { step: 'awaitSlot', place };
}
