import { describe, expect, test } from 'vitest';
import { conditionsOf } from '#domain/conditions.ts';
import type { PendingPower } from '#domain/entities.ts';
import { nextStep } from '#domain/power/next-step.ts';
import { queueHold } from '#domain/power/queue-hold.ts';
import { nextToPush, whyWaiting, type Circumstances, type QueuePlace } from '#domain/queue.ts';
import { aContainer, anId, THEN } from '#tests/support/builders.ts';
import { later } from '../events.ts';
import { seeded, seeds } from '../seeded.ts';
import { aPower, forCompletion } from './powers.ts';

const NOW = later(60_000);
const CONTAINER = 'a'.repeat(24);
const around = (given: Partial<Circumstances> = {}, ranges = ''): Circumstances => ({
  presence: 'online',
  address: '192.0.2.7',
  timeZone: 'UTC',
  conditions: new Map([[CONTAINER, conditionsOf(aContainer({ id: CONTAINER, addressRanges: ranges }))]]),
  ...given,
});
const aPlace = (given: Partial<QueuePlace> = {}): QueuePlace => ({
  id: anId(),
  containerId: CONTAINER,
  sequence: 1,
  state: 'waiting',
  priority: 0,
  containerCreatedAt: THEN,
  dueAt: THEN,
  ...given,
});
const step = (queue: QueuePlace[], power?: PendingPower, owes = false) =>
  nextStep(queue, { around: around(), power, owes }, NOW);

describe('what a computer is given next', () => {
  const place = aPlace();
  const completion = aPower({ action: 'shutdown', reasons: [forCompletion()] });

  test('[E2] a job, when nothing is due or only required', () => {
    expect(step([place])).toEqual({ step: 'offer', place });
    expect(step([place], aPower({ state: 'required' }))).toEqual({ step: 'offer', place });
  });

  test('[B4] [B5] what is due, before any job', () => {
    for (const state of ['waiting', 'counting', 'acting'] as const) {
      const power = aPower({ state });
      expect(step([place], power)).toEqual({ step: 'attend', power });
      expect(step([], power)).toEqual({ step: 'attend', power });
    }
  });

  test('[B5] nothing while a job runs', () => {
    expect(step([aPlace({ state: 'executing' }), place], aPower())).toEqual({ step: 'nothing' });
  });

  test('[B1] [J10] nothing while the consequences of a job are owed', () => {
    expect(step([place], aPower(), true)).toEqual({ step: 'nothing' });
  });

  test('[B9] a shutdown after completion gives way to a job until it acts', () => {
    expect(step([place], completion)).toEqual({ step: 'giveWay', power: completion });
    expect(step([], completion)).toEqual({ step: 'attend', power: completion });
    const acting = { ...completion, state: 'acting' } as const;
    expect(step([place], acting)).toEqual({ step: 'attend', power: acting });
  });
});

describe('why a job waits', () => {
  const place = aPlace();
  test.each<[Partial<Circumstances>, string, string]>([
    [{}, '', 'restartPending'],
    [{ presence: 'offline' }, '', 'computerOffline'],
    [{ presence: 'unknown' }, '', 'presenceUnknown'],
    [{}, '10.0.0.0/8', 'restartPending'],
  ])('[E4] with a restart due, %j, addresses "%s": %s', (given, ranges, reason) => {
    const facts = { ...around({ restart: { until: later(99) }, ...given }, ranges), queue: [place] };
    expect(whyWaiting(place, facts, NOW)).toEqual({
      reason,
      ...(reason === 'restartPending' ? { until: later(99) } : {}),
    });
  });

  test('[E4] [B4] at random: what is told to be ready is what is handed over, also when a restart is due', () => {
    for (const seed of seeds(200)) {
      const chosen = seeded(seed);
      const state = chosen.oneOf(['none', 'required', 'waiting', 'counting', 'acting'] as const);
      const power = state === 'none' ? undefined : aPower({ state });
      const here = { ...around(), ...queueHold(power) };
      const queue = Array.from({ length: chosen.whole(0, 5) }, () =>
        aPlace({
          priority: chosen.whole(-1, 1),
          state: chosen.oneOf(['waiting', 'waiting', 'executing'] as const),
        }),
      );
      const ready = queue.filter(
        (one) => one.state === 'waiting' && whyWaiting(one, { ...here, queue }, NOW).reason === 'ready',
      );
      const next = nextToPush(queue, here, NOW);
      expect(ready, `seed ${seed}`).toEqual(next === undefined ? [] : [next]);
      const given = nextStep(queue, { around: around(), power, owes: false }, NOW);
      expect(given.step === 'offer' ? given.place : undefined, `seed ${seed}`).toBe(next);
    }
  });
});
