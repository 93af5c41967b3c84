import { describe, expect, test } from 'vitest';
import {
  hourOf,
  hoursFrom,
  isCountable,
  latenciesOf,
  lookedAtSince,
  missingHours,
  statisticsOf,
} from '#domain/statistics.ts';
import { anAttempt, anId, THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';

const MINUTE = 60_000;
const NOW = later(25 * MINUTE);
const hour = (hours: number) => hoursFrom(THEN, hours);

describe('[U1] an hour', () => {
  test('begins on the hour and holds its first millisecond, not the next one’s', () => {
    expect(hourOf(THEN)).toEqual(THEN);
    expect(hourOf(later(60 * MINUTE - 1))).toEqual(THEN);
    expect(hourOf(later(60 * MINUTE))).toEqual(hour(1));
  });

  test('counts by the state in which jobs ended', () => {
    const states = ['succeeded', 'succeeded', 'failed', 'cancelled'] as const;
    const ended = states.map((state) => ({ id: anId(), state }));
    expect(statisticsOf(THEN, ended)).toStrictEqual({
      hour: THEN,
      counts: { succeeded: 2, failed: 1, cancelled: 1 },
    });
    expect(statisticsOf(THEN, [])).toStrictEqual({ hour: THEN, counts: {} });
  });
});

describe('[U2] percentiles', () => {
  const of = (values: number[]) =>
    statisticsOf(
      THEN,
      values.map((duration) => ({ id: anId(), state: 'succeeded' as const, duration })),
    ).duration;

  test.each([
    [[7], { p50: 7, p95: 7 }],
    [[9, 1], { p50: 1, p95: 9 }],
    [[100, 20, 3], { p50: 20, p95: 100 }],
    [Array.from({ length: 100 }, (_, n) => 100 - n), { p50: 50, p95: 95 }],
  ])('of %o are values that occurred', (values, expected) => {
    expect(of(values)).toStrictEqual(expected);
  });
});

describe('[U2] the times of an attempt', () => {
  const times = { offeredAt: THEN, startedAt: later(300), finishedAt: later(1_000) };

  test('run from offer to begin, and from begin to end', () => {
    expect(latenciesOf(anAttempt(times))).toStrictEqual({ startLatency: 300, duration: 700 });
  });

  test('are absent where it did not come that far', () => {
    expect(latenciesOf(undefined)).toStrictEqual({});
    expect(latenciesOf(anAttempt({ finishedAt: later(9) }))).toStrictEqual({});
    expect(latenciesOf(anAttempt({ startedAt: later(9) }))).toStrictEqual({ startLatency: 9 });
  });

  test('are never below 0', () => {
    expect(latenciesOf(anAttempt({ ...times, startedAt: later(-5) }))).toMatchObject({ startLatency: 0 });
  });
});

test('[U3] an hour is counted 5 minutes after its end', () => {
  expect(isCountable(THEN, later(65 * MINUTE))).toBe(true);
  expect(isCountable(THEN, later(65 * MINUTE - 1))).toBe(false);
});

describe('[U4] hours that are not written', () => {
  const missing = (written: Date[], since: Date, limit = 1_000) =>
    missingHours(written, { since, now: NOW, limit });

  test('are found among the last 24, oldest first', () => {
    const since = lookedAtSince({ now: NOW, newestWritten: hour(-1) });
    expect(since).toEqual(hour(-24));
    const written = Array.from({ length: 24 }, (_, n) => hour(n - 24)).filter((_, n) => n !== 3 && n !== 20);
    expect(missing(written, since)).toEqual([hour(-21), hour(-4)]);
  });

  test('are all since the newest that is written, after a pause', () => {
    const since = lookedAtSince({ now: NOW, newestWritten: hour(-50) });
    expect(missing([], since)).toHaveLength(49);
    expect(missing([], since)[0]).toEqual(hour(-49));
    expect(missing([], since, 2)).toEqual([hour(-49), hour(-48)]);
  });

  test('are at most those of 90 days, and none that would be removed again', () => {
    expect(lookedAtSince({ now: NOW, newestWritten: hour(-100_000) })).toEqual(hour(-90 * 24));
    expect(lookedAtSince({ now: NOW, keptSince: later(-120 * MINUTE + 1) })).toEqual(hour(-1));
  });

  test('do not include one that is not over long enough', () => {
    const since = hour(-2);
    expect(missingHours([], { since, now: later(4 * MINUTE), limit: 9 })).toEqual([hour(-2)]);
    expect(missingHours([], { since, now: later(5 * MINUTE), limit: 9 })).toEqual([hour(-2), hour(-1)]);
  });
});
