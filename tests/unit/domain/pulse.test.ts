import { describe, expect, test } from 'vitest';
import { PULSE_MINUTES, startLatencyOf, withJob, type Minute } from '#domain/pulse.ts';
import { anAttempt } from '#tests/support/builders.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
const begun = (latency: number) => ({
  state: 'executing' as const,
  attempt: anAttempt({ offeredAt: NOON, startedAt: new Date(NOON.getTime() + latency) }),
});
const ended = (state: 'succeeded' | 'failed') => ({ state, attempt: anAttempt({ offeredAt: NOON }) });

describe('[U5] the pulse of the last hour', () => {
  test('counts what begins and what ends, each in its minute', () => {
    let minutes: Minute[] = [];
    minutes = withJob(minutes, begun(40), at(0));
    minutes = withJob(minutes, ended('succeeded'), at(0.5));
    minutes = withJob(minutes, ended('failed'), at(2));
    minutes = withJob(minutes, ended('failed'), at(2.9));
    expect(minutes.map(({ begun, ended }) => ({ begun, ended }))).toEqual([
      { begun: 1, ended: { succeeded: 1 } },
      { begun: 0, ended: { failed: 2 } },
    ]);
  });

  test('says nothing of a job that is only on its way', () => {
    expect(withJob([], { state: 'downloading', attempt: anAttempt() }, NOON)).toEqual([]);
  });

  test('forgets what is over an hour old', () => {
    const minutes = withJob([], begun(40), at(0));
    expect(withJob(minutes, ended('failed'), at(PULSE_MINUTES - 0.1))).toHaveLength(2);
    expect(withJob(minutes, ended('failed'), at(PULSE_MINUTES))).toHaveLength(1);
    expect(startLatencyOf(minutes, at(PULSE_MINUTES))).toBeUndefined();
  });

  test('tells the start latencies by the nearest rank', () => {
    let minutes: Minute[] = [];
    for (let one = 1; one <= 100; one += 1) minutes = withJob(minutes, begun(one), at(one / 10));
    expect(startLatencyOf(minutes, at(10))).toEqual({ p50: 50, p95: 95 });
  });

  test('keeps the newest 500 latencies of a minute', () => {
    let minutes: Minute[] = [];
    for (let one = 1; one <= 600; one += 1) minutes = withJob(minutes, begun(one), NOON);
    expect(minutes[0]?.begun).toBe(600);
    expect(minutes[0]?.latencies).toHaveLength(500);
    expect(minutes[0]?.latencies[0]).toBe(101);
  });
});
