import { describe, expect, test } from 'vitest';
import { endWithComputer, whyComputerKept } from '#domain/removed-computer.ts';
import type { Job } from '#domain/job.ts';
import { JobState } from '#protocol/job.ts';
import { aJob, anAttempt, anExecutingJob, THEN } from '#tests/support/builders.ts';

const by = { by: 'ada', now: new Date(THEN.getTime() + 60_000) };
const ended = (job: Job) => {
  const advance = endWithComputer(job, by);
  return advance.outcome === 'changed' ? advance.job : advance.outcome;
};

test('[X1] each reason to keep it is named, those that matter most first', () => {
  expect(whyComputerKept({ waiting: 0, held: 0, executing: 0 })).toStrictEqual([]);
  expect(whyComputerKept({ waiting: 2, held: 1, executing: 1 })).toStrictEqual([
    { kind: 'executing', sentence: '1 job executes there now.' },
    { kind: 'held', sentence: '1 job is with its agent, not begun.' },
    { kind: 'waiting', sentence: '2 jobs wait for it.' },
  ]);
});

describe('[X2] the jobs of a computer that is deleted', () => {
  test('what waits is cancelled', () => {
    expect(ended(aJob({ hasFollowers: true }))).toMatchObject({
      state: 'cancelled',
      cancelRequested: { by: 'ada' },
      owed: ['abortFollowers', 'settleContainer'],
    });
  });

  test.each(['pushed', 'downloading', 'unpacking'] as const)(
    'what its agent holds is cancelled: %s',
    (state) => {
      const job = aJob({ state, lastAttemptNumber: 1, attempt: anAttempt() });
      expect(ended(job)).toMatchObject({
        state: 'cancelled',
        cancelRequested: { by: 'ada' },
        endedAt: by.now,
      });
    },
  );

  test('what executes has lost its agent, and says who deleted the computer', () => {
    expect(ended(anExecutingJob())).toMatchObject({
      state: 'failed',
      attempt: { reason: 'agentLost', detail: 'ada deleted the computer while it executed there.' },
    });
  });

  test('what has ended stays as it is', () => {
    const pending = ['waiting', 'pushed', 'downloading', 'unpacking', 'executing'];
    for (const state of JobState.options.filter((one) => !pending.includes(one))) {
      expect(ended(aJob({ state })), state).toBe('known');
    }
  });
});
