import { afterEach, describe, expect, test, vi } from 'vitest';
import { systemClock, within } from '#hub/clock.ts';
import { THEN } from '#tests/support/builders.ts';
import { drivenClock } from '#tests/support/driven-clock.ts';

const DAY = 24 * 3600 * 1000;

describe('the system’s clock', () => {
  afterEach(() => void vi.useRealTimers());

  // The one place where the timers themselves are what is tested.
  test.each([1, 24, 25, 60, 400])('waits %i days, however far that is in steps, and fires once', (days) => {
    vi.useFakeTimers();
    let fired = 0;
    systemClock.after(days * DAY, () => (fired += 1));
    vi.advanceTimersByTime(days * DAY - 1);
    expect(fired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(fired).toBe(1);
    vi.advanceTimersByTime(100 * DAY);
    expect([fired, vi.getTimerCount()]).toEqual([1, 0]);
  });

  test('never asks Node for more than it can wait', () => {
    vi.useFakeTimers();
    const asked = vi.spyOn(globalThis, 'setTimeout');
    systemClock.after(60 * DAY, () => undefined);
    vi.advanceTimersByTime(60 * DAY);
    expect(asked.mock.calls.map(([, wait]) => wait)).toEqual([
      2 ** 31 - 1,
      2 ** 31 - 1,
      60 * DAY - 2 * (2 ** 31 - 1),
    ]);
  });

  test('ends a far timer in any of its steps', () => {
    vi.useFakeTimers();
    const cancel = systemClock.after(60 * DAY, () => expect.unreachable('cancelled'));
    vi.advanceTimersByTime(40 * DAY);
    cancel();
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('repeats until it is ended, also from within', () => {
    vi.useFakeTimers();
    let fired = 0;
    const end = systemClock.every(1_000, () => {
      fired += 1;
      if (fired === 3) end();
    });
    vi.advanceTimersByTime(10_000);
    expect([fired, vi.getTimerCount()]).toEqual([3, 0]);
  });

  test('a moment that has passed fires in the next turn', async () => {
    await new Promise<void>((resolve) => systemClock.after(-1_000, resolve));
  });
});

describe('waiting within a limit', () => {
  test('gives what the work gave, and leaves no timer behind', async () => {
    const clock = drivenClock(THEN);
    await expect(within(clock, 100, Promise.resolve(42))).resolves.toEqual({ timedOut: false, value: 42 });
    expect(clock.armed).toBe(0);
  });

  test('gives up at the limit; the work goes on, and its later failure hurts nobody', async () => {
    const clock = drivenClock(THEN);
    const work = Promise.withResolvers<number>();
    const waited = within(clock, 100, work.promise);
    await clock.advance(99);
    expect(clock.armed).toBe(1);
    await clock.advance(1);
    await expect(waited).resolves.toEqual({ timedOut: true });
    work.reject(new Error('too late to matter'));
    await clock.advance(0);
  });

  test('fails with the work, and leaves no timer behind', async () => {
    const clock = drivenClock(THEN);
    await expect(within(clock, 100, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(clock.armed).toBe(0);
  });
});
