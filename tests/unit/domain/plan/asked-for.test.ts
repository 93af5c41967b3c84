import { describe, expect, test } from 'vitest';
import { AskedForAgain } from '#domain/plan/asked-for.ts';
import type { Job } from '#domain/job.ts';
import type { JobReason } from '#protocol/plan.ts';
import { aJob, anId } from '#tests/support/builders.ts';

const [ada, bob, editor, viewer, library, old] = [anId(), anId(), anId(), anId(), anId(), anId()];
const chosen: JobReason = { kind: 'chosen' };
const needed: JobReason = {
  kind: 'dependencyOf',
  package: { packageId: editor, name: 'editor', version: '2' },
};
const madeRoom: JobReason = { ...needed, kind: 'otherVersionInstalled' };
const job = (given: Partial<Job>) => aJob({ computerId: ada, computerName: 'ada', ...given });

function again(part: 'all' | 'failed', jobs: Job[]) {
  const asked = new AskedForAgain(part);
  for (const one of jobs) asked.take(one);
  const { action, computers, packageIds } = asked.whole;
  return { action, computers: computers.map(({ name }) => name), packageIds };
}

describe('[P10] what is deployed again', () => {
  const room = job({ packageId: old, action: 'uninstall', reasons: [madeRoom], state: 'expired' });
  const dependency = job({ packageId: library, reasons: [needed], state: 'succeeded' });
  const expired = job({ packageId: editor, reasons: [chosen, { ...needed, kind: 'keepsVersion' }] });
  const onBob = job({ computerId: bob, computerName: 'bob', packageId: viewer, reasons: [chosen] });

  test('is what was chosen, whatever the planner has put before it', () => {
    expect(again('all', [room, dependency, expired, onBob, { ...onBob, packageId: editor }])).toEqual({
      action: 'install',
      computers: ['ada', 'bob'],
      packageIds: [editor, viewer],
    });
  });

  test('of what failed, only where and what', () => {
    const jobs = [room, { ...expired, state: 'expired' as const }, { ...onBob, state: 'succeeded' as const }];
    expect(again('failed', jobs)).toEqual({ action: 'install', computers: ['ada'], packageIds: [editor] });
    const cancelled = { ...onBob, state: 'cancelled' as const };
    expect(again('failed', [...jobs, cancelled]).computers).toEqual(['ada']);
  });

  test('of what was only added and failed, what it was chosen for', () => {
    const failed = { ...dependency, state: 'failed' as const };
    expect(again('failed', [failed, { ...expired, state: 'cancelled' }])).toEqual({
      action: 'install',
      computers: ['ada'],
      packageIds: [editor],
    });
  });

  test('is uninstalled where that was chosen; jobs without a reason are from before there was a planner', () => {
    const uninstall = job({ packageId: old, action: 'uninstall', reasons: [] });
    expect(again('all', [uninstall])).toEqual({
      action: 'uninstall',
      computers: ['ada'],
      packageIds: [old],
    });
  });
});
