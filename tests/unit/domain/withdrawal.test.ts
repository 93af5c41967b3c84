import { describe, expect, test } from 'vitest';
import { mustAbort } from '#domain/followers.ts';
import { expire, recordReport, requestWithdraw, retry, RETRIABLE, withdraw } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { isTerminal, isUnbegun } from '#domain/transitions.ts';
import { JobState } from '#protocol/job.ts';
import { LIMITS } from '#protocol/limits.ts';
import { aJob, anAttempt, THEN } from '#tests/support/builders.ts';
import { changed, expired, failed, frozen, later, step, succeeded } from './events.ts';

const NOW = later(60_000);
const held = (given: Partial<Job> = {}) =>
  frozen(aJob({ state: 'downloading', lastAttemptNumber: 1, attempt: anAttempt(), ...given }));
const UNBEGUN = JobState.options.filter(isUnbegun);
const OTHERS = JobState.options.filter((state) => !isUnbegun(state));

describe('asking for an attempt back', () => {
  test.each(UNBEGUN)('[J12] what is %s is marked, and waits again when the agent confirms', (state) => {
    const asked = changed(requestWithdraw(held({ state }), 'waiting', NOW));
    expect(asked).toMatchObject({ state, withdrawRequested: { at: NOW, to: 'waiting' } });
    expect(requestWithdraw(asked, 'waiting', NOW)).toEqual({ outcome: 'known' });
    const back = changed(withdraw(asked, 1, NOW));
    expect(back.state).toBe('waiting');
    expect(back).not.toHaveProperty('withdrawRequested');
    expect(back).not.toHaveProperty('attempt');
  });

  test.each(OTHERS)('[J12] what is %s is left alone', (state) => {
    expect(requestWithdraw(held({ state }), 'waiting', NOW)).toEqual({ outcome: 'known' });
  });

  test('[J12] what begins all the same goes on, and is no longer asked for', () => {
    const asked = changed(expire(held(), 'endDatePassed', NOW));
    const begun = changed(recordReport(asked, step('executing', 1), NOW));
    expect(begun).not.toHaveProperty('withdrawRequested');
    expect(withdraw(begun, 1, NOW)).toEqual({ outcome: 'refused', code: 'illegalTransition' });
    expect(changed(recordReport(begun, succeeded(1), NOW)).state).toBe('succeeded');
  });

  test('[J7] [J12] a cancellation goes before', () => {
    const asked = { ...held(), cancelRequested: { at: NOW, by: 'admin' } };
    expect(changed(withdraw(changed(expire(asked, 'endDatePassed', NOW)), 1, NOW)).state).toBe('cancelled');
  });
});

describe('the end date', () => {
  test('[J13] what waits expires at once, and says why', () => {
    const ended = changed(expire(frozen(aJob()), 'missedStart', NOW));
    expect(ended).toMatchObject({ state: 'expired', ended: { reason: 'missedStart' } });
    expect(ended.owed).toContain('settleContainer');
  });

  test('[J13] what is held expires when the agent confirms; a later pause does not soften that', () => {
    const asked = changed(expire(held(), 'endDatePassed', NOW));
    expect(asked.state).toBe('downloading');
    expect(requestWithdraw(asked, 'waiting', NOW)).toEqual({ outcome: 'known' });
    expect(changed(withdraw(asked, 1, NOW))).toMatchObject({
      state: 'expired',
      ended: { reason: 'endDatePassed' },
      attempt: { finishedAt: NOW },
    });
    const paused = changed(requestWithdraw(held(), 'waiting', NOW));
    expect(changed(withdraw(changed(expire(paused, 'endDatePassed', NOW)), 1, NOW)).state).toBe('expired');
  });

  test.each(JobState.options.filter((state) => isTerminal(state) || state === 'executing'))(
    '[J13] what is %s is spared',
    (state) => expect(expire(held({ state }), 'endDatePassed', NOW)).toEqual({ outcome: 'known' }),
  );

  test.each([
    ['has passed', NOW, 'expired'],
    ['was moved', later(60_001), 'waiting'],
  ] as const)('[J14] an agent says that the time is over: the end date %s', (_, endAt, state) => {
    expect(changed(recordReport(held({ endAt }), expired(1), NOW)).state).toBe(state);
  });

  test('[J14] only the time frame was over: it waits again; said twice, it is stale', () => {
    const back = changed(recordReport(held(), expired(1), NOW));
    expect(back.state).toBe('waiting');
    expect(recordReport(back, expired(1), NOW)).toEqual({ outcome: 'refused', code: 'staleReport' });
  });

  test('[J2] [J14] nothing expires what executes or has ended, and nothing is reported over what has expired', () => {
    expect(recordReport(held({ state: 'executing' }), expired(1), NOW)).toMatchObject({ outcome: 'refused' });
    const over = frozen(changed(recordReport(held({ endAt: NOW }), expired(1), NOW)));
    expect(recordReport(over, expired(1), NOW)).toEqual({ outcome: 'known' });
    expect(recordReport(over, step('executing', 1), NOW)).toEqual({ outcome: 'known' });
    for (const late of [succeeded(1), failed(1)]) {
      expect(recordReport(over, late, NOW)).toEqual({ outcome: 'refused', code: 'illegalTransition' });
    }
  });
});

