import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { archiveOf, contentStore, upload, uploadedFile } from './uploads.ts';

async function builtDebianPackage(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'reveille-deb-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'tree/DEBIAN'), { recursive: true });
  const control =
    'Package: quiet-editor\nVersion: 2.0-3\nArchitecture: amd64\nMaintainer: N <n@example.org>\nDescription: An editor\n';
  await writeFile(join(folder, 'tree/DEBIAN/control'), control);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', join(folder, 'tree'), join(folder, 'a.deb')]);
  return readFile(join(folder, 'a.deb'));
}

test('an archive lists its files in its own order, without folders, with what they hold unpacked', async () => {
  await using content = await contentStore();
  // With a folder of its own, as most tools write it.
  const flat = await archiveOf(
    { path: 'folder' },
    { path: 'bin/Run.sh', content: 'x'.repeat(5000) },
    { path: 'readme.txt', content: 'four' },
  );
  const archive = Buffer.from(flat.toString('latin1').replaceAll('folder', 'foldr/'), 'latin1');
  const { sha256 } = await content.store.take(upload(uploadedFile('a.zip', archive)));
  const list = (search: string, limit = 10) => content.store.list(sha256, { search, limit });
  expect(await list('')).toEqual({
    files: [
      { path: 'bin/Run.sh', bytes: 5000 },
      { path: 'readme.txt', bytes: 4 },
    ],
    found: 2,
    count: 2,
    unpackedBytes: 5004,
  });
  expect(await list('run.SH')).toMatchObject({ files: [{ path: 'bin/Run.sh' }], found: 1, count: 2 });
  expect(await list('nothing')).toMatchObject({ files: [], found: 0, count: 2, unpackedBytes: 5004 });
  expect(await list('', 1)).toMatchObject({ files: [{ path: 'bin/Run.sh' }], found: 2, count: 2 });
  expect(await content.store.list('0'.repeat(64), { search: '', limit: 1 })).toBeUndefined();
});

test('a .deb that is all there is says what it is, packed by the hub or by somebody else', async () => {
  await using content = await contentStore();
  const deb = await builtDebianPackage();
  const debian = { package: 'quiet-editor', version: '2.0-3', architecture: 'amd64', synopsis: 'An editor' };

  const packed = await content.store.take(upload(uploadedFile('quiet editor.deb', deb)));
  expect(await content.store.onlyInstaller(packed.sha256)).toEqual({ path: 'quiet editor.deb', debian });

  const beside = await content.store.take(upload(uploadedFile('q.deb', deb), uploadedFile('notes.txt', 'x')));
  expect(await content.store.onlyInstaller(beside.sha256)).toBeUndefined();
});

test('a damaged .deb is only its name; a file of another type is nothing', async () => {
  await using content = await contentStore();
  const named = await content.store.take(upload(uploadedFile('not-really.deb', 'plain words')));
  expect(await content.store.onlyInstaller(named.sha256)).toEqual({ path: 'not-really.deb' });
  const script = await content.store.take(upload(uploadedFile('setup.sh', 'echo')));
  expect(await content.store.onlyInstaller(script.sha256)).toBeUndefined();
});
