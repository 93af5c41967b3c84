import { describe, expect, test } from 'vitest';
import { giveUpAgent, isAgentLost, type Absence } from '#domain/agent-lost.ts';
import { recordReport } from '#domain/job-state.ts';
import { anExecutingJob, aJob, THEN } from '#tests/support/builders.ts';
import { later, succeeded } from './events.ts';

const HOUR = 3_600_000;
const at = (hours: number) => later(hours * HOUR);
/** Seen last at the beginning, given up after a day; the hub is up all the time. */
const absent = (given: Partial<Absence> = {}): Absence => ({
  computer: { lastSeenAt: THEN },
  runs: [],
  hubStartedAt: at(-1),
  lostAfterHours: 24,
  ...given,
});
const job = anExecutingJob();

describe('[S4] a job on a computer that stays away', () => {
  test.each([
    ['not before its time', absent(), 23.999, false],
    ['when its time has come', absent(), 24, true],
    ['after a shorter time, when that is set', absent({ lostAfterHours: 1 }), 1, true],
    ['not while the hub was off: it has just started', absent({ hubStartedAt: at(99) }), 100, false],
    [
      'when the runs of the hub make up the time',
      absent({ runs: [{ from: at(-5), to: at(20) }], hubStartedAt: at(50) }),
      54,
      true,
    ],
    [
      'not when they do not',
      absent({ runs: [{ from: at(-5), to: at(20) }], hubStartedAt: at(50) }),
      53.9,
      false,
    ],
  ] as const)('is lost: %s', (_when, absence, hours, expected) => {
    expect(isAgentLost(job, absence, at(hours))).toBe(expected);
    expect(giveUpAgent(job, absence, at(hours)).outcome).toBe(expected ? 'changed' : 'known');
  });

  test('[S3] counts from the moment at which the computer was seen last', () => {
    const absence = absent({ computer: { lastSeenAt: at(10) } });
    expect([isAgentLost(job, absence, at(33)), isAgentLost(job, absence, at(34))]).toEqual([false, true]);
  });

  test('of a computer that is gone counts from the begin of its execution', () => {
    const { computer: _gone, ...absence } = absent();
    expect([isAgentLost(job, absence, at(23)), isAgentLost(job, absence, at(25))]).toEqual([false, true]);
  });

  test.each(['waiting', 'pushed', 'downloading', 'unpacking', 'succeeded', 'failed', 'cancelled'] as const)(
    'which is %s, and does not execute, is left alone',
    (state) => {
      expect(giveUpAgent(aJob({ state }), absent(), at(1000))).toEqual({ outcome: 'known' });
    },
  );

  test('is failed and says why in words; [J6] a real result that comes later wins', () => {
    const lost = giveUpAgent(job, absent(), at(25));
    expect(lost).toMatchObject({
      outcome: 'changed',
      job: {
        state: 'failed',
        attempt: {
          reason: 'agentLost',
          detail: 'Nothing was heard of this computer for 24 hours in which the hub was up.',
          recordedAt: at(25),
        },
      },
    });
    if (lost.outcome !== 'changed') throw new Error('not lost');
    const truth = recordReport(lost.job, succeeded(1), at(26));
    expect(truth).toMatchObject({
      outcome: 'changed',
      job: { state: 'succeeded', attempt: { exitCode: 0 } },
    });
    expect(truth.outcome === 'changed' && truth.job.attempt).not.toHaveProperty('reason');
    expect(truth.outcome === 'changed' && truth.job.attempt).not.toHaveProperty('detail');
  });
});
