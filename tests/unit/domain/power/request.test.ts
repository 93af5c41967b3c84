import { describe, expect, test } from 'vitest';
import type { PendingPower } from '#domain/entities.ts';
import { requestPower, type PowerWish } from '#domain/power/pending-power.ts';
import { queueHold } from '#domain/power/queue-hold.ts';
import { LIMITS } from '#protocol/limits.ts';
import { later } from '../events.ts';
import { seeded, seeds } from '../seeded.ts';
import { aPower, aWish, byHand, forCompletion, forJob, MOMENT, powerAfter } from './powers.ts';

const after = (current: PendingPower | undefined, wish: PowerWish) =>
  powerAfter(requestPower(current, wish, MOMENT));

describe('one for each computer', () => {
  test('[B1] the first reason begins it, with the boot in which it was requested', () => {
    const reason = forJob();
    expect(after(undefined, aWish({ reason }))).toEqual({
      id: MOMENT.id,
      action: 'restart',
      state: 'waiting',
      reasons: [reason],
      requestedAt: MOMENT.now,
      timeoutMinutes: 20,
      users: [],
      bootId: 'boot',
      processId: 'process',
    });
  });

  test.each([
    ['restartAgent', 'restart', 'restart'],
    ['restart', 'restartAgent', 'restart'],
    ['restart', 'shutdown', 'shutdown'],
    ['shutdown', 'restart', 'shutdown'],
    ['restartAgent', 'restartAgent', 'restartAgent'],
  ] as const)('[B2] %s and %s become %s, under one id, for both reasons', (first, second, both) => {
    const wish = aWish({ action: second });
    const current = aPower({ action: first });
    expect(after(current, wish)).toMatchObject({
      id: current.id,
      action: both,
      reasons: [...current.reasons, wish.reason],
    });
  });

  test('[B2] the same job again changes nothing, whatever has become of the request', () => {
    const reason = forJob();
    for (const state of ['required', 'waiting', 'counting', 'acting'] as const) {
      const current = aPower({ state, reasons: [forJob(), reason] });
      expect(requestPower(current, aWish({ reason, action: 'shutdown' }), MOMENT)).toEqual({
        outcome: 'known',
      });
    }
  });

  test('[B2] the same person may ask twice', () => {
    const current = aPower({ reasons: [byHand('soon')] });
    expect(after(current, aWish({ reason: byHand('soon') }))?.reasons).toHaveLength(2);
  });

  test('[B2] reasons beyond the limit are counted in, but not named', () => {
    const reasons = Array.from({ length: LIMITS.powerReasons }, () => forJob());
    const merged = after(aPower({ reasons }), aWish({ action: 'shutdown' }));
    expect(merged).toMatchObject({ action: 'shutdown', reasons });
  });
});

