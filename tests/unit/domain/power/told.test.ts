import { describe, expect, test } from 'vitest';
import type { PendingPower } from '#domain/entities.ts';
import { callOff, carryOutNow, postpone } from '#domain/power/by-hand.ts';
import { isToBeTold, orderKey, powerOrder, reasonInWords } from '#domain/power/power-order.ts';
import { heedReport } from '#domain/power/power-report.ts';
import { afterHello, afterLeaving } from '#domain/power/presence-change.ts';
import type { PowerReport } from '#protocol/agent.ts';
import { LIMITS } from '#protocol/limits.ts';
import { later } from '../events.ts';
import { aPower, byHand, forCompletion, forJob, powerAfter } from './powers.ts';

const NOW = later(600_000);
const HERE = { bootId: 'boot', processId: 'process', now: NOW };
const containerId = 'c'.repeat(24);
const completion = (given: Partial<PendingPower> = {}) =>
  aPower({ action: 'shutdown', reasons: [forCompletion(containerId)], ...given });

describe('the order', () => {
  const order = (power: PendingPower) => powerOrder(power, { now: NOW, warning: 'in {time}' });

  test.each<[string, Partial<PendingPower>, 'fixed' | 'considerate', number | undefined]>([
    ['the whole timeout', {}, 'considerate', 1200],
    ['parts of a minute', { timeoutMinutes: 0.5 }, 'considerate', 30],
    ['no time', { timeoutMinutes: 0 }, 'considerate', 0],
    ['what is left of a count', { state: 'counting', until: later(660_000) }, 'considerate', 60],
    ['the whole timeout after a count that is over', { until: later(1) }, 'considerate', 1200],
    ['the moment a person decided', { fixed: true, until: later(630_500) }, 'fixed', 31],
    ['now', { fixed: true, until: NOW }, 'fixed', 0],
    ['a moment that came while a job ran', { fixed: true, until: later(1) }, 'fixed', 0],
    ['a year, which is a week', { timeoutMinutes: 525_600 }, 'considerate', LIMITS.powerGraceSeconds],
  ])('[B5] %s', (_, given, manner, graceSeconds) => {
    expect(order(aPower(given))).toMatchObject({ purpose: 'power', manner, warning: 'in {time}' });
    expect(order(aPower(given)).graceSeconds).toBe(graceSeconds);
  });

  test('[B9] after completion and below 0 minutes: not at all while somebody is logged in', () => {
    expect(order(completion({ timeoutMinutes: -1 }))).not.toHaveProperty('graceSeconds');
  });

  test('[B5] only what waits or is counted is told', () => {
    const told = (['required', 'waiting', 'counting', 'acting'] as const).filter((state) =>
      isToBeTold(aPower({ state })),
    );
    expect(told).toEqual(['waiting', 'counting']);
  });

  test('[B5] it is told again for another action, another timeout, another moment; not for a count', () => {
    const power = aPower();
    const key = orderKey(power);
    expect(orderKey({ ...power, state: 'counting', until: NOW, reasons: [forJob()] })).toBe(key);
    for (const other of [
      { ...power, action: 'shutdown' } as const,
      { ...power, timeoutMinutes: 30 },
      { ...power, fixed: true, until: NOW } as const,
      { ...power, fixed: true, until: later(1) } as const,
    ]) {
      expect(orderKey(other)).not.toBe(key);
    }
  });

  test('[B5] the reason in words: every package once, what a person wrote, never too long', () => {
    expect(reasonInWords([forJob(), forJob(), byHand('For the meeting.'), byHand()])).toBe(
      'Editor 2.1 needs it. For the meeting.',
    );
    expect(reasonInWords([byHand('x'.repeat(900))])).toHaveLength(LIMITS.messageLength);
  });
});

