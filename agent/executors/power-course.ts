import type { PowerOrder } from '#protocol/orders.ts';
import type { LoggedIn } from './logged-in.ts';

/** What a power order comes to, as things are when it arrives. */
export type Course =
  | { kind: 'act' }
  | { kind: 'decline' }
  /** `reminders`: seconds before the end at which users are told again. */
  | { kind: 'count'; reminders: number[] };

const REMINDERS_SECONDS = [5 * 60, 60];

/** Whether it matters to this order who is logged in. */
export const mindsPeople = ({ manner, graceSeconds }: PowerOrder) =>
  manner === 'considerate' || (graceSeconds ?? 0) > 0;

export function courseOf(order: PowerOrder, people: LoggedIn): Course {
  const { manner, graceSeconds } = order;
  if (!mindsPeople(order)) return { kind: 'act' };
  if (manner === 'considerate') {
    if (people !== 'unknown' && people.length === 0) return { kind: 'act' };
    if (graceSeconds === undefined) return { kind: 'decline' };
  }
  const seconds = graceSeconds ?? 0;
  if (seconds === 0) return { kind: 'act' };
  return { kind: 'count', reminders: REMINDERS_SECONDS.filter((before) => before < seconds) };
}
