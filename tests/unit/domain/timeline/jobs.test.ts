import { describe, expect, it } from 'vitest';
import { summaryOf } from '#domain/purge.ts';
import { lineOfEvent } from '#domain/timeline/happening.ts';
import { lineOfJob, lineOfSummary, retriedLines } from '#domain/timeline/jobs.ts';
import { aJob, anAttempt, anExecutingJob, anId, THEN } from '#tests/support/builders.ts';

const after = (seconds: number) => new Date(THEN.getTime() + seconds * 1000);
const failed = aJob({
  state: 'failed',
  endedAt: after(100),
  lastAttemptNumber: 2,
  attempt: anAttempt({
    number: 2,
    startedAt: after(10),
    finishedAt: after(99),
    recordedAt: after(100),
    exitCode: 1603,
    reason: 'exitCodeNotAccepted',
  }),
});

describe('[Z2] the line of a job', () => {
  it('stands at its begin while it goes on, and names who ordered it', () => {
    const job = anExecutingJob({ attempt: anAttempt({ number: 3, startedAt: after(5) }), createdBy: 'anna' });
    expect(lineOfJob(job)).toStrictEqual({
      id: `job:${job.id}:3`,
      at: after(5),
      revision: 1,
      fact: {
        what: 'job',
        jobId: job.id,
        containerId: job.containerId,
        containerName: 'a container',
        action: 'install',
        packageName: 'a package',
        packageVersion: '1.0.0',
        state: 'executing',
        attempt: 3,
        startedAt: after(5).toISOString(),
        by: 'anna',
      },
    });
    const pushed = aJob({ state: 'pushed', attempt: anAttempt({ offeredAt: after(1) }) });
    expect(lineOfJob(pushed)?.at).toStrictEqual(after(1));
  });

  it('stands at its end afterwards, with its result and how long it took', () => {
    expect(lineOfJob(failed)).toMatchObject({
      at: after(100),
      fact: {
        state: 'failed',
        exitCode: 1603,
        reason: 'exitCodeNotAccepted',
        startedAt: after(10).toISOString(),
        durationMilliseconds: 89_000,
      },
    });
  });

  it('says who cancelled it', () => {
    const cancelRequested = { at: after(1), by: 'bob' };
    const job = aJob({ state: 'cancelled', endedAt: after(1), cancelRequested });
    expect(lineOfJob(job)?.fact).toMatchObject({ state: 'cancelled', cancelledBy: 'bob' });
  });

  it('is not there while it waits', () => {
    expect(lineOfJob(aJob())).toBeUndefined();
    expect(lineOfJob(aJob({ attempt: anAttempt(), lastAttemptNumber: 1 }))).toBeUndefined();
  });

  it('is the same when its container is purged, but for the output', () => {
    const line = lineOfJob(failed);
    const purged = lineOfSummary(summaryOf(failed));
    expect(purged.id).toBe(line?.id);
    expect(purged.at).toStrictEqual(line?.at);
    expect(purged.fact).toMatchObject({ state: 'failed', exitCode: 1603, durationMilliseconds: 89_000 });
    expect(purged.fact).not.toHaveProperty('containerId');
    const unbegun = aJob({ state: 'expired', endedAt: after(3), ended: { reason: 'endDatePassed' } });
    expect(lineOfSummary(summaryOf(unbegun)).id).toBe(lineOfJob(unbegun)?.id);
  });

  it('is stored as it was by a retry, with who wanted it, and stays the same line', () => {
    const [was, again] = retriedLines(failed, 'anna', after(200));
    if (was === undefined) throw new Error('Nothing was told.');
    expect(lineOfEvent({ id: anId(), ...was })).toStrictEqual({
      ...lineOfJob(failed),
      revision: 0,
    });
    expect(again).toMatchObject({ at: after(200), fact: { what: 'retried', jobId: failed.id, by: 'anna' } });
    expect(retriedLines(undefined, 'anna', THEN)).toStrictEqual([]);
  });

  it('is another one for each end without an attempt', () => {
    const cancelled = (seconds: number) =>
      aJob({ id: failed.id, state: 'cancelled', endedAt: after(seconds) });
    expect(lineOfJob(cancelled(1))?.id).not.toBe(lineOfJob(cancelled(2))?.id);
  });
});
