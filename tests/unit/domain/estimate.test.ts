import { describe, expect, test } from 'vitest';
import { goesBefore } from '#domain/computer-state.ts';
import { estimateOf, type EstimatedJob } from '#domain/estimate.ts';
import { isActive, isTerminal } from '#domain/transitions.ts';
import { JobState, WaitingReason } from '#protocol/job.ts';

const NOW = 10_000_000;
const SECOND = 1_000;
let computers = 0;
const job = (given: Partial<EstimatedJob> = {}): EstimatedJob => ({
  computerId: `computer ${(computers += 1)}`,
  packageId: 'browser',
  action: 'install',
  state: 'waiting',
  ...given,
});
const many = (count: number, given: Partial<EstimatedJob>) => Array.from({ length: count }, () => job(given));
/** Ended so many seconds ago, after so many seconds. */
const ended = (ago: number, took: number, given: Partial<EstimatedJob> = {}) => {
  const endedAt = NOW - ago * SECOND;
  const startedAt = endedAt - took * SECOND;
  return job({ state: 'succeeded', offeredAt: startedAt, startedAt, finishedAt: endedAt, endedAt, ...given });
};
const running = (since: number, given: Partial<EstimatedJob> = {}) => {
  const startedAt = NOW - since * SECOND;
  return job({ state: 'executing', offeredAt: startedAt, startedAt, ...given });
};

describe('[C5] the estimated end of a container', () => {
  test('is not said while nothing is known', () => {
    expect(estimateOf([], NOW)).toEqual({ heldUp: 0 });
    expect(estimateOf([running(30), ...many(5, {})], NOW)).toEqual({ heldUp: 0 });
    expect(estimateOf([running(30), ended(5, 60), ended(5, 60)], NOW)).toEqual({ heldUp: 0 });
  });

  test('follows from the usual duration as long as nothing has ended', () => {
    expect(estimateOf([running(20, { usual: 60 * SECOND })], NOW).left).toBe(40 * SECOND);
    // What waits takes as long as what runs of the same package.
    const computerId = 'busy';
    const jobs = [running(20, { usual: 60 * SECOND, computerId }), job({ computerId, waiting: 'behindJob' })];
    expect(estimateOf(jobs, NOW).left).toBe(100 * SECOND);
    expect(estimateOf([...jobs, job({ computerId, packageId: 'editor' })], NOW).left).toBeUndefined();
  });

  test('what takes longer than usual takes a little longer still, and is never over', () => {
    expect(estimateOf([running(600, { usual: 60 * SECOND })], NOW).left).toBe(6 * SECOND);
  });

  test('what has succeeded here says more than what is usual', () => {
    const jobs = [...[20, 20, 30].map((took) => ended(60, took)), running(5, { usual: 300 * SECOND })];
    expect(estimateOf(jobs, NOW).left).toBe(15 * SECOND);
  });

  test('follows from the rate of the last minutes where that says later', () => {
    // 30 in the last 5 minutes, one each 10 s; 60 are left.
    const jobs = [
      ...Array.from({ length: 30 }, (_, place) => ended(place * 10, 20)),
      ...many(20, { state: 'succeeded', startedAt: NOW - 900 * SECOND, endedAt: NOW - 400 * SECOND }),
      ...many(60, { waiting: 'downloadSlot' }),
    ];
    expect(estimateOf(jobs, NOW).left).toBe(600 * SECOND);
  });

  test('does not follow from durations alone where downloads are limited', () => {
    const jobs = [running(20, { usual: 60 * SECOND }), ...many(3, { waiting: 'downloadSlot' })];
    expect(estimateOf(jobs, NOW).left).toBeUndefined();
  });

  test('the last computers count, however quick all others were', () => {
    const jobs = [
      ...Array.from({ length: 100 }, () => ended(2, 60, { offeredAt: NOW - 62 * SECOND })),
      running(5, { computerId: 'slow', packageId: 'suite', usual: 600 * SECOND }),
    ];
    expect(estimateOf(jobs, NOW).left).toBe(595 * SECOND);
  });

  test.each(WaitingReason.options)(
    'a job that waits (%s) is part of it, or held up and counted',
    (waiting) => {
      const goesOn = ['ready', 'behindJob', 'downloadSlot'].includes(waiting);
      const estimate = estimateOf([running(0, { usual: 60 * SECOND }), job({ waiting })], NOW);
      expect(estimate.heldUp).toBe(goesOn ? 0 : 1);
      if (!goesOn) expect(estimate.left).toBe(60 * SECOND);
      expect(estimateOf([job({ waiting, usual: 1 })], NOW).left === undefined).toBe(
        !goesOn || waiting === 'downloadSlot',
      );
    },
  );
});

describe('[C4] the state of a computer with several jobs', () => {
  test('is of what goes on, before what went wrong, before what is still to come, before what is done', () => {
    const rank = (state: JobState) =>
      isActive(state)
        ? 0
        : ['failed', 'aborted', 'expired', 'incompatible'].includes(state)
          ? 1
          : isTerminal(state)
            ? 3
            : 2;
    for (const one of JobState.options) {
      expect(goesBefore(one, one)).toBe(false);
      for (const other of JobState.options) {
        if (rank(one) < rank(other)) expect(goesBefore(one, other), `${one} ${other}`).toBe(true);
        if (one !== other) expect(goesBefore(one, other)).not.toBe(goesBefore(other, one));
      }
    }
  });
});
