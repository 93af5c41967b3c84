import { describe, expect, test } from 'vitest';
import { conditionsOf } from '#domain/conditions.ts';
import type { JobContainer } from '#domain/entities.ts';
import {
  compareQueuePlaces,
  nextToPush,
  whyWaiting,
  type Circumstances,
  type QueuePlace,
  type Waiting,
} from '#domain/queue.ts';
import { ACTIVE_STATES, JobState } from '#protocol/job.ts';
import { aContainer, anId, THEN } from '#tests/support/builders.ts';
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

const CONTAINERS = ['a', 'b', 'c'].map((letter) => letter.repeat(24));
/** An online computer, and containers that ask for nothing, or for what is given. */
const around = (given: Partial<Circumstances> = {}, asked: Partial<JobContainer> = {}): Circumstances => ({
  presence: 'online',
  address: '192.0.2.7',
  timeZone: 'UTC',
  conditions: new Map(CONTAINERS.map((id) => [id, conditionsOf(aContainer({ id, ...asked }))])),
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

describe('[Q1] downloads that have to wait', () => {
  const full = { going: 4, limit: 4 };
  const downloads = { hub: full, subnet: { name: 's', going: 0, limit: 0 }, present: new Set<string>() };
  const content = { sha256: 'a'.repeat(64) };
  const first = aPlace({ content, priority: 1 });
  const second = aPlace();

  test('the first of the queue waits for a slot, and the order is kept: what needs no download waits behind it', () => {
    const facts = around({ downloads });
    expect(nextToPush([first, second], facts, NOW)).toBeUndefined();
    const queue = [first, second];
    expect(whyWaiting(first, { ...facts, queue }, NOW)).toEqual({ reason: 'downloadSlot', downloads: full });
    expect(whyWaiting(second, { ...facts, queue }, NOW)).toMatchObject({
      reason: 'behindJob',
      behind: { jobId: first.id },
    });
  });

  test('[E5] one that must not begin for another reason holds up nobody', () => {
    const later = aPlace({ content, priority: 1, dueAt: new Date(NOW.getTime() + 1) });
    expect(nextToPush([later, second], around({ downloads }), NOW)).toBe(second);
  });

  test('with room, with the content there, or without limits it begins', () => {
    const present = new Set([content.sha256]);
    const roomy = { ...downloads, hub: { going: 3, limit: 4 } };
    for (const facts of [
      around({ downloads: { ...downloads, present } }),
      around(),
      around({ downloads: roomy }),
    ]) {
      expect(nextToPush([first, second], facts, NOW)).toBe(first);
      expect(whyWaiting(first, { ...facts, queue: [first, second] }, NOW)).toEqual({ reason: 'ready' });
    }
  });
});

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
    expect(nextToPush([aPlace({ state }), aPlace({ priority: 100 })], around(), NOW)).toBeUndefined();
  });

  test.each([
    ['due long ago', THEN, true],
    ['due this very moment', NOW, true],
    ['due in a millisecond', later(60_001), false],
  ])('[E2] a job that is %s', (_, dueAt, chosen) => {
    expect(nextToPush([aPlace({ dueAt })], around(), NOW) !== undefined).toBe(chosen);
  });

  test('[E2] an urgent job that is not due yet holds up nobody', () => {
    const due = aPlace({ priority: -100 });
    expect(nextToPush([aPlace({ priority: 100, dueAt: later(70_000) }), due], around(), NOW)).toBe(due);
  });

  test('[E1] [E2] in queues at random it is the first by order of those that wait and are due', () => {
    let chosen = 0;
    for (const seed of seeds(300)) {
      const queue = anyQueue(seed, [...JobState.options, 'waiting', 'waiting', 'waiting']);
      const active = queue.some(({ state }) => ACTIVE_STATES.some((one) => one === state));
      const due = queue.filter(({ state, dueAt }) => state === 'waiting' && dueAt.getTime() <= NOW.getTime());
      const expected = active ? undefined : due.toSorted(compareQueuePlaces)[0];
      expect(nextToPush(queue, around(), NOW), `seed ${seed}`).toBe(expected);
      if (expected !== undefined) chosen += 1;
    }
    expect(chosen).toBeGreaterThan(50);
  });
});

