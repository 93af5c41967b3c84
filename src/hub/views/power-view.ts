import type { PendingPower } from '#domain/entities.ts';
import type { PowerView } from '#protocol/views/power.ts';
import { present } from './present.ts';

export function powerView(power: PendingPower): PowerView {
  const { id, action, state, reasons, timeoutMinutes, users, postponed, problem } = power;
  return {
    requestId: id,
    action,
    state,
    reasons,
    requestedAt: power.requestedAt.toISOString(),
    timeoutMinutes: Math.ceil(timeoutMinutes),
    ...present('until', power.until),
    users,
    ...(postponed === undefined ? {} : { postponed: { by: postponed.by, at: postponed.at.toISOString() } }),
    ...(problem === undefined ? {} : { problem }),
  };
}
