import { describe, expect, test } from 'vitest';
import { retry } from '#domain/job-state.ts';
import {
  beforeDays,
  isPurgeable,
  isRemovable,
  purgedBefore,
  settlementOf,
  summaryOf,
} from '#domain/purge.ts';
import { JobState, PENDING_STATES } from '#protocol/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import { aJob, anAttempt, anExecutingJob, THEN } from '#tests/support/builders.ts';
import { changed, EVENTS, later } from './events.ts';

const HOUR = 3_600_000;
const ages = { purgeSucceededAfterHours: 4, purgeFailedAfterHours: 48 };
const facts = { ages, awaitsShutdown: false };
const NEVER = { purgeSucceededAfterHours: 0, purgeFailedAfterHours: 0 };

const purgeable = (counts: JobCounts, hours: number, settings = ages) =>
  isPurgeable({ settledAt: THEN }, { ...facts, counts, ages: settings, now: later(hours * HOUR) });

describe('[H1] a container', () => {
  test.each(JobState.options)('with one job %s is settled unless that is pending', (state) => {
    const settlement = settlementOf({ [state]: 1, succeeded: 3 }, THEN);
    if (PENDING_STATES.some((one) => one === state)) expect(settlement).toBeUndefined();
    else expect(settlement?.settledAt).toEqual(THEN);
  });

  test.each([
    ['succeeded', { succeeded: 2, alreadyInstalled: 1 }],
    ['failed', { succeeded: 2, failed: 1 }],
    ['failed', { expired: 1, cancelled: 1 }],
    ['cancelled', { succeeded: 2, cancelled: 1 }],
  ] as const)('is settled as %s with %o', (settledAs, counts) => {
    expect(settlementOf(counts, THEN)?.settledAs).toBe(settledAs);
  });
});

describe('[H2] a container', () => {
  test('that succeeded is purged from its fourth hour on, to the millisecond', () => {
    expect(purgeable({ succeeded: 1 }, 4)).toBe(true);
    expect(purgeable({ succeeded: 1 }, 4 - 1 / HOUR)).toBe(false);
  });

  test.each([{ failed: 1 }, { aborted: 1 }, { cancelled: 1 }])(
    'with %o is purged after two days',
    (counts) => {
      const all = { succeeded: 5, ...counts };
      expect(purgeable(all, 48)).toBe(true);
      expect(purgeable(all, 48 - 1 / HOUR)).toBe(false);
    },
  );

  test.each([{ succeeded: 1 }, { failed: 1 }, { cancelled: 1 }])('with %o is never purged at 0', (counts) => {
    expect(purgeable(counts, 1_000_000, NEVER)).toBe(false);
  });

  test.each(PENDING_STATES)('[H3] with a job %s by now stays, whatever its age', (state) => {
    expect(purgeable({ succeeded: 1, [state]: 1 }, 1_000)).toBe(false);
  });

  test('whose settlement was taken away stays', () => {
    expect(isPurgeable({}, { ...facts, counts: { succeeded: 1 }, now: later(1_000 * HOUR) })).toBe(false);
  });

  test('for which a computer is still to be shut down waits for that, a day longer at most', () => {
    const awaiting = (hours: number) =>
      isPurgeable(
        { settledAt: THEN },
        { ages, counts: { succeeded: 1 }, awaitsShutdown: true, now: later(hours * HOUR) },
      );
    expect(awaiting(28 - 1 / HOUR)).toBe(false);
    expect(awaiting(28)).toBe(true);
  });

  test('is looked for by the very same limit', () => {
    expect(purgedBefore('succeeded', ages, later(4 * HOUR))).toEqual(THEN);
    expect(purgedBefore('failed', ages, later(48 * HOUR))).toEqual(THEN);
    expect(purgedBefore('cancelled', ages, later(48 * HOUR))).toEqual(THEN);
    expect(purgedBefore('succeeded', NEVER, THEN)).toBeUndefined();
  });
});

test.each(JobState.options)('[H5] a job %s is removed when it has ended and owes nothing', (state) => {
  const hasEnded = !PENDING_STATES.some((one) => one === state);
  expect(isRemovable({ state, owed: [] })).toBe(hasEnded);
  expect(isRemovable({ state, owed: ['settleContainer'] })).toBe(false);
});

describe('[H4] the line that is left of a job', () => {
  test('says how it ended, and what statistics ask for', () => {
    const job = aJob({
      state: 'failed',
      endedAt: later(9_000),
      attempt: anAttempt({
        offeredAt: THEN,
        startedAt: later(2_000),
        finishedAt: later(8_000),
        exitCode: 3,
        reason: 'exitCodeNotAccepted',
      }),
    });
    expect(summaryOf(job)).toStrictEqual({
      id: job.id,
      computerId: job.computerId,
      containerName: job.containerName,
      action: 'install',
      packageId: job.packageId,
      packageName: job.packageName,
      packageVersion: job.packageVersion,
      state: 'failed',
      exitCode: 3,
      reason: 'exitCodeNotAccepted',
      endedAt: later(9_000),
      by: 'admin',
      attempt: 1,
      startLatency: 2_000,
      duration: 6_000,
    });
  });

  test('names the reason of a job that had no attempt, and invents no number', () => {
    const job = aJob({ state: 'expired', ended: { reason: 'endDatePassed' }, endedAt: later(5) });
    const summary = summaryOf(job);
    expect(summary).toMatchObject({ state: 'expired', reason: 'endDatePassed', endedAt: later(5) });
    expect(summary).not.toHaveProperty('exitCode');
    expect(summary).not.toHaveProperty('duration');
  });
});

test.each([
  ['an expiry', changed(EVENTS.expire(aJob(), 0, later(7)))],
  ['an abortion', changed(EVENTS.abort(aJob(), 0, later(7)))],
  ['a cancellation', changed(EVENTS.requestCancel(aJob(), 0, later(7)))],
  ['a success', changed(EVENTS.succeeded(anExecutingJob(), 1, later(7)))],
  ['a lost agent', changed(EVENTS.loseAgent(anExecutingJob(), 1, later(7)))],
])('[U1] %s stamps the end of the job, and a retry takes it away', (_, ended) => {
  expect(ended.endedAt).toEqual(later(7));
  if (ended.state === 'succeeded') return;
  const again = changed(retry(ended, { alreadyInstalled: false, now: later(9) }));
  expect(again).not.toHaveProperty('endedAt');
  expect(changed(retry(ended, { alreadyInstalled: true, now: later(9) })).endedAt).toEqual(later(9));
});

test('[H6] days are counted back from now; 0 is never', () => {
  expect(beforeDays(90, later(90 * 24 * HOUR))).toEqual(THEN);
  expect(beforeDays(0, THEN)).toBeUndefined();
});
