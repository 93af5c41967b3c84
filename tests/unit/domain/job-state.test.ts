import { describe, expect, test } from 'vitest';
import {
  accept,
  confirmCancel,
  loseAgent,
  momentOf,
  push,
  recordReport,
  refuseOrder,
  requestCancel,
  withdraw,
} from '#domain/job-state.ts';
import type { Effect } from '#domain/job.ts';
import { aJob, anAttempt, anExecutingJob, THEN } from '#tests/support/builders.ts';
import { aReport, cancelled, changed, failed, frozen, later, step, succeeded } from './events.ts';

const UNBEGUN = ['pushed', 'downloading', 'unpacking'] as const;
const NOW = later(60_000);
const anUnbegunJob = (state: (typeof UNBEGUN)[number]) =>
  frozen(aJob({ state, lastAttemptNumber: 1, attempt: anAttempt({ acceptedAt: THEN }) }));
const marked = { cancelRequested: { at: THEN, by: 'admin' } };

describe('offers', () => {
  test('[J3] an offer opens attempt 1 with nothing but its number, its moment and no output', () => {
    const job = changed(push(frozen(aJob()), NOW));
    expect(job).toMatchObject({ state: 'pushed', lastAttemptNumber: 1, owed: [] });
    expect(job.attempt).toEqual({ number: 1, offeredAt: NOW, output: { lastSequence: 0, bytes: 0 } });
  });

  test('[J3] an offer after a withdrawn one has the next number, though that attempt is gone', () => {
    const offeredAgain = changed(push(changed(withdraw(changed(push(aJob(), THEN)), 1, NOW)), NOW));
    expect(offeredAgain.attempt?.number).toBe(2);
    expect(offeredAgain.lastAttemptNumber).toBe(2);
  });

  test('[J3] acceptance is stamped once: a second answer moves nothing', () => {
    const job = changed(accept(changed(push(aJob(), THEN)), 1, later(5)));
    expect(job).toMatchObject({ state: 'pushed', attempt: { acceptedAt: later(5) } });
    expect(accept(job, 1, NOW)).toEqual({ outcome: 'known' });
  });
});

describe('withdrawals', () => {
  test.each(UNBEGUN)('[J4] what is %s goes back to waiting and keeps no attempt, but its number', (state) => {
    const job = changed(withdraw(anUnbegunJob(state), 1, NOW));
    expect(job).toMatchObject({ state: 'waiting', lastAttemptNumber: 1, owed: [] });
    expect(job).not.toHaveProperty('attempt');
  });

  test.each(UNBEGUN)(
    '[J4] a withdrawn job that was %s and was to be cancelled becomes cancelled',
    (state) => {
      const job = changed(withdraw(frozen({ ...anUnbegunJob(state), ...marked }), 1, NOW));
      expect(job).toMatchObject({
        state: 'cancelled',
        attempt: { number: 1, finishedAt: NOW },
        owed: ['settleContainer'],
      });
    },
  );

  test('[J4] what executes is never withdrawn', () => {
    expect(withdraw(frozen(anExecutingJob()), 1, NOW)).toEqual({
      outcome: 'refused',
      code: 'illegalTransition',
    });
  });
});

describe('effects', () => {
  const loses = anExecutingJob();
  test.each<[string, () => ReturnType<typeof recordReport>, Effect[]]>([
    [
      'a successful installation records it',
      () => recordReport(anExecutingJob(), succeeded(1), NOW),
      ['recordInstallation', 'settleContainer'],
    ],
    [
      'a successful uninstallation removes it',
      () => recordReport(anExecutingJob({ action: 'uninstall' }), succeeded(1), NOW),
      ['removeInstallation', 'settleContainer'],
    ],
    [
      'the success of an installation that asks for a restart [B1]',
      () => recordReport(anExecutingJob({ postAction: 'restart' }), succeeded(1), NOW),
      ['recordInstallation', 'requestPower', 'settleContainer'],
    ],
    [
      'the success of an uninstallation that asks for a shutdown [B1]',
      () => recordReport(anExecutingJob({ action: 'uninstall', postAction: 'shutdown' }), succeeded(1), NOW),
      ['removeInstallation', 'requestPower', 'settleContainer'],
    ],
    [
      'a failure, which asks for no restart [B1]',
      () => recordReport(anExecutingJob({ postAction: 'restart' }), failed(1), NOW),
      ['settleContainer'],
    ],
    ['a failure', () => recordReport(anExecutingJob(), failed(1), NOW), ['settleContainer']],
    [
      'a reported end by cancelling',
      () => recordReport(anExecutingJob(), cancelled(1), NOW),
      ['settleContainer'],
    ],
    ['cancelling what waits', () => requestCancel(aJob(), 'admin', NOW), ['settleContainer']],
    ['a confirmed cancel', () => confirmCancel(anUnbegunJob('pushed'), 1, NOW), ['settleContainer']],
    [
      'a refused order',
      () => refuseOrder(anUnbegunJob('pushed'), { number: 1, detail: '', now: NOW }),
      ['settleContainer'],
    ],
    ['a lost agent', () => loseAgent(loses, 1, NOW), ['settleContainer']],
    ['an offer', () => push(aJob(), NOW), []],
    ['a step', () => recordReport(anUnbegunJob('pushed'), step('executing', 1), NOW), []],
    ['a withdrawal', () => withdraw(anUnbegunJob('pushed'), 1, NOW), []],
  ])('[J5] in one write with %s: %s', (_, happen, owed) => {
    expect(changed(happen()).owed).toEqual(owed);
  });

  test('[J5] what is owed already stays owed, each effect once', () => {
    const job = frozen(anExecutingJob({ owed: ['settleContainer'] }));
    expect(changed(recordReport(job, succeeded(1), NOW)).owed.toSorted()).toEqual([
      'recordInstallation',
      'settleContainer',
    ]);
  });
});