describe('what the agent says', () => {
  const requestId = aPower().id;
  const heed = (power: PendingPower | undefined, report: PowerReport) => heedReport(power, report, NOW);

  test('[B6] it counts, for these users', () => {
    const report: PowerReport = { state: 'counting', requestId, inSeconds: 90, users: ['ann'] };
    expect(powerAfter(heed(aPower(), report))).toMatchObject({
      state: 'counting',
      until: later(690_000),
      users: ['ann'],
    });
    // The moment that a person decided is not blurred by the way of a message.
    const fixed = aPower({ fixed: true, until: later(700_000) });
    expect(powerAfter(heed(fixed, report))?.until).toEqual(later(700_000));
  });

  test('[B6] it acts', () => {
    expect(powerAfter(heed(aPower(), { state: 'acting', requestId }))?.state).toBe('acting');
  });

  test('[B6] it only records: nothing is due any more', () => {
    expect(heed(aPower(), { state: 'recorded', requestId })).toEqual({ outcome: 'changed', end: 'done' });
  });

  test('[B6] declined or refused by the system: required, and the queue goes on', () => {
    const counting = aPower({
      state: 'counting',
      fixed: true,
      until: NOW,
      postponed: { by: 'sam', at: NOW },
    });
    const declined = powerAfter(heed(counting, { state: 'declined', requestId, users: ['ann'] }));
    expect(declined).toEqual({ ...aPower({ reasons: counting.reasons }), state: 'required', users: ['ann'] });
    const failed = powerAfter(heed(counting, { state: 'failed', requestId, detail: 'not permitted' }));
    expect(failed).toMatchObject({ state: 'required', problem: 'not permitted' });
    expect(failed?.until).toBeUndefined();
  });

  test('[B6] about another request, or none: nothing changes', () => {
    const report: PowerReport = { state: 'recorded', requestId: 'a'.repeat(24) };
    expect(heed(aPower(), report)).toEqual({ outcome: 'known' });
    expect(heed(undefined, report)).toEqual({ outcome: 'known' });
  });

  test('[B9] after completion: somebody is logged in, or the system refuses, and it is called off', () => {
    const replaces = aPower({ state: 'required' });
    expect(heed(completion({ replaces }), { state: 'declined', requestId, users: ['ann'] })).toEqual({
      outcome: 'changed',
      end: 'calledOff',
      power: replaces,
      wake: { containerId, shutdown: 'calledOff', detail: 'Somebody was logged in.' },
    });
    expect(heed(completion(), { state: 'failed', requestId, detail: 'no' })).toEqual({
      outcome: 'changed',
      end: 'calledOff',
      wake: { containerId, shutdown: 'calledOff', detail: 'no' },
    });
  });

  test('[B9] one shutdown serves every container that has asked', () => {
    expect(heed(completion(), { state: 'acting', requestId })).toMatchObject({
      power: { state: 'acting' },
      wake: { shutdown: 'ordered' },
    });
    expect(heed(completion(), { state: 'recorded', requestId })).toEqual({
      outcome: 'changed',
      end: 'done',
      wake: { shutdown: 'ordered' },
    });
  });
});

