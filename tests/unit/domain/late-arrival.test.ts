import { describe, expect, test } from 'vitest';
import { conditionsOf } from '#domain/conditions.ts';
import type { JobContainer } from '#domain/entities.ts';
import { judgesLateness, missedStart } from '#domain/late-arrival.ts';
import { aContainer, aJob, THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';

// THEN is 2026-03-01T08:00Z, a Sunday.
const HOUR = 3_600_000;
const container = (given: Partial<JobContainer> = {}): JobContainer => ({
  ...aContainer({ lateArrival: 'grace', graceMinutes: 30, beganAt: THEN, ...given }),
  revision: 1,
});

describe('[L1] how long a computer may still arrive', () => {
  test.each([
    ['run', THEN, undefined],
    ['grace', THEN, later(HOUR / 2)],
    ['skip', THEN, THEN],
    ['grace', later(HOUR), later(1.5 * HOUR)],
    ['skip', undefined, undefined],
    ['skip', later(-1), undefined],
  ] as const)('%s, begun at %s: until %s', (lateArrival, beganAt, until) => {
    const given = beganAt === undefined ? {} : { beganAt };
    const { beganAt: _, ...unbegun } = container({ lateArrival });
    expect(conditionsOf({ ...unbegun, ...given }).arriveUntil).toEqual(until);
  });

  test.each<[string, Partial<JobContainer>, boolean]>([
    ['when the time is over', {}, true],
    ['not before', { graceMinutes: 61 }, false],
    ['not where late ones run', { lateArrival: 'run' }, false],
    ['not while it is paused', { paused: true }, false],
    ['not while it is closed', { timeFrames: '20:00-21:00' }, false],
    ['not before it has begun', { startAt: later(1) }, false],
    ['not after its end', { endAt: later(HOUR) }, false],
    ['not before its offline computers have been looked for', { wakeOnLan: true }, false],
    ['when they have been', { wakeOnLan: true, wakeSweptAt: THEN }, true],
  ])('it is judged %s', (_, given, judged) => {
    expect(judgesLateness(container(given), later(HOUR), 'UTC')).toBe(judged);
  });
});

describe('[L2] who has missed the beginning', () => {
  const job = aJob();
  const offline = { presence: 'offline', isBeingWoken: false } as const;
  test.each([
    ['offline ever since', job, { ...offline, lastSeenAt: later(-1) }, true],
    ['never seen', job, offline, true],
    ['being woken for it', job, { ...offline, isBeingWoken: true }, false],
    ['seen in time, then away', job, { ...offline, lastSeenAt: later(1) }, false],
    ['online', job, { ...offline, presence: 'online', lastSeenAt: later(-1) }, false],
    ['nobody knows yet', job, { ...offline, presence: 'unknown' }, false],
    ['offered before', aJob({ lastAttemptNumber: 1 }), offline, false],
    ['given another chance', aJob({ retriedAt: THEN }), offline, false],
    ['ended', aJob({ state: 'failed' }), offline, false],
  ] as const)('%s', (_, which, computer, missed) => {
    expect(missedStart(which, container(), computer)).toBe(missed);
  });

  test('nobody, before it has begun', () => {
    expect(missedStart(job, container({ startAt: later(1) }), offline)).toBe(false);
  });
});