describe('a lost agent', () => {
  const lost = frozen(changed(loseAgent(anExecutingJob(), 1, later(1_000))));

  test('[J6] what executed there has failed, with a reason and no exit code', () => {
    expect(lost).toMatchObject({
      state: 'failed',
      attempt: { reason: 'agentLost', finishedAt: later(1_000) },
    });
    expect(lost.attempt).not.toHaveProperty('exitCode');
  });

  test('[J6] a success overrules it and takes the reason away', () => {
    const job = changed(recordReport(lost, succeeded(1, 0, 500), NOW));
    expect(job).toMatchObject({ state: 'succeeded', owed: expect.arrayContaining(['recordInstallation']) });
    expect(job.attempt).toMatchObject({ exitCode: 0, finishedAt: later(500), recordedAt: NOW });
    expect(job.attempt).not.toHaveProperty('reason');
  });

  test('[J6] so does a real failure, and one by cancelling', () => {
    const interrupted = aReport({
      event: 'failed',
      attempt: 1,
      sinceAccepted: 0,
      reason: 'agentInterrupted',
    });
    expect(changed(recordReport(lost, interrupted, NOW))).toMatchObject({
      state: 'failed',
      attempt: { reason: 'agentInterrupted' },
    });
    const stopped = changed(recordReport(lost, cancelled(1), NOW));
    expect(stopped.state).toBe('cancelled');
    expect(stopped.attempt).not.toHaveProperty('reason');
  });

  test('[J6] only once: the truth does not change again', () => {
    const job = frozen(changed(recordReport(lost, failed(1), NOW)));
    expect(recordReport(job, succeeded(1), NOW)).toEqual({ outcome: 'refused', code: 'illegalTransition' });
  });

  test.each([
    ['a step', step('executing', 1), { outcome: 'known' }],
    ['a result of another attempt', succeeded(2), { outcome: 'refused', code: 'staleReport' }],
  ])('[J6] %s overrules nothing', (_, report, outcome) => {
    expect(recordReport(lost, report, NOW)).toEqual(outcome);
  });

  test('[J6] no other failure is overruled', () => {
    const failure = anExecutingJob({
      state: 'failed',
      attempt: anAttempt({ acceptedAt: THEN, reason: 'timeout' }),
    });
    expect(recordReport(frozen(failure), succeeded(1), NOW)).toEqual({
      outcome: 'refused',
      code: 'illegalTransition',
    });
  });
});

describe('cancelling', () => {
  test('[J7] what waits is cancelled at once, and says by whom', () => {
    expect(changed(requestCancel(frozen(aJob()), 'anna', NOW))).toMatchObject({
      state: 'cancelled',
      cancelRequested: { at: NOW, by: 'anna' },
    });
  });

  test.each([...UNBEGUN, 'executing' as const])('[J7] what is %s is only marked, once', (state) => {
    const job = frozen(changed(requestCancel(anExecutingJob({ state }), 'anna', NOW)));
    expect(job).toMatchObject({ state, cancelRequested: { at: NOW, by: 'anna' }, owed: [] });
    expect(requestCancel(job, 'bert', later(90_000))).toEqual({ outcome: 'known' });
  });

  test('[J7] the agent confirms that it had not begun: cancelled, with its moment', () => {
    const job = changed(confirmCancel(frozen({ ...anUnbegunJob('unpacking'), ...marked }), 1, NOW));
    expect(job).toMatchObject({ state: 'cancelled', attempt: { finishedAt: NOW, recordedAt: NOW } });
    expect(confirmCancel(job, 1, later(90_000))).toEqual({ outcome: 'known' });
  });

  test('[J7] its process tree has ended: cancelled, with the exit code when there is one', () => {
    const report = aReport({ event: 'cancelled', attempt: 1, sinceAccepted: 0, exitCode: 143 });
    const job = frozen(anExecutingJob(marked));
    expect(changed(recordReport(job, report, NOW))).toMatchObject({
      state: 'cancelled',
      attempt: { exitCode: 143 },
    });
    expect(changed(recordReport(job, cancelled(1), NOW)).attempt).not.toHaveProperty('exitCode');
  });

  test('[J7] it ended by itself before the cancel came: its result counts', () => {
    expect(changed(recordReport(frozen(anExecutingJob(marked)), succeeded(1), NOW)).state).toBe('succeeded');
  });
});

