import { createHash } from 'node:crypto';
import { buffer, text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { expect, test } from 'vitest';
import { archiveOf, contentStore, upload, uploadedFile } from './uploads.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function unpack(archive: Buffer): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(archive);
  const files: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    files[entry.fileName] = await text(await zip.openReadStreamPromise(entry));
  }
  return files;
}

test('a single .zip is kept as it is, under the SHA-256 of its bytes', async () => {
  await using content = await contentStore();
  const archive = await archiveOf({ path: 'setup.sh' }, { path: 'data/one.txt' });

  const view = await content.store.take(upload(uploadedFile('Tool 1.2.ZIP', archive)));

  expect(view).toEqual({
    sha256: sha256(archive),
    bytes: archive.length,
    fileName: 'Tool 1.2.ZIP',
    files: 2,
  });
  expect(await content.filesOnDisk()).toEqual([`${view.sha256}.zip`]);
  const opened = await content.store.open(view.sha256);
  expect(opened && (await buffer(opened.stream)).equals(archive)).toBe(true);
});

test('a single file of another type is packed into an archive named after it', async () => {
  await using content = await contentStore();
  const view = await content.store.take(upload(uploadedFile('hello.deb', 'not really')));
  expect(view).toMatchObject({ fileName: 'hello.deb.zip', files: 1 });

  const opened = await content.store.open(view.sha256);
  const archive = opened === undefined ? Buffer.alloc(0) : await buffer(opened.stream);
  expect(sha256(archive)).toBe(view.sha256);
  expect(archive.length).toBe(view.bytes);
  expect(await unpack(archive)).toEqual({ 'hello.deb': 'not really' });
});

test('a folder keeps its paths, a .zip among other files is one of the files', async () => {
  await using content = await contentStore();
  const inner = await archiveOf({ path: 'inner.txt' });
  const view = await content.store.take(
    upload(
      uploadedFile('tool/data.zip', inner),
      uploadedFile('tool/bin/run.sh', 'echo run'),
      uploadedFile('tool\\notes.txt', 'from a Windows browser'),
    ),
  );
  expect(view).toMatchObject({ fileName: 'tool.zip', files: 3 });

  const opened = await content.store.open(view.sha256);
  const files = opened === undefined ? {} : await unpack(await buffer(opened.stream));
  expect(Object.keys(files)).toEqual(['tool/data.zip', 'tool/bin/run.sh', 'tool/notes.txt']);
  expect(files['tool/bin/run.sh']).toBe('echo run');
  expect(files['tool/data.zip']).toBe(inner.toString('utf8'));
});

test('equal files give equal hashes and share one file on disk, whenever they are uploaded', async () => {
  await using content = await contentStore();
  const send = () => content.store.take(upload(uploadedFile('a.txt', 'one'), uploadedFile('b.txt', 'two')));
  const first = await send();
  const [second, third] = await Promise.all([send(), send()]);
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect(await content.filesOnDisk()).toEqual([`${first.sha256}.zip`]);

  const other = await content.store.take(upload(uploadedFile('a.txt', 'two'), uploadedFile('b.txt', 'one')));
  expect(other.sha256).not.toBe(first.sha256);
});

test('an archive with backslashes as Windows tools write them is accepted', async () => {
  await using content = await contentStore();
  const archive = await archiveOf({ path: 'folder/setup.exe' });
  const windows = Buffer.from(archive.toString('latin1').replaceAll('folder/', 'folder\\'), 'latin1');
  expect(await content.store.take(upload(uploadedFile('w.zip', windows)))).toMatchObject({ files: 1 });
});
