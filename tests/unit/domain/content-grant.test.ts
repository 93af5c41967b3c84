import { describe, expect, test } from 'vitest';
import { grantsContent } from '#domain/content-grant.ts';
import type { Job } from '#domain/job.ts';
import { JobState } from '#protocol/job.ts';
import { aJob, anAttempt, anId } from '#tests/support/builders.ts';

const sha256 = 'a'.repeat(64);
const holding = (given: Partial<Job> = {}) =>
  aJob({
    state: 'downloading',
    lastAttemptNumber: 2,
    attempt: anAttempt({ number: 2 }),
    content: { sha256, bytes: 1 },
    ...given,
  });
const job = holding();
const request = {
  computerId: job.computerId,
  jobId: job.id,
  attempt: 2,
  sha256,
  expiresAt: '2026-03-01T08:05:00.000Z',
};
const { attempt: _attempt, ...neverOffered } = job;
const { content: _content, ...withoutContent } = job;

describe('[A5] content is given', () => {
  test.each(JobState.options)('or not, by the state of the job: %s', (state) => {
    const given = ['pushed', 'downloading', 'unpacking'].includes(state);
    expect(grantsContent({ ...job, state }, request)).toBe(given);
  });

  test.each([
    ['no job', undefined, request],
    ['a job of another computer', job, { ...request, computerId: anId() }],
    ['an earlier attempt', job, { ...request, attempt: 1 }],
    ['a later attempt', job, { ...request, attempt: 3 }],
    ['other content', job, { ...request, sha256: 'b'.repeat(64) }],
    ['a job that was never offered', neverOffered, request],
    ['a job without content', withoutContent, request],
  ])('never for %s', (_, of, wanted) => {
    expect(grantsContent(of, wanted)).toBe(false);
  });
});
