import { beforeEach, describe, expect, test } from 'vitest';
import { RefusalNotes } from '#hub/agent-gateway/refusal-notes.ts';
import { SignInThrottle } from '#hub/sign-in-throttle.ts';
import { THEN } from '#tests/support/builders.ts';

const later = (milliseconds: number) => new Date(THEN.getTime() + milliseconds);
const MINUTE = 60_000;

let throttle: SignInThrottle;
let others = 0;
beforeEach(() => {
  throttle = new SignInThrottle();
});
const anAddress = () => `198.51.100.${(others += 1)}`;
const anAccount = () => `account-${(others += 1)}`;
const attempt = (given: { account?: string; address?: string } = {}) => ({
  account: given.account ?? anAccount(),
  address: given.address ?? anAddress(),
});
const fail = (times: number, given: { account?: string; address?: string }, now = THEN) => {
  for (let count = 0; count < times; count += 1) expect(throttle.begin(attempt(given), now)).toBe(0);
};

describe('[A3] the throttle', () => {
  test('lets five tries at one account through, from wherever they come; the sixth waits', () => {
    fail(5, { account: 'anna' });
    expect(throttle.begin(attempt({ account: 'anna' }), later(500))).toBe(1_500);
    expect(throttle.begin(attempt(), later(500))).toBe(0);
  });

  test('lets twenty tries of one address through, at whatever accounts', () => {
    const address = anAddress();
    fail(20, { address });
    expect(throttle.begin(attempt({ address }), THEN)).toBe(2_000);
  });

  test('doubles: each try after the wait makes the next one longer', () => {
    fail(5, { account: 'anna' });
    let now = THEN.getTime();
    const waits: number[] = [];
    for (let count = 0; count < 9; count += 1) {
      const wait = throttle.begin(attempt({ account: 'anna' }), new Date(now));
      waits.push(wait / 1_000);
      now += wait;
      expect(throttle.begin(attempt({ account: 'anna' }), new Date(now))).toBe(0);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300]);
  });

  test('does not count a try that must wait', () => {
    fail(5, { account: 'anna' });
    for (let count = 0; count < 50; count += 1) throttle.begin(attempt({ account: 'anna' }), THEN);
    expect(throttle.begin(attempt({ account: 'anna' }), later(2_000))).toBe(0);
  });

  test('takes the longer wait of the two', () => {
    const address = anAddress();
    fail(5, { account: 'anna' });
    fail(20, { address });
    expect(throttle.begin({ account: 'anna', address }, later(1_000))).toBe(1_000);
    expect(throttle.begin({ account: 'anna', address }, later(2_000))).toBe(0);
    expect(throttle.begin({ account: 'anna', address }, later(2_000))).toBe(4_000);
  });

  test('counts parallel tries, whose outcome is not known yet', () => {
    const tries = Array.from({ length: 30 }, () => throttle.begin(attempt({ account: 'anna' }), THEN));
    expect(tries.filter((wait) => wait === 0)).toHaveLength(5);
  });

  test('forgives an account that has signed in', () => {
    const address = anAddress();
    fail(4, { account: 'anna', address });
    fail(1, { account: 'anna', address });
    throttle.succeeded({ account: 'anna', address });
    fail(5, { account: 'anna' });
  });

  test('forgives everything after a quarter of an hour of quiet', () => {
    const one = attempt();
    fail(5, one);
    expect(throttle.begin(one, later(1_000))).toBeGreaterThan(0);
    fail(5, one, later(15 * MINUTE));
  });

  test('forgives of an address only the try that succeeded: an account of one’s own does not buy guesses at others', () => {
    const address = anAddress();
    let guesses = 0;
    for (let count = 0; count < 40; count += 1) {
      if (throttle.begin(attempt({ address }), THEN) === 0) guesses += 1;
      const mine = { account: 'mallory', address };
      if (throttle.begin(mine, THEN) === 0) throttle.succeeded(mine);
    }
    expect(guesses).toBe(20);
  });

  test('successes alone never make an address wait, nor do they put off its forgiveness', () => {
    const address = anAddress();
    fail(19, { address });
    for (let minute = 1; minute <= 15; minute += 1) {
      const one = attempt({ address });
      fail(1, one, later(minute * MINUTE));
      throttle.succeeded(one);
    }
    fail(20, { address }, later(15 * MINUTE + 1));
  });

  test('successes at the same moment take back no failure of the past', () => {
    const address = anAddress();
    fail(10, { address });
    const together = [attempt({ address }), attempt({ address })];
    for (const one of together) fail(1, one);
    for (const one of together) throttle.succeeded(one);
    fail(10, { address });
    expect(throttle.begin(attempt({ address }), THEN)).toBe(2_000);
  });

  test('remembers a bounded number: the oldest are forgotten first', () => {
    fail(5, { account: 'anna', address: 'a' });
    fail(5, { account: 'bert', address: 'b' });
    for (let count = 0; count < 4_999; count += 1) throttle.begin(attempt(), THEN);
    expect(throttle.begin(attempt({ account: 'bert' }), THEN)).toBeGreaterThan(0);
    expect(throttle.begin(attempt({ account: 'anna' }), THEN)).toBe(0);
  });
});

describe('[A3] who goes on failing', () => {
  test('stays remembered, however many others there are', () => {
    fail(1, { account: 'anna' });
    for (let count = 0; count < 4_000; count += 1) throttle.begin(attempt(), THEN);
    fail(4, { account: 'anna' });
    for (let count = 0; count < 2_000; count += 1) throttle.begin(attempt(), THEN);
    expect(throttle.begin(attempt({ account: 'anna' }), THEN)).toBe(2_000);
  });
});

describe('notes of refusals', () => {
  const notes = (of: RefusalNotes, address: string, times: number, now = THEN) =>
    Array.from({ length: times }, () => of.mayNote(address, now)).filter(Boolean).length;

  test('twenty of one address are written down within ten minutes; another address has its own', () => {
    const refusals = new RefusalNotes();
    expect(notes(refusals, 'a', 30)).toBe(20);
    expect(notes(refusals, 'a', 5, later(10 * MINUTE - 1))).toBe(0);
    expect(notes(refusals, 'b', 3, later(10 * MINUTE - 1))).toBe(3);
  });

  test('after ten minutes twenty more, counted from the first of the window', () => {
    const refusals = new RefusalNotes();
    notes(refusals, 'a', 10);
    notes(refusals, 'a', 10, later(9 * MINUTE));
    expect(notes(refusals, 'a', 30, later(10 * MINUTE))).toBe(20);
  });

  test('who goes on stays remembered; the address that was quiet longest is forgotten', () => {
    const refusals = new RefusalNotes();
    notes(refusals, 'quiet', 30);
    notes(refusals, 'busy', 30);
    for (let count = 0; count < 1_200; count += 1) {
      if (count === 600) refusals.mayNote('busy', THEN);
      refusals.mayNote(`other-${count}`, THEN);
    }
    expect([refusals.mayNote('busy', THEN), refusals.mayNote('quiet', THEN)]).toEqual([false, true]);
  });
});