describe('going and coming', () => {
  test('[B6] a shutdown that acts is done when the computer goes; a restart when it is back', () => {
    expect(afterLeaving(aPower({ action: 'shutdown', state: 'acting' }))).toEqual({
      outcome: 'changed',
      end: 'done',
    });
    expect(afterLeaving(aPower({ action: 'shutdown', state: 'counting' }))).toEqual({ outcome: 'known' });
    expect(afterLeaving(aPower({ state: 'acting' }))).toEqual({ outcome: 'known' });
    expect(afterLeaving(undefined)).toEqual({ outcome: 'known' });
  });

  test.each<[PendingPower['action'], Partial<typeof HERE>, boolean]>([
    ['restart', { bootId: 'next' }, true],
    ['restart', { processId: 'next' }, false],
    ['shutdown', { bootId: 'next' }, true],
    ['restartAgent', { processId: 'next' }, true],
    ['restartAgent', { bootId: 'next' }, true],
    ['restartAgent', {}, false],
  ])('[B6] %s and a hello with %j: happened %s', (action, hello, happened) => {
    for (const state of ['required', 'waiting', 'counting'] as const) {
      const decision = afterHello(aPower({ action, state }), { ...HERE, ...hello });
      expect(decision).toEqual(happened ? { outcome: 'changed', end: 'done' } : { outcome: 'known' });
    }
  });

  test('[B7] a moment that was missed is not made up for: users are warned anew', () => {
    const missed = aPower({
      state: 'counting',
      fixed: true,
      until: later(599_000),
      postponed: { by: 'sam', at: later(0) },
    });
    const again = powerAfter(afterHello(missed, HERE));
    expect(again).toEqual(aPower({ reasons: missed.reasons, state: 'waiting' }));
    expect(afterHello(aPower({ state: 'counting', until: later(601_000) }), HERE)).toEqual({
      outcome: 'known',
    });
  });

  test('[B6] one that acted and is there in the same boot is told again', () => {
    expect(powerAfter(afterHello(aPower({ state: 'acting' }), HERE))?.state).toBe('waiting');
  });

  test('[B7] what only people want is dropped: not told before the computer went, or missed', () => {
    const hand = aPower({ reasons: [byHand()] });
    expect(afterLeaving(hand)).toEqual({ outcome: 'changed', end: 'dropped' });
    expect(afterHello(hand, HERE)).toEqual({ outcome: 'changed', end: 'dropped' });
    const missed = { ...hand, state: 'counting', until: later(1) } as const;
    expect(afterHello(missed, HERE)).toEqual({ outcome: 'changed', end: 'dropped' });
    const mixed = aPower({ reasons: [forJob(), byHand()] });
    expect(afterLeaving(mixed)).toEqual({ outcome: 'known' });
    expect(afterHello(mixed, HERE)).toEqual({ outcome: 'known' });
  });

  test('[B8] [B9] after completion, a boot before it was told is somebody else’s', () => {
    const boot = { ...HERE, bootId: 'next' };
    expect(afterHello(completion({ state: 'waiting' }), boot)).toMatchObject({
      wake: { containerId, shutdown: 'calledOff' },
    });
    expect(afterHello(completion({ state: 'counting' }), boot)).toMatchObject({
      wake: { shutdown: 'ordered' },
    });
  });
});

describe('people', () => {
  test('[B7] now: whoever is logged in, whatever was agreed before', () => {
    const postponed = aPower({
      state: 'required',
      problem: 'not permitted',
      postponed: { by: 'sam', at: later(0) },
    });
    expect(powerAfter(carryOutNow(postponed, NOW))).toEqual(
      aPower({ reasons: postponed.reasons, state: 'waiting', fixed: true, until: NOW }),
    );
  });

  test('[B7] postponed: who, when, and until when', () => {
    expect(powerAfter(postpone(aPower(), { minutes: 60, by: 'sam', now: NOW }))).toMatchObject({
      state: 'counting',
      fixed: true,
      until: later(4_200_000),
      postponed: { by: 'sam', at: NOW },
    });
  });

  test('[B7] nothing is due: nothing to carry out, postpone or call off', () => {
    const nothing = { outcome: 'refused', code: 'nothingDue' };
    expect(carryOutNow(undefined, NOW)).toEqual(nothing);
    expect(postpone(undefined, { minutes: 1, by: 'sam', now: NOW })).toEqual(nothing);
    expect(callOff(undefined, 'sam')).toEqual(nothing);
  });

  test('[B7] what acts cannot be postponed or called off any more', () => {
    const acting = aPower({ state: 'acting' });
    const tooLate = { outcome: 'refused', code: 'tooLateToStop' };
    expect(postpone(acting, { minutes: 1, by: 'sam', now: NOW })).toEqual(tooLate);
    expect(callOff(acting, 'sam')).toEqual(tooLate);
    expect(carryOutNow(acting, NOW)).toEqual({ outcome: 'known' });
  });

  test('[B7] called off: forgotten; [B9] after completion for all that have asked', () => {
    expect(callOff(aPower(), 'sam')).toEqual({ outcome: 'changed', end: 'calledOff' });
    const replaces = aPower({ state: 'required' });
    expect(callOff(completion({ replaces }), 'sam')).toEqual({
      outcome: 'changed',
      end: 'calledOff',
      power: replaces,
      wake: { shutdown: 'calledOff', detail: 'Called off by sam.' },
    });
  });
});
