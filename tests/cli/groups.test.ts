import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aComputer } from '#tests/support/builders.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { temporaryFolder } from '#tests/support/processes.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { type RemoteScene, setRemoteScene } from './remote-scene.ts';

let scene: RemoteScene;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  scene = await setRemoteScene();
  folder = await temporaryFolder('cli-groups');
  const { commands } = scene.hub.hub;
  const site = await commands.createGroup(ADMIN, { of: 'computers', name: 'Berlin' });
  const other = await commands.createGroup(ADMIN, { of: 'computers', name: 'Bonn' });
  for (const [parentId, name, computers] of [
    [site.id, 'Lab', ['lab-1', 'lab-2']],
    [other.id, 'Lab', ['bonn-1']],
    [site.id, 'Tills', ['till-1', 'till-2', 'till-3']],
  ] as const) {
    const group = await commands.createGroup(ADMIN, { of: 'computers', name, parentId });
    for (const computer of computers)
      await scene.hub.context.store.computers.insert(aComputer({ name: computer }));
    await commands.addComputersByName(ADMIN, { groupId: group.id, names: computers.join('\n') });
  }
  const basics = await commands.createGroup(ADMIN, { of: 'packages', name: 'Basics' });
  const [runtime, editor] = [
    await givenPackage(scene.hub, { familyName: 'Runtime' }),
    await givenPackage(scene.hub, { familyName: 'Editor' }),
  ];
  await commands.setPackageGroup(ADMIN, { groupId: basics.id, packageIds: [editor.id, runtime.id] });
});
afterAll(async () => {
  await scene.dispose();
  await folder.dispose();
});

const planned = async (words: string[]) => {
  const { exitCode, answer, remark } = await scene.run(['deploy', ...words, '--dry-run', '--json']);
  expect(exitCode, remark).toBe(0);
  const { computers } = JSON.parse(answer) as {
    computers: { computerName: string; jobs: { packageName: string }[] }[];
  };
  return computers.map(({ computerName, jobs }) => [computerName, ...jobs.map((job) => job.packageName)]);
};

it('deploy takes groups of computers and of packages, beside what is named', async () => {
  expect(await planned(['--package-group', 'basics', '--computer-group', 'Tills'])).toEqual(
    ['till-1', 'till-2', 'till-3'].map((name) => [name, 'Editor', 'Runtime']),
  );
  expect(
    await planned(['--package', 'Runtime', '--computer', 'bonn-1', '--computer-group', 'berlin/LAB']),
  ).toEqual(['bonn-1', 'lab-1', 'lab-2'].map((name) => [name, 'Runtime']));
  // A site means its rooms, too.
  expect(await planned(['--package', 'Runtime', '--computer-group', 'Berlin'])).toHaveLength(5);
  const file = join(folder.path, 'list.txt');
  await writeFile(file, '# tills\ntill-3\n\nbonn-1\n');
  expect(
    (await planned(['--package', 'Runtime', '--computers-file', file, '--computer-group', 'Bonn'])).length,
  ).toBe(2);
});

it('what is created is named after its groups', async () => {
  const words = ['deploy', '--package-group', 'Basics', '--computer-group', 'Bonn', '--paused'];
  const { answers } = await scene.run(words);
  expect(answers[0]).toMatch(/^"Basics": 2 jobs in job container /);
});

it.each([
  [['--package', 'Runtime'], /Which computers\?.*--computer-group/],
  [['--computer', 'till-1'], /Which packages\?.*--package-group/],
  [['--package', 'Runtime', '--computer-group', 'Lab'], /more than one group.*Berlin\/Lab, Bonn\/Lab/],
  [['--package', 'Runtime', '--computer-group', 'Rome'], /no group of computers "Rome".*Berlin, Berlin\/Lab/],
  [['--package-group', 'Rome', '--computer', 'till-1'], /no group of packages "Rome".*Basics/],
])('%j is wrong usage', async (words, said) => {
  const told = await scene.run(['deploy', ...words]);
  expect(told.exitCode).toBe(2);
  expect(told.remark).toMatch(said);
});

it('computers of a group are listed with those of all below it', async () => {
  const names = async (group: string) => {
    const { answer } = await scene.run(['computers', '--group', group, '--json']);
    return (JSON.parse(answer) as { rows: { name: string }[] }).rows.map(({ name }) => name);
  };
  expect(await names('Bonn')).toEqual(['bonn-1']);
  expect(await names('berlin')).toEqual(['lab-1', 'lab-2', 'till-1', 'till-2', 'till-3']);
  expect(await scene.run(['computers', '--group', 'Rome'])).toMatchObject({ exitCode: 2 });
});
