import { describe, expect, test } from 'vitest';
import { conditionsOf, mayStartFor, nextMoment } from '#domain/conditions.ts';
import { constraintProblems } from '#domain/constraints.ts';
import { aContainer, THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';

// THEN is 2026-03-01T08:00Z, a Sunday.
const HOUR = 3_600_000;
const of = (given: Parameters<typeof aContainer>[0]) => conditionsOf(aContainer(given));

describe('the next moment', () => {
  test.each([
    ['the start', { startAt: later(HOUR), endAt: later(2 * HOUR) }, later(HOUR)],
    ['the end', { endAt: later(2 * HOUR) }, later(2 * HOUR)],
    ['an opening', { timeFrames: '9:30-10:00', endAt: later(2 * HOUR) }, later(1.5 * HOUR)],
    ['a closing', { timeFrames: '7:00-8:59' }, later(HOUR)],
    [
      'the end of the grace',
      { lateArrival: 'grace', graceMinutes: 30, beganAt: THEN, endAt: later(HOUR) },
      later(HOUR / 2),
    ],
    ['none', {}, undefined],
    ['none after the end', { endAt: THEN, timeFrames: '9:30-10:00' }, undefined],
  ] as const)('[D1] is %s', (_, given, expected) => {
    expect(nextMoment(of(given), THEN, 'UTC')).toEqual(expected);
  });
});

describe('how long an execution may still begin', () => {
  test.each([
    ['to the end date', { endAt: later(90_000) }, 90_000],
    ['to the end of the frame', { timeFrames: '7:00-8:59', endAt: later(2 * HOUR) }, HOUR],
    ['to the end date within the frame', { timeFrames: '7:00-8:59', endAt: later(60_000) }, 60_000],
    ['for ever', {}, undefined],
    ['not any more', { endAt: later(-1) }, 0],
    ['not yet', { timeFrames: '9:00-10:00' }, 0],
  ] as const)('[D2] %s', (_, given, expected) => {
    expect(mayStartFor(of(given), THEN, 'UTC')).toBe(expected);
  });
});

test('texts that cannot be read let nothing begin', () => {
  expect(mayStartFor(of({ timeFrames: 'nonsense' }), THEN, 'UTC')).toBe(0);
  expect(mayStartFor(of({ addressRanges: 'nonsense' }), THEN, 'UTC')).toBe(0);
});

test.each([
  [{ endAt: THEN }, ['endAt']],
  [{ endAt: later(1) }, []],
  [{ startAt: later(-2 * HOUR), endAt: later(-HOUR) }, ['endAt']],
  [{ addressRanges: '10/8', timeFrames: '25:00-1:00' }, ['addressRanges', 'timeFrames']],
])('[C2] %j is wrong in %j', (given, paths) => {
  const wanted = { startAt: THEN, addressRanges: '', timeFrames: '', ...given };
  expect(constraintProblems(wanted, THEN).map(({ path }) => path)).toEqual(paths);
});
