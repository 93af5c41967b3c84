import type { Presence } from '#protocol/views/computer.ts';

/** Minutes after a hub's start in which a computer that has not come back yet is neither online nor offline. */
export const UNKNOWN_AFTER_START_MINUTES = 2;

/** S1: online is what the gateway says; shortly after a start, silence says nothing. */
export function presenceOf(facts: { ready: boolean; hubStartedAt: Date }, now: Date): Presence {
  if (facts.ready) return 'online';
  return now < settledAt(facts.hubStartedAt) ? 'unknown' : 'offline';
}

/** When, after a start of the hub, silence begins to say something. */
export const settledAt = (hubStartedAt: Date) =>
  new Date(hubStartedAt.getTime() + UNKNOWN_AFTER_START_MINUTES * 60_000);
