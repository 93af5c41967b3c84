import { describe, expect, test } from 'vitest';
import type { Package } from '#domain/entities.ts';
import { withoutProcedure } from '#domain/plan/planned-job.ts';
import { reasonSentence } from '#protocol/plan.ts';
import { anId } from '#tests/support/builders.ts';
import { inShort, kept, planOf } from './fleet.ts';

const library = kept({ familyName: 'library' });
const editor = kept({ familyName: 'editor', dependencies: [library.id] });
const viewer = kept({ familyName: 'viewer' });
const wordsOf = (job: ReturnType<typeof planOf>[number] | undefined) => job?.reasons.map(reasonSentence);

describe('what is needed', () => {
  test('[P1] one job for each chosen package, in the chosen order', () => {
    expect(inShort(planOf({ chosen: [viewer, library] }))).toEqual([
      'install viewer 1.0.0',
      'install library 1.0.0',
    ]);
  });

  test('[P1] comes first, recursively, each once, and says for whom', () => {
    const base = kept({ familyName: 'base' });
    const left = kept({ familyName: 'left', dependencies: [base.id] });
    const right = kept({ familyName: 'right', dependencies: [base.id] });
    const top = kept({ familyName: 'top', dependencies: [left.id, right.id] });
    const jobs = planOf({ chosen: [top, right], known: [base, left] });
    expect(inShort(jobs)).toEqual(['base', 'left', 'right', 'top'].map((name) => `install ${name} 1.0.0`));
    expect(jobs.map((job) => job.dependsOn)).toEqual([[], [1], [1], [2, 3]]);
    expect(wordsOf(jobs[0])).toEqual(['Needed by left 1.0.0.', 'Needed by right 1.0.0.']);
    expect(wordsOf(jobs[2])).toEqual(['Chosen.', 'Needed by top 1.0.0.']);
  });

  test('[P1] adds no job where it is installed, and nothing waits for it', () => {
    const jobs = planOf({ chosen: [editor], present: [library] });
    expect(inShort(jobs)).toEqual(['install editor 1.0.0']);
    expect(jobs[0]?.dependsOn).toEqual([]);
  });

  test('[P2] is installed again only when it is chosen itself', () => {
    const force = { forceReinstall: true };
    expect(inShort(planOf({ chosen: [editor], present: [library], request: force }))).toEqual([
      'install editor 1.0.0',
    ]);
    const both = planOf({ chosen: [editor, library], present: [library], request: force });
    expect(inShort(both)).toEqual(['install library 1.0.0', 'install editor 1.0.0']);
  });

  test('[P7] a circle that should not exist ends', () => {
    const [one, other] = [anId(), anId()];
    const chosen = [kept({ id: one, familyName: 'one', dependencies: [other] })];
    const known = [kept({ id: other, familyName: 'other', dependencies: [one] })];
    expect(inShort(planOf({ chosen, known }))).toEqual(['install other 1.0.0', 'install one 1.0.0']);
  });
});

describe('what is installed', () => {
  test.each([
    [false, 'install viewer 1.0.0: alreadyInstalled', 'Installed already.'],
    [true, 'install viewer 1.0.0', 'Installed already; installed again as you asked.'],
  ])('[P2] forced: %s', (forceReinstall, short, words) => {
    const jobs = planOf({ chosen: [viewer], present: [viewer], request: { forceReinstall } });
    expect(inShort(jobs)).toEqual([short]);
    expect(wordsOf(jobs[0])).toEqual(['Chosen.', words]);
  });

  test('[P3] is uninstalled, and only that: without what it needs, whether it fits or not', () => {
    const misfit = { ...editor, compatibleSystems: [{ family: 'windows' as const, architectures: [] }] };
    const request = { action: 'uninstall' as const };
    expect(inShort(planOf({ chosen: [viewer, misfit], present: [misfit], request }))).toEqual([
      'uninstall editor 1.0.0',
    ]);
    expect(planOf({ chosen: [viewer], request })).toEqual([]);
  });
});

