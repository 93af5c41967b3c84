import { describe, expect, test } from 'vitest';
import type { Package } from '#domain/entities.ts';
import { countStates, makeJobs, type ContainerFacts } from '#domain/plan/make-job.ts';
import type { PlannedJob } from '#domain/plan/planned-job.ts';
import { anId, aPackage, THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';

const ada = { id: anId(), name: 'ada' };
const editor: Package = { ...aPackage({ familyName: 'editor' }), revision: 1 };

describe('what a job holds', () => {
  const content = { sha256: 'a'.repeat(64), bytes: 42, fileName: 'editor.zip', files: 3 };
  const source: Package = {
    ...editor,
    version: '2.1',
    content,
    install: { procedure: 'setup', successCodes: [0, 3010], joiner: 'script' },
    uninstall: { procedure: 'remove', successCodes: [], joiner: 'script' },
    timeLimitSeconds: 60,
    upgradeBehaviour: 'replacesOthers',
    postAction: 'restart',
  };
  const container: ContainerFacts = {
    id: anId(),
    name: 'monday',
    priority: 7,
    startAt: later(10_000),
    sequenceMode: 'continue',
    createdAt: THEN,
    createdBy: 'anna',
  };
  const planned = (given: Partial<PlannedJob> = {}): PlannedJob => ({
    package: source,
    action: 'install',
    state: 'waiting',
    reasons: [{ kind: 'chosen' }],
    dependsOn: [],
    ...given,
  });
  const makeAll = (jobs: PlannedJob[], given: Partial<ContainerFacts> = {}) =>
    makeJobs(jobs, {
      container: { ...container, ...given },
      computer: ada,
      after: 2,
      newId: () => 'd'.repeat(24),
    });
  const make = (given: {
    from?: Package;
    action?: 'install' | 'uninstall';
    container?: Partial<ContainerFacts>;
  }) => {
    const wanted = { package: given.from ?? source, action: given.action ?? 'install' };
    const [job] = makeAll([planned(wanted)], given.container);
    if (job === undefined) throw new Error('no job was made');
    return job;
  };

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
      upgradeBehaviour: 'replacesOthers',
      postAction: 'restart',
      reasons: [{ kind: 'chosen' }],
      dependsOn: [],
      hasFollowers: false,
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
    edited.postAction = 'shutdown';
    edited.upgradeBehaviour = 'keepsOthers';
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

  test('[J10] what comes first within the computer is named by its sequence in the container', () => {
    const jobs = makeAll([planned({ package: editor, action: 'uninstall' }), planned({ dependsOn: [1] })]);
    expect(
      jobs.map(({ sequence, dependsOn, hasFollowers }) => ({ sequence, dependsOn, hasFollowers })),
    ).toEqual([
      { sequence: 3, dependsOn: [], hasFollowers: true },
      { sequence: 4, dependsOn: [3], hasFollowers: false },
    ]);
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
