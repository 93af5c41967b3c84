import { expect, test } from 'vitest';
import type { HourView } from '#protocol/views/history.ts';
import type { WorkerView } from '#protocol/views/system.ts';
import { hourBars, niceCeiling } from '#lib/system/hour-bars.ts';
import { howOften, lastRunTook } from '#lib/words/system.ts';

const HOUR = 3_600_000;
const ORDER = ['succeeded', 'failed'] as const;
const NOW = Date.parse('2026-11-23T12:34:00.000Z');

test('each of the last hours has a bar, also where no job ended, the newest last', () => {
  const hours: HourView[] = [{ hour: '2026-11-23T11:00:00.000Z', counts: { failed: 2, succeeded: 5 } }];
  const bars = hourBars(hours, { now: NOW, count: 3, order: ORDER });
  expect(bars.map(({ hour, total }) => ({ hour, total }))).toEqual([
    { hour: '2026-11-23T10:00:00.000Z', total: 0 },
    { hour: '2026-11-23T11:00:00.000Z', total: 7 },
    { hour: '2026-11-23T12:00:00.000Z', total: 0 },
  ]);
  expect(bars[1]?.pieces).toEqual([
    { state: 'succeeded', from: 0, size: 5 },
    { state: 'failed', from: 5, size: 2 },
  ]);
});

test('hours outside are left out', () => {
  const old = { hour: new Date(NOW - 30 * HOUR).toISOString(), counts: { succeeded: 9 } };
  expect(hourBars([old], { now: NOW, count: 24, order: ORDER }).every((bar) => bar.total === 0)).toBe(true);
});

test('an axis ends at a round number that is a whole number of jobs', () => {
  expect([0, 1, 2, 7, 9, 11, 16, 101, 950].map(niceCeiling)).toEqual([1, 1, 2, 8, 10, 15, 20, 150, 1000]);
});

test('how often and how long a worker runs', () => {
  const worker: WorkerView = {
    rule: 'expire',
    state: 'resting',
    everySeconds: 5,
    runs: 0,
    failures: 0,
    findings: 0,
  };
  expect(howOften(worker)).toBe('every 5 s');
  expect(howOften({ everySeconds: 300 })).toBe('every 5 min');
  expect(lastRunTook(worker)).toBeUndefined();
  const begun = { ...worker, lastStartedAt: '2026-11-23T12:00:00.000Z' };
  expect(lastRunTook({ ...begun, lastEndedAt: '2026-11-23T12:00:00.120Z' })).toBe('120 ms');
  // It runs again: the end is that of the run before.
  expect(lastRunTook({ ...begun, lastEndedAt: '2026-11-23T11:59:00.000Z' })).toBeUndefined();
});
