import type { PendingPower } from '../entities.ts';
import { done, isByHand, wakeOutcome, type PowerDecision } from './pending-power.ts';

/** B8: why a wake's shutdown is called off at a hello. */
export const STARTED_ANEW = 'It was switched off or restarted by somebody else meanwhile.';

/** B7: nobody but a person wanted it, and not hours later. */
const DROPPED: PowerDecision = { outcome: 'changed', end: 'dropped' };

/** B6: a shutdown that was under way when the computer went: that is it. B7: what only a person wanted is dropped. */
export function afterLeaving(power: PendingPower | undefined): PowerDecision {
  if (power === undefined) return { outcome: 'known' };
  if (power.state === 'acting' && power.action === 'shutdown') return done(power);
  if (power.state === 'waiting' && isByHand(power)) return DROPPED;
  return { outcome: 'known' };
}

/**
 * B6: another boot than the one in which it was requested says that it has happened, for the agent alone another
 * process. B7: a moment that passed while the computer was away is not made up for: the user is warned anew, and
 * what only a person wanted is dropped.
 */
export function afterHello(
  power: PendingPower | undefined,
  hello: { bootId: string; processId: string; now: Date },
): PowerDecision {
  if (power === undefined) return { outcome: 'known' };
  if (hasHappened(power, hello)) {
    if (wasTold(power)) return done(power);
    return { outcome: 'changed', end: 'done', ...wakeOutcome(power, 'calledOff', STARTED_ANEW) };
  }
  const passed = power.until !== undefined && power.until <= hello.now;
  if (isByHand(power) && (passed || power.state === 'waiting')) return DROPPED;
  if (!passed && power.state !== 'acting') return { outcome: 'known' };
  if (power.state === 'required') return { outcome: 'known' };
  const { until: _until, fixed: _fixed, postponed: _postponed, ...rest } = power;
  return { outcome: 'changed', power: { ...rest, state: 'waiting' } };
}

function hasHappened(power: PendingPower, hello: { bootId: string; processId: string }): boolean {
  if (power.bootId !== hello.bootId) return true;
  return power.action === 'restartAgent' && power.processId !== hello.processId;
}

/** Whether the agent has counted down or acted upon it, as far as is known. */
export const wasTold = (power: Pick<PendingPower, 'state'>) =>
  power.state === 'counting' || power.state === 'acting';
