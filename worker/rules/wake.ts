import { settledAt } from '#domain/presence.ts';
import { isSweepDue } from '#domain/wake/wanted.ts';
import type { Rule } from '../rule.ts';

/** The hub's own timers act to the second: what is later than this was missed by them. */
const MISSED_MILLISECONDS = 15_000;
/** Wakes named in one run; the next names more. */
const NAMED = 1_000;

/** W2, W5: containers whose offline computers nobody has looked for, and wakes whose moment has passed. */
export const rule: Rule = async ({ store, now, timeZone, hubStartedAt }, found) => {
  for (const wakeId of await store.wakes.overdue({
    before: new Date(now.getTime() - MISSED_MILLISECONDS),
    limit: NAMED,
  })) {
    found({ kind: 'wakeOverdue', wakeId });
  }
  // Until then nobody counts as offline.
  if (now < settledAt(hubStartedAt)) return;
  for (const container of await store.containers.unsettledContainers()) {
    if (isSweepDue(container, now, timeZone)) found({ kind: 'wakeUnswept', containerId: container.id });
  }
};
