import { describe, expect, test } from 'vitest';
import type { Package } from '#domain/entities.ts';
import { countStates, makeJob, type ContainerFacts } from '#domain/plan/make-job.ts';
import { plan, withoutProcedure, type PlanRequest } from '#domain/plan/planned-job.ts';
import { anId, aPackage, THEN } from '#tests/support/builders.ts';
import { frozen, later } from './events.ts';

const [ada, bob] = [
  { id: anId(), name: 'ada' },
  { id: anId(), name: 'bob' },
];
const editor: Package = { ...aPackage({ familyName: 'editor' }), revision: 1 };
const viewer: Package = { ...aPackage({ familyName: 'viewer' }), revision: 1 };
const on = (computer: { id: string }, installed: Package) => ({
  computerId: computer.id,
  packageId: installed.id,
});
const request = (given: Partial<PlanRequest> = {}): PlanRequest => ({
  action: 'install',
  forceReinstall: false,
  computers: [ada, bob],
  packages: [editor, viewer],
  installations: [],
  ...given,
});
const planned = (given: Partial<PlanRequest>) =>
  plan(frozen(request(given))).map((job) => `${job.computer.name} ${job.package.familyName} ${job.state}`);

describe('which jobs there are', () => {
  test('[P1] one for each package on each computer, in the chosen order', () => {
    expect(planned({ computers: [bob, ada], packages: [viewer, editor] })).toEqual([
      'bob viewer waiting',
      'bob editor waiting',
      'ada viewer waiting',
      'ada editor waiting',
    ]);
  });

  test.each([
    ['is shown as such', false, 'alreadyInstalled'],
    ['is installed again when forced', true, 'waiting'],
  ])('[P2] what is installed there already %s; elsewhere it is installed', (_, forceReinstall, state) => {
    const installations = [on(ada, editor), { computerId: bob.id, packageId: anId() }];
    expect(planned({ forceReinstall, packages: [editor], installations })).toEqual([
      `ada editor ${state}`,
      'bob editor waiting',
    ]);
  });

  test.each([false, true])(
    '[P3] an uninstallation only where it is installed (forced: %s)',
    (forceReinstall) => {
      const installations = [on(ada, viewer), on(bob, editor)];
      expect(planned({ action: 'uninstall', forceReinstall, installations })).toEqual([
        'ada viewer waiting',
        'bob editor waiting',
      ]);
      expect(planned({ action: 'uninstall' })).toEqual([]);
    },
  );

  test('[P4] a package without a procedure for the action is named, blank ones too', () => {
    const silent = { ...editor, uninstall: { procedure: ' \n\t', successCodes: [0] } };
    expect(withoutProcedure({ action: 'uninstall', packages: [silent, viewer] })).toEqual([silent]);
    expect(withoutProcedure({ action: 'install', packages: [silent, viewer] })).toEqual([]);
  });
});

describe('what a job holds', () => {
  const content = { sha256: 'a'.repeat(64), bytes: 42, fileName: 'editor.zip', files: 3 };
  const source: Package = {
    ...editor,
    version: '2.1',
    content,
    install: { procedure: 'setup', successCodes: [0, 3010] },
    uninstall: { procedure: 'remove', successCodes: [] },
    timeLimitSeconds: 60,
  };
  const container: ContainerFacts = {
    id: anId(),
    name: 'monday',
    priority: 7,
    startAt: later(10_000),
    createdAt: THEN,
    createdBy: 'anna',
  };
  const make = (given: {
    from?: Package;
    action?: 'install' | 'uninstall';
    container?: Partial<ContainerFacts>;
  }) =>
    makeJob(
      { computer: ada, package: given.from ?? source, action: given.action ?? 'install', state: 'waiting' },
      { container: { ...container, ...given.container }, id: 'd'.repeat(24), sequence: 3 },
    );

  test('[P5] everything its execution needs, and its place in the queue', () => {
    expect(make({})).toEqual({
      id: 'd'.repeat(24),
      sequence: 3,
      containerId: container.id,
      containerName: 'monday',
      computerId: ada.id,
      computerName: 'ada',
      packageId: source.id,
      familyId: source.familyId,
      packageName: 'editor',
      packageVersion: '2.1',
      action: 'install',
      state: 'waiting',
      priority: 7,
      containerCreatedAt: THEN,
      dueAt: later(10_000),
      procedure: 'setup',
      successCodes: [0, 3010],
      timeLimitSeconds: 60,
      content: { sha256: content.sha256, bytes: 42 },
      lastAttemptNumber: 0,
      owed: [],
      createdBy: 'anna',
      createdAt: THEN,
      revision: 1,
    });
  });

  test('[P5] editing the package later changes nothing in the job', () => {
    const edited = structuredClone(source);
    const job = make({ from: edited });
    const before = structuredClone(job);
    edited.install.procedure = 'other';
    edited.install.successCodes.push(1);
    edited.timeLimitSeconds = 1;
    if (edited.content !== undefined) edited.content.sha256 = 'b'.repeat(64);
    expect(job).toEqual(before);
  });

  test('[P5] an uninstallation takes its own procedure and codes', () => {
    expect(make({ action: 'uninstall' })).toMatchObject({ procedure: 'remove', successCodes: [] });
  });

  test.each([
    ['an installation', 'install', false, true],
    ['an uninstallation that needs none', 'uninstall', false, false],
    ['an uninstallation that needs it', 'uninstall', true, true],
  ] as const)('[P5] %s: content or none', (_, action, uninstallNeedsContent, has) => {
    expect('content' in make({ from: { ...source, uninstallNeedsContent }, action })).toBe(has);
  });

  test('[P5] a package without content makes jobs without content', () => {
    expect(make({ from: editor })).not.toHaveProperty('content');
  });

  test('[E1] a start date that lies before the creation is due at the creation', () => {
    expect(make({ container: { startAt: later(-5_000) } }).dueAt).toEqual(THEN);
  });
});

test('[C1] a container starts with the counts of its jobs, states without any left out', () => {
  expect(countStates([{ state: 'waiting' }, { state: 'alreadyInstalled' }, { state: 'waiting' }])).toEqual({
    waiting: 2,
    alreadyInstalled: 1,
  });
});
