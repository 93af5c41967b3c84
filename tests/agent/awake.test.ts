import { expect, test } from 'vitest';
import { afterSample, AwakeWatch, awakeSeconds, type Counting, type Sample } from '#agent/awake.ts';
import { drivenAgentClock } from './support/driven-clock.ts';

/** What is known after samples of monotonic seconds and uptime, one after the other. */
const awakeAfter = (counting: Counting, samples: [monotonic: number, uptime: number][]) => {
  const [first, ...rest] = samples.map(([monotonic, uptime]): Sample => ({
    monotonic: monotonic * 1000,
    uptime,
  }));
  if (first === undefined) throw new Error('no sample');
  return awakeSeconds(
    rest.reduce(
      (waking, sample) => afterSample(waking, sample, counting),
      afterSample(undefined, first, counting),
    ),
  );
};

test('a computer that has not slept is awake since its boot', () => {
  expect(awakeAfter('withoutSleep', [[100, 100]])).toBe(100);
  expect(
    awakeAfter('withoutSleep', [
      [100, 100],
      [102, 102],
      [3_702, 3_702],
    ]),
  ).toBe(3_702);
});

test('the uptime moves and the monotonic clock does not: that was a sleep', () => {
  expect(
    awakeAfter('withoutSleep', [
      [100, 100],
      [101, 3_701],
    ]),
  ).toBe(0);
  expect(
    awakeAfter('withoutSleep', [
      [100, 100],
      [101, 3_701],
      [108, 3_708],
    ]),
  ).toBe(7);
});

test('the last of several sleeps counts', () => {
  expect(
    awakeAfter('withoutSleep', [
      [100, 100],
      [101, 1_000],
      [150, 1_049],
      [151, 2_000],
      [171, 2_020],
    ]),
  ).toBe(20);
});

test.each([
  ['counters that lie apart from the beginning: time in another namespace, or asleep before', 5_000],
  ['counters that lie apart the other way', -5_000],
])('%s is no sleep', (_title, apart) => {
  expect(
    awakeAfter('withoutSleep', [
      [10_000, 10_000 + apart],
      [10_002, 10_002 + apart],
    ]),
  ).toBe(10_002 + apart);
});

test('counters that are read to a hundredth of a second are no sleep', () => {
  expect(
    awakeAfter('withoutSleep', [
      [100, 100.01],
      [102, 102.99],
    ]),
  ).toBe(102.99);
});

test('where both counters go on, a gap between two ticks is a sleep', () => {
  expect(
    awakeAfter('withSleep', [
      [100, 100],
      [102, 102],
      [3_702, 3_702],
      [3_704, 3_704],
    ]),
  ).toBe(2);
});

test('a process that was kept waiting for some seconds has not slept', () => {
  expect(
    awakeAfter('withSleep', [
      [100, 100],
      [129, 129],
    ]),
  ).toBe(129);
});

test('an uptime that goes back, as a clock that is set, gives no awake time below zero or beyond it', () => {
  expect(
    awakeAfter('withSleep', [
      [100, 100],
      [3_702, 3_702],
      [3_704, 50],
    ]),
  ).toBe(0);
});

test('looks every two seconds, and when it is asked; ends with its timer', async () => {
  const clock = drivenAgentClock();
  let asleep = 0;
  const start = clock.monotonic();
  const uptime = () => 500 + (clock.monotonic() - start) / 1000 + asleep;
  const watch = new AwakeWatch({ clock, counting: 'withoutSleep', uptime });
  expect(watch.look()).toEqual({ uptimeSeconds: 500, awakeSeconds: 500 });
  asleep = 60;
  await clock.advance(2_000);
  await clock.advance(8_000);
  expect(watch.look()).toEqual({ uptimeSeconds: 570, awakeSeconds: 8 });
  asleep += 60;
  expect(watch.look()).toEqual({ uptimeSeconds: 630, awakeSeconds: 0 });
  watch.stop();
  expect(clock.armed).toBe(0);
});