describe('how long users are given', () => {
  test.each<[current: number, wish: number, both: number, state: PendingPower['state']]>([
    [20, 5, 20, 'waiting'],
    [5, 20, 20, 'waiting'],
    [0, 0, 0, 'waiting'],
    [-1, 0, 0, 'waiting'],
    [-1, 10, 10, 'waiting'],
    [10, -1, 10, 'waiting'],
    [-1, -5, -1, 'required'],
  ])('[B3] %i and %i minutes: %i, %s', (current, wish, both, state) => {
    const power = aPower({ timeoutMinutes: current, state: current < 0 ? 'required' : 'waiting' });
    expect(after(power, aWish({ timeoutMinutes: wish }))).toMatchObject({ timeoutMinutes: both, state });
  });

  test('[B3] below 0 it is required from the beginning', () => {
    expect(after(undefined, aWish({ timeoutMinutes: -1 }))?.state).toBe('required');
  });

  test('[B3] a reason that allows it takes along what the system had refused, and forgets the problem', () => {
    const power = aPower({ state: 'required', problem: 'not permitted' });
    const merged = after(power, aWish());
    expect(merged?.state).toBe('waiting');
    expect(merged?.problem).toBeUndefined();
  });

  test('[B3] who is counted down for and gets more time is told anew; who gets no more is not', () => {
    const counting = aPower({ state: 'counting', until: later(60_000) });
    expect(after(counting, aWish({ timeoutMinutes: 5 }))).toMatchObject({
      state: 'counting',
      until: later(60_000),
    });
    const longer = after(counting, aWish({ timeoutMinutes: 60 }));
    expect(longer).toMatchObject({ state: 'waiting', timeoutMinutes: 60 });
    expect(longer?.until).toBeUndefined();
  });

  test('[B3] a moment that a person decided stays, whatever comes after it', () => {
    const fixed = aPower({ state: 'counting', fixed: true, until: later(60_000) });
    expect(after(fixed, aWish({ timeoutMinutes: 600, action: 'shutdown' }))).toMatchObject({
      state: 'counting',
      fixed: true,
      until: later(60_000),
      action: 'shutdown',
    });
  });

  test('[B2] [B3] in any order of the reasons it is the same that is due', () => {
    for (const seed of seeds(200)) {
      const chosen = seeded(seed);
      const wishes = Array.from({ length: chosen.whole(1, 5) }, () =>
        aWish({
          action: chosen.oneOf(['restart', 'shutdown', 'restartAgent'] as const),
          timeoutMinutes: chosen.oneOf([-1, 0, 5, 20]),
        }),
      );
      const due = (ordered: PowerWish[]) => {
        const power = ordered.reduce<PendingPower | undefined>((so, wish) => after(so, wish), undefined);
        return { action: power?.action, state: power?.state, timeoutMinutes: power?.timeoutMinutes };
      };
      expect(due(wishes), `seed ${seed}`).toEqual(due(wishes.toReversed()));
    }
  });
});

describe('a shutdown after completion', () => {
  const wish = aWish({ action: 'shutdown', reason: forCompletion() });

  test.each(['waiting', 'counting', 'acting'] as const)('[B9] does not join what is %s', (state) => {
    expect(requestPower(aPower({ state }), wish, MOMENT)).toEqual({ outcome: 'known' });
  });

  test('[B9] stands in place of what is required, which is kept', () => {
    const required = aPower({ state: 'required', timeoutMinutes: -1 });
    expect(after(required, wish)).toMatchObject({
      id: MOMENT.id,
      action: 'shutdown',
      reasons: [wish.reason],
      replaces: required,
    });
  });

  test('[B9] below 0 minutes it is asked of the agent all the same, which looks who is logged in', () => {
    expect(after(undefined, { ...wish, timeoutMinutes: -1 })).toMatchObject({ state: 'waiting' });
  });

  test('[B9] goes when anything else is due, and what it stood in place of is joined by that', () => {
    const required = aPower({ state: 'required', timeoutMinutes: -1 });
    const completion = aPower({ action: 'shutdown', reasons: [forCompletion()], replaces: required });
    const reason = forJob();
    expect(after(completion, aWish({ reason }))).toEqual({
      ...required,
      state: 'waiting',
      timeoutMinutes: 20,
      reasons: [...required.reasons, reason],
    });
  });
});

describe('the queue', () => {
  const completion = { action: 'shutdown', reasons: [forCompletion()] } as const;
  test.each<[Partial<PendingPower>, ReturnType<typeof queueHold>]>([
    [{ state: 'required' }, {}],
    [{ state: 'waiting' }, { restart: {} }],
    [{ state: 'counting', until: later(9) }, { restart: { until: later(9) } }],
    [{ state: 'acting' }, { restart: {} }],
    [{ ...completion, reasons: [forCompletion()], state: 'counting', until: later(9) }, {}],
    [{ ...completion, reasons: [forCompletion()], state: 'acting' }, { restart: {} }],
  ])('[B4] is held up by %j: %j', (given, hold) => {
    expect(queueHold(aPower(given))).toEqual(hold);
  });

  test('[B4] is not held up when nothing is due', () => {
    expect(queueHold(undefined)).toEqual({});
  });
});