describe('a retry', () => {
  const retried = (job: Job, alreadyInstalled = false) => retry(frozen(job), { alreadyInstalled, now: NOW });

  test.each(JobState.options)('[J15] of what is %s', (state) => {
    const may = RETRIABLE.some((one) => one === state);
    expect(retried(held({ state }))).toMatchObject(
      may ? { outcome: 'changed', job: { state: 'waiting' } } : { outcome: 'refused', code: 'notRetriable' },
    );
  });

  test('[J3] [J15] the old attempt is remembered with its result, the next one gets a new number', () => {
    const job = held({ state: 'failed', attempt: anAttempt({ exitCode: 3, finishedAt: THEN }) });
    const again = changed(
      retried({ ...job, ended: { reason: 'previousJobFailed' }, cancelRequested: { at: THEN, by: 'a' } }),
    );
    expect(again).toMatchObject({ lastAttemptNumber: 1, dueAt: NOW, retriedAt: NOW });
    expect(again.earlierAttempts).toEqual([{ ...job.attempt, state: 'failed' }]);
    for (const gone of ['attempt', 'ended', 'cancelRequested']) expect(again).not.toHaveProperty(gone);
    expect(again.owed).toEqual(['settleContainer']);
  });

  test('[J15] what has been installed meanwhile is not installed again', () => {
    expect(changed(retried(held({ state: 'failed' }), true)).state).toBe('alreadyInstalled');
  });

  test('[J15] is refused after the end date', () => {
    expect(retried(held({ state: 'failed', endAt: NOW }))).toEqual({
      outcome: 'refused',
      code: 'containerEnded',
    });
  });

  test('[J15] as many earlier attempts are kept as the limit says, the newest', () => {
    let job = held({ state: 'failed' });
    for (let number = 1; number <= LIMITS.earlierAttempts + 5; number += 1) {
      job = { ...changed(retried(job)), state: 'failed', attempt: anAttempt({ number: number + 1 }) };
    }
    expect(job.earlierAttempts?.map((one) => one.number)).toEqual(
      Array.from({ length: LIMITS.earlierAttempts }, (_, index) => index + 6),
    );
  });
});

describe('the rest of a sequence', () => {
  const first = aJob({ state: 'failed', abortsRest: true, sequence: 2 });
  const follower = (given: Partial<Job> = {}) =>
    aJob({ containerId: first.containerId, computerId: first.computerId, sequence: 3, ...given });
  test.each([
    ['what comes later on that computer', first, follower(), true],
    ['nothing that comes earlier', first, follower({ sequence: 1 }), false],
    ['nothing on another computer', first, follower({ computerId: aJob().computerId }), false],
    ['nothing of another container', first, follower({ containerId: aJob().containerId }), false],
    ['nothing that runs', first, follower({ state: 'executing' }), false],
    ['nothing when it was cancelled', { ...first, state: 'cancelled' as const }, follower(), false],
    [
      'nothing when the mode is to go on',
      aJob({ ...first, abortsRest: true, state: 'succeeded' }),
      follower(),
      false,
    ],
  ])('[J16] a failure aborts %s', (_, ended, other, aborts) => {
    expect(mustAbort(other, ended)).toBe(aborts);
  });

  test('[J5] [J16] the failure owes it in the same write', () => {
    const executing = held({ state: 'executing', abortsRest: true });
    expect(changed(recordReport(executing, failed(1), NOW)).owed).toContain('abortFollowers');
    expect(changed(recordReport(held({ state: 'executing' }), failed(1), NOW)).owed).not.toContain(
      'abortFollowers',
    );
    expect(changed(recordReport(executing, succeeded(1), NOW)).owed).not.toContain('abortFollowers');
  });
});
