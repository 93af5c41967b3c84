import { LIMITS } from '#protocol/limits.ts';
import type { PowerOrder } from '#protocol/orders.ts';
import type { PowerReason } from '#protocol/views/power.ts';
import type { PendingPower } from '../entities.ts';

/** B5: whether the agent is to be told now. One that acts has been told; one that is required never is by itself. */
export const isToBeTold = (power: PendingPower) => power.state === 'waiting' || power.state === 'counting';

/** B5: how an agent is told: the moment a person decided, what is left of a count, or the whole time. */
export function powerOrder(
  power: PendingPower,
  { now, warning }: { now: Date; warning: string },
): Pick<PowerOrder, 'purpose' | 'requestId' | 'action' | 'manner' | 'graceSeconds' | 'reason' | 'warning'> {
  const graceSeconds = graceOf(power, now);
  return {
    purpose: 'power',
    requestId: power.id,
    action: power.action,
    manner: power.fixed === true ? 'fixed' : 'considerate',
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
    reason: reasonInWords(power.reasons),
    warning,
  };
}

function graceOf({ until, fixed, timeoutMinutes }: PendingPower, now: Date): number | undefined {
  const seconds = until === undefined ? undefined : Math.ceil((until.getTime() - now.getTime()) / 1000);
  if (fixed === true) return bounded(seconds ?? 0);
  if (seconds !== undefined && seconds > 0) return bounded(seconds);
  return timeoutMinutes < 0 ? undefined : bounded(Math.round(timeoutMinutes * 60));
}

const bounded = (seconds: number) => Math.min(Math.max(seconds, 0), LIMITS.powerGraceSeconds);

/** What two orders have to differ in for the agent to be told again in the same session. */
export const orderKey = ({ id, action, timeoutMinutes, fixed, until }: PendingPower) =>
  JSON.stringify([id, action, timeoutMinutes, fixed === true ? until : undefined]);

/** For the user at the computer: which packages, or what the person wrote. */
export function reasonInWords(reasons: readonly PowerReason[]): string {
  const words = reasons.flatMap((reason) => {
    switch (reason.kind) {
      case 'job':
        return `${reason.packageName} ${reason.packageVersion} needs it.`;
      case 'completion':
        return 'The work this computer was switched on for is done.';
      case 'hand':
        return reason.text === '' ? [] : [reason.text];
    }
  });
  const text = [...new Set(words)].join(' ');
  return text.length <= LIMITS.messageLength ? text : `${text.slice(0, LIMITS.messageLength - 1)}…`;
}
