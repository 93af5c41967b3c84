import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drift } from '#protocol/drift.ts';
import type { JobView } from '#protocol/views/container.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { HubWithAgents, type RealAgent } from '#tests/support/hub-with-agents.ts';
import { ADMIN } from '#tests/support/test-hub.ts';

/** What the rules of packages come to on a real agent: real shells, real archives, a real list of software. */
let scene: HubWithAgents;
let agent: RealAgent;
beforeAll(async () => {
  scene = await HubWithAgents.start();
  // Where dpkg-query of this agent looks: what it lists is what is written there.
  await mkdir(scene.at('dpkg', 'updates'), { recursive: true });
  await mkdir(scene.at('dpkg', 'info'));
  await writeFile(scene.at('dpkg', 'status'), entryOf('base', '1'));
  agent = await scene.enrol('real', { DPKG_ADMINDIR: scene.at('dpkg') });
});
afterAll(() => scene.dispose());

const entryOf = (name: string, version: string) =>
  [
    `Package: ${name}`,
    'Status: install ok installed',
    'Maintainer: somebody <somebody@example.org>',
    'Architecture: all',
    `Version: ${version}`,
    'Description: of a test',
    '',
    '',
  ].join('\n');
const given = (wish: Parameters<typeof givenPackage>[1]) => givenPackage(scene.hub, wish);
const start = (one: PackageView, wish: Partial<Parameters<typeof deploy>[1]> = {}) =>
  deploy(scene.hub, { computerId: agent.computerId, packageId: one.id, ...wish });
/** Until it has ended, however it has. */
async function carriedOut(
  one: PackageView,
  wish: Partial<Parameters<typeof deploy>[1]> = {},
): Promise<JobView> {
  const { id } = await start(one, wish);
  return scene.once(id, ({ state }) => ['succeeded', 'failed', 'cancelled'].includes(state));
}
const records = async () =>
  (await scene.hub.hub.queries.installationsOfComputer(ADMIN, agent.computerId)).map(
    (row) => `${row.packageName} ${row.packageVersion}`,
  );
const onDisk = (one: PackageView) =>
  existsSync(join(scene.hub.dataDirectory, 'content', `${one.content?.sha256 ?? ''}.zip`));
const remove = (one: PackageView) =>
  scene.hub.hub.commands.deletePackage(ADMIN, {
    packageId: one.id,
    confirmName: `${one.familyName} ${one.version}`,
  });

describe('[M1] the lines of a procedure, in a real shell', () => {
  it('each must succeed: the first that fails is the last, with its exit code', async () => {
    const one = await given({
      installProcedure: '# first\necho one\nfalse || echo two\n(exit 7)\necho never',
      installJoiner: 'all',
    });
    const job = await carriedOut(one);
    expect(job).toMatchObject({ state: 'failed', exitCode: 7, reason: 'exitCodeNotAccepted' });
    expect(await scene.output(job.id)).toBe('one\ntwo\n');
  });

  it('every line runs: the exit code of the last counts', async () => {
    const one = await given({ installProcedure: 'echo one\n(exit 7)\necho last', installJoiner: 'any' });
    const job = await carriedOut(one);
    expect(job).toMatchObject({ state: 'succeeded', exitCode: 0 });
    expect(await scene.output(job.id)).toBe('one\nlast\n');
  });

  it('as a script they are one text, and its exit code is what it says', async () => {
    const installProcedure = 'for word in one two\ndo\n  echo "$word"\ndone\nexit 3';
    const one = await given({ installProcedure, installJoiner: 'script', installSuccessCodes: [3] });
    const job = await carriedOut(one);
    expect(job).toMatchObject({ state: 'succeeded', exitCode: 3 });
    expect(await scene.output(job.id)).toBe('one\ntwo\n');
  });
});

describe('an uninstallation', () => {
  it('has the files where the package says that it needs them, and an empty folder where it does not', async () => {
    const file = { name: 'remove.sh', text: 'echo "removed by $REVEILLE_PACKAGE itself"\n' };
    const shared = { file, uninstallProcedure: 'ls; [ ! -e remove.sh ] || sh remove.sh' };
    const needs = await given({ familyName: 'Needs its files', ...shared, uninstallNeedsContent: true });
    const bare = await given({ familyName: 'Needs none', ...shared });
    for (const [one, output] of [
      [needs, 'remove.sh\nremoved by Needs its files itself\n'],
      [bare, ''],
    ] as const) {
      await carriedOut(one);
      expect(await records()).toContain(`${one.familyName} 1.0`);
      const job = await carriedOut(one, { action: 'uninstall' });
      expect(job).toMatchObject({ action: 'uninstall', state: 'succeeded' });
      expect(await scene.output(job.id)).toBe(output);
      expect(await records()).not.toContain(`${one.familyName} 1.0`);
    }
  });
});

describe('[P1] what a package needs', () => {
  it('is executed before it, recursively, one after the other; what is there already is not', async () => {
    const file = scene.at('order');
    const needing = (familyName: string, ...dependencies: string[]) =>
      given({ familyName, dependencies, installProcedure: `echo ${familyName} >> '${file}'` });
    const ground = await needing('ground');
    const walls = await needing('walls', ground.id);
    const roof = await needing('roof', walls.id, ground.id);
    const window = await needing('window', walls.id);
    const container = await scene.hub.hub.commands.createContainer(ADMIN, {
      name: 'house',
      computerIds: [agent.computerId],
      packageIds: [roof.id],
    });
    const { jobs } = await scene.hub.hub.queries.jobsOfContainer(ADMIN, container.id);
    for (const { id } of jobs) await scene.once(id, 'succeeded');
    expect(await scene.lines('order')).toEqual(['ground', 'walls', 'roof']);
    await carriedOut(window);
    expect(await scene.lines('order')).toEqual(['ground', 'walls', 'roof', 'window']);
  });
});

