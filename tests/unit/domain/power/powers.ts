import type { PendingPower } from '#domain/entities.ts';
import type { PowerDecision, PowerMoment, PowerWish } from '#domain/power/pending-power.ts';
import type { PowerReason } from '#protocol/views/power.ts';
import { anId, THEN } from '#tests/support/builders.ts';

export const MOMENT: PowerMoment = { id: 'f'.repeat(24), now: THEN, bootId: 'boot', processId: 'process' };

export const forJob = (jobId = anId()): PowerReason => ({
  kind: 'job',
  jobId,
  packageName: 'Editor',
  packageVersion: '2.1',
});
export const byHand = (text = ''): PowerReason => ({ kind: 'hand', by: 'sam', text });
export const forCompletion = (containerId = 'c'.repeat(24)): PowerReason => ({
  kind: 'completion',
  containerId,
  containerName: 'night',
});

export const aWish = (given: Partial<PowerWish> = {}): PowerWish => ({
  action: 'restart',
  reason: forJob(),
  timeoutMinutes: 20,
  ...given,
});

export const aPower = (given: Partial<PendingPower> = {}): PendingPower => ({
  id: 'e'.repeat(24),
  action: 'restart',
  state: 'waiting',
  reasons: [forJob()],
  requestedAt: THEN,
  timeoutMinutes: 20,
  users: [],
  bootId: 'boot',
  processId: 'process',
  ...given,
});

/** What is due after a decision that changed something. */
export function powerAfter(decision: PowerDecision): PendingPower | undefined {
  if (decision.outcome !== 'changed') throw new Error(`nothing was changed: ${decision.outcome}`);
  return decision.power;
}
