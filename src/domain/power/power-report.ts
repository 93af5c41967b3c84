import type { PowerReport } from '#protocol/agent.ts';
import type { PendingPower } from '../entities.ts';
import { calledOff, done, isForCompletion, wakeOutcome, type PowerDecision } from './pending-power.ts';

/** B6: what an agent says about the order it was given. About another one than this it changes nothing. */
export function heedReport(power: PendingPower | undefined, report: PowerReport, now: Date): PowerDecision {
  if (power === undefined || power.id !== report.requestId) return { outcome: 'known' };
  const { problem: _problem, ...rest } = power;
  switch (report.state) {
    case 'counting': {
      const until = new Date(now.getTime() + Math.round(report.inSeconds * 1000));
      return {
        outcome: 'changed',
        power: {
          ...rest,
          state: 'counting',
          until: power.fixed === true ? (power.until ?? until) : until,
          users: report.users,
        },
      };
    }
    case 'acting':
      return {
        outcome: 'changed',
        power: { ...rest, state: 'acting' },
        ...(isForCompletion(power) ? wakeOutcome(power, 'ordered') : {}),
      };
    case 'recorded':
      return done(power);
    case 'declined':
      if (isForCompletion(power)) return calledOff(power, 'Somebody was logged in.');
      return { outcome: 'changed', power: { ...required(rest), users: report.users } };
    case 'failed':
      if (isForCompletion(power)) return calledOff(power, report.detail);
      return { outcome: 'changed', power: { ...required(rest), problem: report.detail } };
  }
}

/** B3: due, but not by itself: the queue goes on, and it is shown. */
function required(power: PendingPower): PendingPower {
  const { until: _until, fixed: _fixed, postponed: _postponed, ...rest } = power;
  return { ...rest, state: 'required' };
}

/** The agent did not take the order. What only a person wanted is forgotten: the person is told. */
export function refusedByAgent(power: PendingPower, detail: string): PowerDecision {
  return heedReport(power, { state: 'failed', requestId: power.id, detail }, power.requestedAt);
}