describe('[J11] a version that replaces the others', () => {
  it('takes their records away with its own success, and with nothing less', async () => {
    const old = await given({ familyName: 'Replaced', version: '1.0' });
    const failing = await given({
      familyName: 'Replaced',
      version: '1.5',
      upgradeBehaviour: 'replacesOthers',
      installProcedure: 'exit 1',
    });
    const next = await given({
      familyName: 'Replaced',
      version: '2.0',
      upgradeBehaviour: 'replacesOthers',
      installProcedure: 'echo replaced',
    });
    await carriedOut(old);
    expect(await carriedOut(failing)).toMatchObject({ state: 'failed' });
    expect(await records()).toContain('Replaced 1.0');
    const job = await carriedOut(next);
    const { jobs } = await scene.hub.hub.queries.jobsOfContainer(ADMIN, job.containerId);
    expect(jobs).toHaveLength(1);
    await eventually(records, (found) => !found.includes('Replaced 1.0'));
    expect((await records()).filter((name) => name.startsWith('Replaced'))).toEqual(['Replaced 2.0']);
  });
});

describe('[I1] [I4] what dpkg lists on a real computer', () => {
  it('confirms an installation, and says when it is another version or gone', async () => {
    const status = scene.at('dpkg', 'status');
    const written = scene.at('entry');
    await writeFile(written, entryOf('ledger', '1.4'));
    const one = await given({
      familyName: 'Ledger',
      version: '1.4',
      softwareMatch: { namePattern: 'ledger' },
      installProcedure: `cat '${written}' >> '${status}'`,
    });
    const driftOnce = (fits: (drift: Drift) => boolean) =>
      eventually(async () => {
        const rows = await scene.hub.hub.queries.installationsOfComputer(ADMIN, agent.computerId);
        return rows.find((row) => row.packageId === one.id)?.drift ?? { state: 'unknown' as const };
      }, fits);
    expect(await carriedOut(one)).toMatchObject({ state: 'succeeded' });
    await driftOnce(({ state }) => state === 'ok');

    // Somebody updates it by hand, then removes it. The agent looks again after every job.
    const other = await given({ installProcedure: 'true' });
    await writeFile(status, entryOf('base', '1') + entryOf('ledger', '2.0'));
    await carriedOut(other);
    expect(await driftOnce(({ state }) => state === 'otherVersion')).toEqual({
      state: 'otherVersion',
      found: '2.0',
    });
    await writeFile(status, entryOf('base', '1'));
    await carriedOut(other, { forceReinstall: true });
    await driftOnce(({ state }) => state === 'missing');

    // Where the list cannot be read any more, nothing new is claimed: what was known last stays.
    await writeFile(status, 'this is no database of packages\n');
    await carriedOut(other, { forceReinstall: true });
    await carriedOut(one, { forceReinstall: true });
    await driftOnce(({ state }) => state === 'unknown');
    await writeFile(status, entryOf('base', '1') + entryOf('ledger', '1.4'));
    await carriedOut(other, { forceReinstall: true });
    await driftOnce(({ state }) => state === 'ok');
  });
});

describe('[M5] [M7] deleting a package', () => {
  it('waits until what a real agent executes has ended', async () => {
    const one = await given({ familyName: 'Executing', installProcedure: scene.gate('execution may end') });
    const { id } = await start(one);
    await scene.once(id, 'executing');
    await expect(remove(one)).rejects.toMatchObject({
      code: 'packageInUse',
      fields: [{ path: 'executing', message: '1 job of it executes now and must end first.' }],
    });
    expect(await scene.hub.hub.queries.job(ADMIN, id)).not.toHaveProperty('cancelRequested');
    await scene.open('execution may end');
    await scene.once(id, 'succeeded');
    expect(await records()).toContain('Executing 1.0');
    await remove(one);
    expect(await records()).not.toContain('Executing 1.0');
  });

  it('waits until a real agent has given back what it holds, and frees its files then', async () => {
    const one = await given({ familyName: 'Held', file: { name: 'a.txt', text: 'never arrives' } });
    const release = scene.holdDownloads();
    const { id } = await start(one);
    await scene.once(id, 'downloading');
    // The line is cut, so that it cannot confirm at once.
    agent.wire.hold();
    agent.wire.cut();
    await expect(remove(one)).rejects.toMatchObject({
      code: 'packageInUse',
      fields: [{ path: 'held', message: '1 job of it is with an agent, not begun.' }],
    });
    expect(onDisk(one)).toBe(true);
    // It was asked back; the agent, in the midst of its download, confirms as soon as it can.
    agent.wire.mend();
    await scene.once(id, 'cancelled');
    await remove(one);
    expect(onDisk(one)).toBe(false);
    release();
  });

  it('leaves files that another package uses, also while a real agent downloads them', async () => {
    const one = await given({
      familyName: 'Shared',
      file: { name: 'a.txt', text: 'shared by two' },
      installProcedure: 'cat a.txt',
    });
    const copy = await scene.hub.hub.commands.copyPackage(ADMIN, { packageId: one.id, version: '2.0' });
    const release = scene.holdDownloads();
    const { id } = await start(one);
    await scene.once(id, 'downloading');
    await remove(copy);
    expect(onDisk(one)).toBe(true);
    release();
    await scene.once(id, 'succeeded');
    expect(await scene.output(id)).toBe('shared by two');
    await remove(one);
    expect(onDisk(one)).toBe(false);
  });
});
