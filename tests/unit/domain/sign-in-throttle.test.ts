import { describe, expect, test } from 'vitest';
import { addFailure, stillCounting, waitBeforeSignIn, type Failures } from '#domain/sign-in-throttle.ts';
import { THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';

const failures = (count: number): Failures => ({ count, at: THEN });
const QUIET = 15 * 60_000;

describe('[A3] the wait after failed sign-ins', () => {
  test.each([
    ['account', [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300], 0],
    ['address', [0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300], 18],
  ] as const)('of an %s, in seconds, doubles after the free ones up to 5 min', (kind, waits, first) => {
    const waited = waits.map((_, index) => waitBeforeSignIn(failures(first + index), kind, THEN) / 1_000);
    expect(waited).toEqual(waits);
  });

  test('stays at 5 min however many there are', () => {
    expect(waitBeforeSignIn(failures(1_000_000), 'account', THEN)).toBe(300_000);
  });

  test('there is none without failures', () => {
    expect(waitBeforeSignIn(undefined, 'account', THEN)).toBe(0);
  });

  test.each([
    [0, 2_000],
    [500, 1_500],
    [1_999, 1],
    [2_000, 0],
    [5_000, 0],
  ])('counts from the latest failure: after %i ms, %i ms are left', (passed, left) => {
    expect(waitBeforeSignIn(failures(5), 'account', later(passed))).toBe(left);
  });
});

describe('[A3] forgiveness', () => {
  test.each([
    [QUIET - 1, 8],
    [QUIET, undefined],
  ])('after %i ms without a failure, %s still count', (passed, count) => {
    expect(stillCounting(failures(8), later(passed))?.count).toBe(count);
  });

  test('a further failure counts on, and begins the quiet anew', () => {
    const more = addFailure(failures(8), later(QUIET - 1));
    expect(more).toEqual({ count: 9, at: later(QUIET - 1) });
    expect(stillCounting(more, later(QUIET + 1_000))).toBe(more);
  });

  test('after the quiet the next failure is the first', () => {
    expect(addFailure(failures(8), later(QUIET))).toEqual({ count: 1, at: later(QUIET) });
    expect(addFailure(undefined, THEN)).toEqual({ count: 1, at: THEN });
  });
});