test('[J8] an order the agent refuses fails the job with the agent’s words, and is not offered again', () => {
  const refusal = { number: 1, detail: 'the counter did not grow', now: NOW };
  const job = changed(refuseOrder(frozen(changed(push(aJob(), THEN))), refusal));
  expect(job).toMatchObject({
    state: 'failed',
    attempt: { reason: 'orderRefused', detail: refusal.detail, finishedAt: NOW, recordedAt: NOW },
  });
  expect(push(job, NOW)).toEqual({ outcome: 'refused', code: 'illegalTransition' });
});

describe('results', () => {
  const withResult = (report: ReturnType<typeof succeeded>) =>
    frozen(changed(recordReport(anExecutingJob(), report, NOW)));
  const because = (reason: 'timeout' | 'killedBySignal', detail?: string) =>
    aReport({
      event: 'failed',
      attempt: 1,
      sinceAccepted: 0,
      reason,
      ...(detail === undefined ? {} : { detail }),
    });

  test.each([
    ['a success', succeeded(1, 0), succeeded(1, 0)],
    ['a failure by exit code', failed(1, 7), failed(1, 7)],
    ['a failure by reason, in other words', because('timeout', 'after 2 h'), because('timeout')],
    ['an end by cancelling', cancelled(1), cancelled(1)],
    ['a success, told at another span', succeeded(1, 0, 10), succeeded(1, 0, 20)],
  ])('[J9] %s, repeated, is known', (_, first, second) => {
    expect(recordReport(withResult(first), second, later(99_000))).toEqual({ outcome: 'known' });
  });

  test.each([
    ['another exit code of a success', succeeded(1, 0), succeeded(1, 3010)],
    ['a failure after a success', succeeded(1), failed(1)],
    ['a success after a failure', failed(1), succeeded(1)],
    ['another exit code of a failure', failed(1, 1), failed(1, 2)],
    ['another reason', because('timeout'), because('killedBySignal')],
    ['a cancel after a success', succeeded(1), cancelled(1)],
    ['a success after a cancel', cancelled(1), succeeded(1)],
  ])('[J9] %s is illegal: the first result stays', (_, first, second) => {
    expect(recordReport(withResult(first), second, NOW)).toEqual({
      outcome: 'refused',
      code: 'illegalTransition',
    });
  });

  test('[J9] a failure keeps reason, exit code and detail; a success no reason', () => {
    const report = aReport({
      event: 'failed',
      attempt: 1,
      sinceAccepted: 0,
      reason: 'exitCodeNotAccepted',
      exitCode: 5,
      detail: 'disk in use',
    });
    expect(withResult(report).attempt).toMatchObject({
      reason: 'exitCodeNotAccepted',
      exitCode: 5,
      detail: 'disk in use',
    });
    expect(withResult(succeeded(1)).attempt).not.toHaveProperty('reason');
  });
});

describe('moments', () => {
  const attempt = (given: { acceptedAt?: Date; offeredAt?: Date }) => ({
    number: 1,
    output: { lastSequence: 0, bytes: 0 },
    ...given,
  });

  test.each([
    ['since the acceptance', attempt({ offeredAt: THEN, acceptedAt: later(100) }), 50, later(150)],
    ['since the offer, when the acceptance got lost', attempt({ offeredAt: THEN }), 50, later(50)],
    ['now, when there is neither', attempt({}), 50, NOW],
    ['in whole milliseconds', attempt({ acceptedAt: THEN }), 10.6, later(11)],
    ['never later than now', attempt({ acceptedAt: THEN }), 120_000, NOW],
  ])('[T1] %s', (_, of, span, moment) => {
    expect(momentOf(of, span, NOW)).toEqual(moment);
  });

  test('[T1] start and end of an execution are stamped so; only the hub’s record is the hub’s now', () => {
    const held = anUnbegunJob('pushed');
    const begun = changed(recordReport(held, step('executing', 1, 2_000), later(2_100)));
    expect(begun.attempt?.startedAt).toEqual(later(2_000));
    const done = changed(recordReport(begun, succeeded(1, 0, 5_000), NOW));
    expect(done.attempt).toMatchObject({
      finishedAt: later(5_000),
      recordedAt: NOW,
      startedAt: later(2_000),
    });
  });
});