describe('what does not fit', () => {
  const forWindows = kept({
    familyName: 'tool',
    compatibleSystems: [{ family: 'windows', minVersion: '10', architectures: ['x64', 'arm64'] }],
  });

  test('[P6] is incompatible and says why', () => {
    const jobs = planOf({ chosen: [forWindows] });
    expect(inShort(jobs)).toEqual(['install tool 1.0.0: incompatible']);
    expect(wordsOf(jobs[0])).toEqual([
      'Chosen.',
      'It is made for Windows from 10 on x64 or arm64; this computer runs Debian GNU/Linux 12 (x64).',
    ]);
  });

  test('[P6] takes what needs it along, and nothing else is installed for its sake', () => {
    const user = kept({ familyName: 'user', dependencies: [library.id, forWindows.id] });
    const jobs = planOf({ chosen: [user, viewer], known: [library, forWindows] });
    expect(inShort(jobs)).toEqual([
      'install tool 1.0.0: incompatible',
      'install user 1.0.0: incompatible',
      'install viewer 1.0.0',
    ]);
    expect(wordsOf(jobs[1])).toEqual(['Chosen.', 'It needs tool 1.0.0, which does not fit this computer.']);
  });

  test('[P6] uninstalls nothing to make room', () => {
    const older = kept({ familyId: forWindows.familyId, familyName: 'tool', version: '0.9' });
    expect(inShort(planOf({ chosen: [forWindows], present: [older] }))).toEqual([
      'install tool 1.0.0: incompatible',
    ]);
  });

  test('[P6] what is needed and installed need not fit', () => {
    const user = kept({ familyName: 'user', dependencies: [forWindows.id] });
    expect(inShort(planOf({ chosen: [user], present: [forWindows] }))).toEqual(['install user 1.0.0']);
  });

  test('[P2] [P6] what is installed already is that, and not incompatible', () => {
    expect(inShort(planOf({ chosen: [forWindows], present: [forWindows] }))).toEqual([
      'install tool 1.0.0: alreadyInstalled',
    ]);
  });
});

describe('other versions of the family', () => {
  const old = kept({ familyName: 'browser', version: '1' });
  const older = kept({ familyId: old.familyId, familyName: 'browser', version: '0.5' });
  const next = kept({ familyId: old.familyId, familyName: 'browser', version: '2' });

  test('[P8] uninstallOthers: all of them go first, and the installation waits for that', () => {
    const jobs = planOf({ chosen: [next], present: [older, old] });
    expect(inShort(jobs)).toEqual(['uninstall browser 1', 'uninstall browser 0.5', 'install browser 2']);
    expect(jobs[2]?.dependsOn).toEqual([1, 2]);
    expect(wordsOf(jobs[0])).toEqual(['Uninstalled to make room for browser 2.']);
  });

  test('[P8] uninstallOthers, but not automatically: they stay, and it says so', () => {
    const jobs = planOf({ chosen: [next], present: [old], request: { uninstallOtherVersions: false } });
    expect(inShort(jobs)).toEqual(['install browser 2']);
    expect(wordsOf(jobs[0])).toEqual(['Chosen.', 'browser 1 stays installed beside it.']);
  });

  test.each([
    ['replacesOthers', 'Replaces browser 1.'],
    ['keepsOthers', 'browser 1 stays installed beside it.'],
  ] as const)('[P8] %s: no job', (upgradeBehaviour, words) => {
    const jobs = planOf({ chosen: [{ ...next, upgradeBehaviour }], present: [old] });
    expect(inShort(jobs)).toEqual(['install browser 2']);
    expect(wordsOf(jobs[0])).toEqual(['Chosen.', words]);
  });

  test('[P8] counts what this plan installs: two versions of one family, one after the other', () => {
    expect(inShort(planOf({ chosen: [old, next] }))).toEqual([
      'install browser 1',
      'uninstall browser 1',
      'install browser 2',
    ]);
  });

  test('[P8] a version that is needed makes room too', () => {
    const user = kept({ familyName: 'user', dependencies: [next.id] });
    const jobs = planOf({ chosen: [user], known: [next], present: [old] });
    expect(inShort(jobs)).toEqual(['uninstall browser 1', 'install browser 2', 'install user 1.0.0']);
    expect(jobs.map((job) => job.dependsOn)).toEqual([[], [1], [2]]);
  });

  test('[P4] the job that lacks its procedure is found, also one that makes room', () => {
    const silent: Package = {
      ...old,
      uninstall: { procedure: ' \n\t', successCodes: [0], joiner: 'script' },
    };
    const jobs = planOf({ chosen: [next], present: [silent] });
    expect(withoutProcedure(jobs)?.package.id).toBe(silent.id);
    expect(withoutProcedure(planOf({ chosen: [silent] }))).toBeUndefined();
    expect(withoutProcedure(planOf({ chosen: [silent], present: [silent] }))).toBeUndefined();
  });
});