describe('why a job waits', () => {
  const since = later(30_000);
  const place = aPlace();
  const ahead = aPlace({ priority: 1 });
  const running = aPlace({ state: 'executing', priority: -3 });
  const behind = ({ id, containerId, priority }: QueuePlace) => ({ jobId: id, containerId, priority });
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
    [
      'behind another that waits',
      place,
      'online',
      [place, ahead],
      { reason: 'behindJob', behind: behind(ahead) },
    ],
    [
      'behind one that runs',
      place,
      'online',
      [place, running],
      { reason: 'behindJob', behind: behind(running) },
    ],
    ['ready', place, 'online', [place], { reason: 'ready' }],
    ['ready before others', ahead, 'online', [place, ahead], { reason: 'ready' }],
  ])('[E3] %s', (_, job, presence, queue, waiting) => {
    expect(whyWaiting(job, { ...around({ presence, presenceSince: since }), queue }, NOW)).toEqual(waiting);
  });

  test('[E3] while presence is unknown, when it will be known', () => {
    const known = later(120_000);
    const facts = { ...around({ presence: 'unknown', presenceKnownAt: known }), queue: [] };
    expect(whyWaiting(place, facts, NOW)).toEqual({ reason: 'presenceUnknown', until: known });
  });

  test('[E3] a computer that never connected is offline since no date', () => {
    expect(whyWaiting(place, { ...around({ presence: 'offline' }), queue: [] }, NOW)).toEqual({
      reason: 'computerOffline',
    });
  });
});

describe('what a container asks for', () => {
  // NOW is 2026-03-01T08:01Z, a Sunday.
  const place = aPlace();
  test.each<[Partial<JobContainer>, Partial<Circumstances>, Waiting]>([
    [{ endAt: NOW }, {}, { reason: 'endDate' }],
    [{ paused: true }, {}, { reason: 'paused' }],
    [{ timeFrames: '10:00-11:00' }, {}, { reason: 'outsideTimeFrame', until: later(7_200_000) }],
    [{ timeFrames: '!0:00-23:59' }, {}, { reason: 'outsideTimeFrame' }],
    [{ timeFrames: '8:00-8:01' }, {}, { reason: 'ready' }],
    [{ addressRanges: '10.0.0.0/8' }, {}, { reason: 'addressNotInRange' }],
    [{ addressRanges: '192.0.2.0/24' }, {}, { reason: 'ready' }],
    [{ addressRanges: '10.0.0.0/8' }, { presence: 'offline' }, { reason: 'computerOffline' }],
    [
      { lateArrival: 'grace', graceMinutes: 5, beganAt: THEN },
      { presence: 'offline' },
      { reason: 'computerOffline', until: later(300_000) },
    ],
    [
      // [L2]
      { lateArrival: 'skip', beganAt: THEN },
      { presence: 'offline', wokenUntil: new Map(CONTAINERS.map((id) => [id, later(300_000)])) },
      { reason: 'computerOffline', until: later(300_000) },
    ],
    [
      {},
      { presence: 'offline', wokenUntil: new Map(CONTAINERS.map((id) => [id, later(300_000)])) },
      { reason: 'computerOffline' },
    ],
    [{ paused: true, timeFrames: '10:00-11:00' }, { presence: 'offline' }, { reason: 'paused' }],
    [{}, { conditions: new Map() }, { reason: 'endDate' }],
  ])('[E4] %j with %j: %j, and that is what is decided', (asked, given, waiting) => {
    const here = around(given, asked);
    expect(whyWaiting(place, { ...here, queue: [place] }, NOW)).toEqual(waiting);
    expect(nextToPush([place], here, NOW)).toBe(waiting.reason === 'ready' ? place : undefined);
  });

  test('[E5] one that must not begin holds up nobody, however urgent it is', () => {
    const held = aPlace({ containerId: 'a'.repeat(24), priority: 100 });
    const free = aPlace({ containerId: 'b'.repeat(24), priority: -100 });
    const conditions = new Map([
      [held.containerId, conditionsOf(aContainer({ paused: true }))],
      [free.containerId, conditionsOf(aContainer())],
    ]);
    expect(nextToPush([held, free], around({ conditions }), NOW)).toBe(free);
    expect(whyWaiting(free, { ...around({ conditions }), queue: [held, free] }, NOW)).toEqual({
      reason: 'ready',
    });
  });

  test('[E4] at random: exactly the job that is told to be ready is the one that is handed over', () => {
    const asked: Partial<JobContainer>[] = [
      {},
      { paused: true },
      { timeFrames: '10:00-11:00' },
      { addressRanges: '!192.0.2.7' },
      { endAt: later(1) },
    ];
    for (const seed of seeds(300)) {
      const chosen = seeded(seed);
      const conditions = new Map(
        CONTAINERS.map((id) => [id, conditionsOf(aContainer({ id, ...chosen.oneOf(asked) }))]),
      );
      const here = around({ conditions, presence: chosen.oneOf(['online', 'online', 'offline', 'unknown']) });
      const queue = anyQueue(seed, ['waiting', 'waiting', 'waiting', 'failed', 'executing']);
      const ready = queue.filter(
        (one) => one.state === 'waiting' && whyWaiting(one, { ...here, queue }, NOW).reason === 'ready',
      );
      const next = nextToPush(queue, here, NOW);
      expect(ready, `seed ${seed}`).toEqual(next === undefined ? [] : [next]);
    }
  });
});
