import type { PendingPower } from '../entities.ts';
import { calledOff, type PowerDecision } from './pending-power.ts';

/** B7: what is due happens now, whoever is logged in: as soon as no job runs there. */
export function carryOutNow(power: PendingPower | undefined, now: Date): PowerDecision {
  if (power === undefined) return { outcome: 'refused', code: 'nothingDue' };
  if (power.state === 'acting') return { outcome: 'known' };
  const { problem: _problem, postponed: _postponed, ...rest } = power;
  return { outcome: 'changed', power: { ...rest, state: 'waiting', fixed: true, until: now } };
}

/** B7: what is due happens in so many minutes instead, whoever is logged in then. */
export function postpone(
  power: PendingPower | undefined,
  wish: { minutes: number; by: string; now: Date },
): PowerDecision {
  if (power === undefined) return { outcome: 'refused', code: 'nothingDue' };
  if (power.state === 'acting') return { outcome: 'refused', code: 'tooLateToStop' };
  const { minutes, by, now } = wish;
  const { problem: _problem, ...rest } = power;
  return {
    outcome: 'changed',
    power: {
      ...rest,
      state: 'counting',
      fixed: true,
      until: new Date(now.getTime() + minutes * 60_000),
      postponed: { by, at: now },
    },
  };
}

/** B7: it does not happen, and its reasons are forgotten. Not once it is under way. */
export function callOff(power: PendingPower | undefined, by: string): PowerDecision {
  if (power === undefined) return { outcome: 'refused', code: 'nothingDue' };
  if (power.state === 'acting') return { outcome: 'refused', code: 'tooLateToStop' };
  const decision = calledOff(power, `Called off by ${by}.`);
  if (decision.outcome !== 'changed' || decision.wake === undefined) return decision;
  // Whoever wants the computer left on wants so whatever it was woken for.
  const { containerId: _containerId, ...wake } = decision.wake;
  return { ...decision, wake };
}
