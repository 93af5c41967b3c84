import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { openContentStore } from '#hub/content/content-store.ts';
import { archiveOf, contentStore, upload, uploadedFile } from './uploads.ts';

async function storeWithArchive() {
  const content = await contentStore();
  const archive = await archiveOf({ path: 'numbers.txt', content: 'x'.repeat(5000) });
  const { sha256 } = await content.store.take(upload(uploadedFile('a.zip', archive)));
  return { content, archive, sha256 };
}

test('a range yields exactly its bytes, cut at the end of the file', async () => {
  const { content, archive, sha256 } = await storeWithArchive();
  await using _ = content;
  const read = async (range: { start: number; end: number }) => {
    const opened = await content.store.open(sha256, range);
    if (opened === undefined) throw new Error('the content is missing');
    const bytes = await buffer(opened.stream);
    expect(bytes.length).toBe(opened.bytes);
    return bytes;
  };
  expect(await content.store.size(sha256)).toBe(archive.length);
  expect(await read({ start: 0, end: 0 })).toEqual(archive.subarray(0, 1));
  expect(await read({ start: 10, end: 29 })).toEqual(archive.subarray(10, 30));
  expect(await read({ start: 40, end: archive.length + 99 })).toEqual(archive.subarray(40));
  expect(await read({ start: archive.length, end: archive.length + 1 })).toHaveLength(0);
});

test('what is not there, or is no SHA-256, is undefined', async () => {
  await using content = await contentStore();
  await writeFile(join(content.directory, 'secret.zip'), 'x');
  for (const name of ['0'.repeat(64), 'secret', '../content/secret', '']) {
    expect(await content.store.open(name)).toBeUndefined();
    expect(await content.store.size(name)).toBeUndefined();
  }
});

test('removed content is gone from disk; removing it again is no error', async () => {
  const { content, sha256 } = await storeWithArchive();
  await using _ = content;
  await content.store.remove(sha256);
  await content.store.remove(sha256);
  expect(await content.filesOnDisk()).toEqual([]);
  expect(await content.store.open(sha256)).toBeUndefined();
});

test('closing ends downloads that are under way', async () => {
  const { content, sha256 } = await storeWithArchive();
  await using _ = content;
  const opened = await content.store.open(sha256);
  if (opened === undefined) throw new Error('the content is missing');
  const ended = finished(opened.stream);
  await content.store.close();
  await expect(ended).rejects.toThrow();
  await expect(content.store.open(sha256)).rejects.toMatchObject({ code: 'stopping' });
});

test('what broken uploads left is removed at the start, and not by merely opening the store', async () => {
  const { content, sha256 } = await storeWithArchive();
  await using _ = content;
  await writeFile(join(content.directory, 'incoming', 'left.part'), 'half');
  await mkdir(join(content.directory, 'incoming', 'folder'));
  const again = await openContentStore({ directory: content.directory, maximumBytes: 1000 });
  expect(await content.filesOnDisk()).toContain('left.part');
  await again.removeLeftovers();
  expect(await content.filesOnDisk()).toEqual([`${sha256}.zip`]);

  await writeFile(join(content.directory, 'incoming', 'under-way.part'), 'half');
  await again.removeLeftovers();
  expect(await content.filesOnDisk()).toContain('under-way.part');
  await again.close();
});
