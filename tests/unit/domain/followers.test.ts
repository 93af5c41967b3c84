import { describe, expect, test } from 'vitest';
import { mustAbort } from '#domain/followers.ts';
import { abort, recordReport, requestCancel } from '#domain/job-state.ts';
import { aJob, anExecutingJob, THEN } from '#tests/support/builders.ts';
import { changed, failed, later, succeeded } from './events.ts';

const first = aJob({ sequence: 4, state: 'failed' });
const second = {
  ...aJob({ sequence: 5, dependsOn: [4] }),
  containerId: first.containerId,
  computerId: first.computerId,
};

describe('[J10] a job that needs another one', () => {
  test.each(['failed', 'expired', 'cancelled', 'aborted', 'incompatible'] as const)(
    'is aborted after %s',
    (state) => {
      expect(mustAbort(second, { ...first, state })).toBe(true);
    },
  );

  test.each(['succeeded', 'alreadyInstalled', 'waiting', 'executing'] as const)(
    'goes on after %s',
    (state) => {
      expect(mustAbort(second, { ...first, state })).toBe(false);
    },
  );

  test.each([
    ['that needs another one', { dependsOn: [3] }],
    ['of another computer', { computerId: aJob().computerId }],
    ['of another container', { containerId: aJob().containerId }],
    ['that has been handed over', { state: 'pushed' as const }],
  ])('a job %s goes on', (_, other) => {
    expect(mustAbort({ ...second, ...other }, first)).toBe(false);
  });

  test('says why, and owes the same to those that need it', () => {
    const aborted = changed(abort({ ...second, hasFollowers: true }, 'library 1 did not succeed.', THEN));
    expect(aborted).toMatchObject({
      state: 'aborted',
      ended: { reason: 'previousJobFailed', detail: 'library 1 did not succeed.' },
      owed: ['abortFollowers', 'settleContainer'],
    });
    expect(abort(aborted, 'again', THEN)).toEqual({ outcome: 'known' });
    expect(abort(anExecutingJob(), 'too late', THEN)).toEqual({
      outcome: 'refused',
      code: 'illegalTransition',
    });
  });

  test('is owed in the write that ends the job without success, and only where somebody follows', () => {
    const executing = anExecutingJob({ hasFollowers: true });
    expect(changed(recordReport(executing, failed(1), later(1))).owed).toContain('abortFollowers');
    expect(changed(recordReport(executing, succeeded(1), later(1))).owed).not.toContain('abortFollowers');
    expect(changed(requestCancel({ ...second, hasFollowers: true }, 'admin', later(1))).owed).toContain(
      'abortFollowers',
    );
    expect(changed(requestCancel(second, 'admin', later(1))).owed).not.toContain('abortFollowers');
  });
});

test.each([
  ['replacesOthers', 'install', true],
  ['replacesOthers', 'uninstall', false],
  ['uninstallOthers', 'install', false],
  ['keepsOthers', 'install', false],
] as const)('[J11] %s, %s: the other versions go with the success: %s', (upgradeBehaviour, action, goes) => {
  const job = anExecutingJob({ upgradeBehaviour, action });
  expect(changed(recordReport(job, succeeded(1), later(1))).owed.includes('removeOtherVersions')).toBe(goes);
  expect(changed(recordReport(job, failed(1), later(1))).owed).not.toContain('removeOtherVersions');
});
