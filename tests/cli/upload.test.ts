import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#hub/clock.ts';
import { Refusal } from '#protocol/errors.ts';
import { PackageView } from '#protocol/views/package.ts';
import { archiveOf } from '#tests/content/uploads.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { temporaryFolder } from '#tests/support/processes.ts';
import { stretchWire, type Wire } from '#tests/support/tcp-proxy.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { type RemoteScene, setRemoteScene } from './remote-scene.ts';

let scene: RemoteScene;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let wire: Wire;
beforeAll(async () => {
  scene = await setRemoteScene();
  folder = await temporaryFolder('cli-upload');
  wire = await stretchWire(scene.hub.address);
});
afterAll(async () => {
  await wire.dispose();
  await scene.dispose();
  await folder.dispose();
});
const at = (...parts: string[]) => join(folder.path, ...parts);
const contents = async () =>
  (await readdir(join(scene.hub.dataDirectory, 'content'))).filter((name) => name.endsWith('.zip'));

/** A real Debian package in which nothing is but its control file. */
async function aDebianPackage(name: string, version: string): Promise<string> {
  const tree = at(`${name}-${version}`);
  await mkdir(join(tree, 'DEBIAN'), { recursive: true });
  const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: a <a@b.example>\nDescription: says hello\n`;
  await writeFile(join(tree, 'DEBIAN', 'control'), control);
  const file = at(`${name}_${version}_all.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Znone', tree, file], { stdio: 'ignore' });
  return file;
}
async function uploaded(words: string[]): Promise<PackageView> {
  const told = await scene.run(['package', 'upload', ...words, '--json']);
  expect(told.remarks.filter((line) => !/ says /.test(line))).toEqual([]);
  expect(told.exitCode).toBe(0);
  return PackageView.parse(JSON.parse(told.answer));
}

describe('a connection that breaks while a package is sent', () => {
  it('costs nothing of what has arrived: it goes on from there, however often', async () => {
    const archive = await archiveOf({
      path: 'large.bin',
      content: randomBytes(6 * 1024 * 1024).toString('hex'),
    });
    await writeFile(at('large.zip'), archive);
    const { commands } = scene.hub.hub;
    const take = commands.continueUpload.bind(commands);
    const offsets: number[] = [];
    // The wire is cut in the midst of the first three requests, whenever a megabyte has passed.
    commands.continueUpload = (actor, input, sent) => {
      offsets.push(input.offset);
      return take(actor, input, { ...sent, bytes: offsets.length > 3 ? sent.bytes : cutAfter(sent.bytes) });
    };
    async function* cutAfter(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      let passed = 0;
      for await (const chunk of bytes) {
        yield chunk;
        passed += chunk.length;
        if (passed > 1024 * 1024) wire.cut();
      }
    }
    const words = [
      'package',
      'upload',
      at('large.zip'),
      '--family',
      'Large',
      '--version',
      '1',
      '--install',
      'true',
    ];
    const told = await scene.run(words, { environment: { REVEILLE_HUB: wire.address } });
    commands.continueUpload = take;
    expect(told.exitCode).toBe(0);
    expect(offsets).toHaveLength(4);
    expect(offsets).toEqual(offsets.toSorted((one, other) => one - other));
    expect(new Set(offsets).size).toBe(4);
    expect(told.remark).toMatch(/The upload goes on when it is back\.[^]*The hub answers again/);
    const sha256 = createHash('sha256').update(archive).digest('hex');
    expect(told.answers[1]).toContain(sha256);
    expect(await readFile(join(scene.hub.dataDirectory, 'content', `${sha256}.zip`))).toEqual(archive);
  });

  it('does not go on for ever: a hub that stays away is said', async () => {
    await writeFile(at('small.txt'), 'small');
    const words = ['package', 'upload', at('small.txt'), '--family', 'Away', '--version', '1'];
    const { commands } = scene.hub.hub;
    const take = commands.continueUpload.bind(commands);
    let tries = 0;
    commands.continueUpload = () => {
      tries += 1;
      return Promise.reject(new Refusal('unavailable'));
    };
    // Nobody waits for the pauses between the tries; what limits a question is as long as it is.
    const hurried = {
      now: () => new Date(),
      after: (wait: number, action: () => void) =>
        wait < 60_000 ? hurry(action) : systemClock.after(wait, action),
    };
    const told = await scene.run(words, { clock: hurried });
    commands.continueUpload = take;
    expect(told).toMatchObject({ exitCode: 5, answers: [] });
    expect(told.remark).toContain('(unavailable)');
    expect(tries).toBe(20);
    expect(await scene.hub.hub.queries.packages(ADMIN, { search: 'Away' })).toEqual({ rows: [] });
  });
});

function hurry(action: () => void): () => void {
  const soon = setImmediate(action);
  return () => clearImmediate(soon);
}

