import { describe, expect, test } from 'vitest';
import { compareQueuePlaces, nextToPush, whyWaiting, type QueuePlace, type Waiting } from '#domain/queue.ts';
import { ACTIVE_STATES, JobState } from '#protocol/job.ts';
import { anId, THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

const NOW = later(60_000);
const aPlace = (given: Partial<QueuePlace> = {}): QueuePlace => ({
  id: anId(),
  containerId: 'c'.repeat(24),
  sequence: 1,
  state: 'waiting',
  priority: 0,
  containerCreatedAt: THEN,
  dueAt: THEN,
  ...given,
});

/** Few values, so that places are often equal in part. */
const anyPlace = (chosen: Seeded, states: readonly JobState[]): QueuePlace =>
  aPlace({
    priority: chosen.whole(-1, 1),
    containerCreatedAt: later(chosen.whole(0, 1)),
    containerId: chosen.oneOf(['a', 'b']).repeat(24),
    sequence: chosen.whole(1, 2),
    state: chosen.oneOf(states),
    dueAt: later(chosen.oneOf([0, 60_000, 60_001])),
  });
const anyQueue = (seed: number, states: readonly JobState[] = ['waiting']) => {
  const chosen = seeded(seed);
  return Array.from({ length: chosen.whole(0, 8) }, () => anyPlace(chosen, states));
};

describe('the order of one computer’s jobs', () => {
  test.each([
    [
      'higher priority',
      { priority: 5, containerCreatedAt: later(9) },
      { priority: 4, containerCreatedAt: THEN },
    ],
    [
      'older container',
      { containerCreatedAt: THEN, sequence: 9 },
      { containerCreatedAt: later(1), sequence: 1 },
    ],
    ['container id', { containerId: 'a'.repeat(24), sequence: 9 }, { containerId: 'b'.repeat(24) }],
    ['sequence, as a number', { sequence: 9 }, { sequence: 10 }],
  ])('[E1] %s comes first, whatever follows it', (_, first, second) => {
    expect(compareQueuePlaces(aPlace(first), aPlace(second))).toBeLessThan(0);
    expect(compareQueuePlaces(aPlace(second), aPlace(first))).toBeGreaterThan(0);
  });

  test('[E1] it is total: antisymmetric, transitive, and equal only for one place of one container', () => {
    const places = seeds(12).flatMap((seed) => anyQueue(seed));
    const sign = (one: QueuePlace, other: QueuePlace) => Math.sign(compareQueuePlaces(one, other));
    const place = ({ priority, containerCreatedAt, containerId, sequence }: QueuePlace) =>
      `${priority} ${containerCreatedAt.getTime()} ${containerId} ${sequence}`;
    for (const a of places) {
      for (const b of places) {
        if (sign(a, b) !== -sign(b, a)) expect.unreachable(`${place(a)} / ${place(b)}`);
        if ((sign(a, b) === 0) !== (place(a) === place(b))) expect.unreachable(`${place(a)} = ${place(b)}`);
        for (const c of places) {
          if (sign(a, b) <= 0 && sign(b, c) <= 0 && sign(a, c) > 0) {
            expect.unreachable(`${place(a)} / ${place(b)} / ${place(c)}`);
          }
        }
      }
    }
    expect(places.length).toBeGreaterThan(30);
  });
});

describe('the next job', () => {
  test.each(ACTIVE_STATES)('[E2] none while one is %s, however urgent another is', (state) => {
    expect(nextToPush([aPlace({ state }), aPlace({ priority: 100 })], NOW)).toBeUndefined();
  });

  test.each([
    ['due long ago', THEN, true],
    ['due this very moment', NOW, true],
    ['due in a millisecond', later(60_001), false],
  ])('[E2] a job that is %s', (_, dueAt, chosen) => {
    expect(nextToPush([aPlace({ dueAt })], NOW) !== undefined).toBe(chosen);
  });

  test('[E2] an urgent job that is not due yet holds up nobody', () => {
    const due = aPlace({ priority: -100 });
    expect(nextToPush([aPlace({ priority: 100, dueAt: later(70_000) }), due], NOW)).toBe(due);
  });

  test('[E1] [E2] in queues at random it is the first by order of those that wait and are due', () => {
    let chosen = 0;
    for (const seed of seeds(300)) {
      const queue = anyQueue(seed, [...JobState.options, 'waiting', 'waiting', 'waiting']);
      const active = queue.some(({ state }) => ACTIVE_STATES.some((one) => one === state));
      const due = queue.filter(({ state, dueAt }) => state === 'waiting' && dueAt.getTime() <= NOW.getTime());
      const expected = active ? undefined : due.toSorted(compareQueuePlaces)[0];
      expect(nextToPush(queue, NOW), `seed ${seed}`).toBe(expected);
      if (expected !== undefined) chosen += 1;
    }
    expect(chosen).toBeGreaterThan(50);
  });
});

describe('why a job waits', () => {
  const since = later(30_000);
  const place = aPlace();
  const ahead = aPlace({ priority: 1 });
  test.each<[string, QueuePlace, 'online' | 'offline' | 'unknown', QueuePlace[], Waiting]>([
    [
      'its date',
      aPlace({ dueAt: later(90_000) }),
      'offline',
      [],
      { reason: 'startDate', until: later(90_000) },
    ],
    ['presence unknown', place, 'unknown', [place], { reason: 'presenceUnknown', since }],
    ['computer offline', place, 'offline', [place, ahead], { reason: 'computerOffline', since }],
    ['behind another that waits', place, 'online', [place, ahead], { reason: 'behindJob' }],
    [
      'behind one that runs',
      place,
      'online',
      [place, aPlace({ state: 'executing' })],
      { reason: 'behindJob' },
    ],
    ['ready', place, 'online', [place], { reason: 'ready' }],
    ['ready before others', ahead, 'online', [place, ahead], { reason: 'ready' }],
  ])('[E3] %s', (_, job, presence, queue, waiting) => {
    expect(whyWaiting(job, { presence, presenceSince: since, queue }, NOW)).toEqual(waiting);
  });

  test('[E3] a computer that never connected is offline since no date', () => {
    expect(whyWaiting(place, { presence: 'offline', queue: [] }, NOW)).toEqual({ reason: 'computerOffline' });
  });
});