describe('a .deb', () => {
  it('says what it is, how it is installed and how dpkg lists it; what was given stays', async () => {
    const file = await aDebianPackage('hello-there', '2.10-3');
    const told = await scene.run(['package', 'upload', file]);
    expect(told.remarks).toEqual([
      'hello-there_2.10-3_all.deb says the name, the version, the notes, how it is installed, how it is uninstalled, the system, how it is listed.',
    ]);
    expect(told.answers[0]).toMatch(/^hello-there 2\.10-3: package /);
    const { rows } = await scene.hub.hub.queries.packages(ADMIN, { search: 'hello-there' });
    expect(rows[0]).toMatchObject({
      notes: 'says hello',
      softwareMatch: { namePattern: 'hello-there' },
      compatibleSystems: [{ family: 'linux' }],
    });
    expect(rows[0]?.install.procedure).toContain('--install ./hello-there_2.10-3_all.deb');
    expect(rows[0]?.uninstall.procedure).toContain('dpkg --remove hello-there');

    const own = await uploaded([
      ...[file, '--family', 'Hello', '--version', '3', '--install', 'sh own.sh', '--success-codes', '0,7'],
    ]);
    expect(own).toMatchObject({
      familyName: 'Hello',
      version: '3',
      install: { procedure: 'sh own.sh', successCodes: [0, 7] },
      // dpkg lists it in its own version all the same.
      softwareMatch: { namePattern: 'hello-there', versionPattern: '2.10-3' },
    });
  });

  it('beside other files says nothing, and what is missing is said before anything is sent', async () => {
    const file = await aDebianPackage('silent', '1');
    await writeFile(at('other.txt'), 'other');
    const before = await contents();
    const told = await scene.run(['package', 'upload', file, at('other.txt'), '--family', 'Two files']);
    expect(told).toMatchObject({
      exitCode: 2,
      remark: expect.stringContaining('Give --version VERSION') as string,
    });
    expect(await contents()).toEqual(before);
  });
});

describe('options of an upload', () => {
  it('say how lines are joined, and how the system lists the package', async () => {
    await writeFile(at('a.txt'), 'a');
    const named = ['--family', 'Joined', '--version', '1', '--install', 'true\ntrue', '--joiner', 'all'];
    const made = await uploaded([
      at('a.txt'),
      ...named,
      '--software-name',
      'joined*',
      '--software-version',
      '1.*',
    ]);
    expect(made).toMatchObject({
      install: { joiner: 'all' },
      uninstall: { joiner: 'all' },
      softwareMatch: { namePattern: 'joined*', versionPattern: '1.*' },
    });
    const alone = await scene.run(['package', 'upload', at('a.txt'), ...named, '--software-version', '1']);
    expect(alone).toMatchObject({
      exitCode: 2,
      remark: expect.stringContaining('--software-name') as string,
    });
  });

  it('that the hub refuses leave nothing of the files', async () => {
    await writeFile(at('unique.txt'), 'of a version that is there already');
    const before = await contents();
    const named = ['--family', 'Joined', '--version', '1'];
    const refused = await scene.run(['package', 'upload', at('unique.txt'), ...named]);
    expect(refused).toMatchObject({ exitCode: 5, remark: expect.stringContaining('(nameTaken)') as string });
    expect(await contents()).toEqual(before);
  });
});

describe('package copy and edit', () => {
  it('make a new version with the same files or with others, and correct a version', async () => {
    const one = await givenPackage(scene.hub, {
      familyName: 'Life',
      version: '1.0',
      file: { name: 'a', text: '1' },
    });
    await writeFile(at('b.txt'), 'other files');
    const same = await scene.run(['package', 'copy', 'life@1.0', '--version', '1.1', '--json']);
    expect(PackageView.parse(JSON.parse(same.answer))).toMatchObject({
      version: '1.1',
      content: one.content,
    });
    const other = await scene.run(['package', 'copy', 'Life', at('b.txt'), '--version', '12', '--json']);
    const copied = PackageView.parse(JSON.parse(other.answer));
    expect(copied).toMatchObject({ version: '12', install: one.install, content: { fileName: 'b.txt.zip' } });
    const edited = await scene.run([
      'package',
      'edit',
      'life@12',
      '--version',
      '1.2',
      '--notes',
      'corrected',
    ]);
    expect(edited.answers[0]).toBe(`Life 1.2: package ${copied.id}`);
    expect(await scene.hub.hub.queries.package(ADMIN, copied.id)).toMatchObject({
      version: '1.2',
      notes: 'corrected',
      install: one.install,
      dependencies: [],
    });
    expect(await scene.run(['package', 'edit', 'life@1.2'])).toMatchObject({ exitCode: 2 });
    expect(await scene.run(['package', 'copy', 'life@1.2', '--version', '1.1'])).toMatchObject({
      exitCode: 5,
      remark: expect.stringContaining('(nameTaken)') as string,
    });
  });
});
