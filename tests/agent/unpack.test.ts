import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { safeSegments, unpack, type UnpackLimits } from '#agent/executors/unpack.ts';
import { archiveOf, rename } from './support/archives.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

async function unpackInto(
  archive: Buffer,
  limits: Partial<UnpackLimits> = {},
): Promise<{ outside: string; folder: string }> {
  const outside = temporaryFolder();
  const folder = join(outside, 'work');
  mkdirSync(folder);
  writeFileSync(join(outside, 'archive.zip'), archive);
  await unpack({
    archive: join(outside, 'archive.zip'),
    folder,
    signal: new AbortController().signal,
    limits: { entries: 100, bytes: 10_000_000, ratio: 200, ratioFromBytes: 10_000_000, ...limits },
  });
  return { outside, folder };
}

test('files, folders and executable bits are as they were packed', async () => {
  const { folder } = await unpackInto(
    await archiveOf([
      { name: 'setup.sh', text: '#!/bin/sh\n', mode: 0o100755 },
      { name: 'data/deep/file.txt', text: 'ä' },
      { name: 'empty/' },
      { name: 'locked.txt', text: 'x', mode: 0o100000 },
    ]),
  );
  expect(statSync(join(folder, 'setup.sh')).mode & 0o100).toBe(0o100);
  expect(statSync(join(folder, 'data/deep/file.txt')).mode & 0o111).toBe(0);
  expect(readFileSync(join(folder, 'data/deep/file.txt'), 'utf8')).toBe('ä');
  expect(statSync(join(folder, 'empty')).isDirectory()).toBe(true);
  expect(readFileSync(join(folder, 'locked.txt'), 'utf8')).toBe('x');
});

describe('an archive that would leave its folder is refused and leaves nothing outside', () => {
  test.each([
    ['by going up', 'xx/evil.txt', '../evil.txt'],
    ['by going up further in', 'a/xx/xx/evil.txt', 'a/../../evil.txt'],
    ['by an absolute path', 'xtmp/evil.txt', '/tmp/evil.txt'],
    ['by a drive', 'xxevil.txt', 'c:evil.txt'],
    ['by backslashes', 'xxxevil.txt', '..\\evil.txt'],
  ])('%s', async (_title, placeholder, hostile) => {
    const archive = rename(await archiveOf([{ name: placeholder, text: 'evil' }]), placeholder, hostile);
    await expect(unpackInto(archive)).rejects.toMatchObject({ reason: 'archiveUnsafe' });
  });

  test('by any name that is not a plain way down', () => {
    expect(safeSegments('a/../../b')).toBeUndefined();
    expect(safeSegments('a\0b')).toBeUndefined();
    expect(safeSegments('')).toBeUndefined();
    expect(safeSegments('./a//b/')).toEqual(['a', 'b']);
  });

  test('by a link', async () => {
    const archive = await archiveOf([
      { name: 'link', text: '/etc', mode: 0o120777 },
      { name: 'link/evil.txt', text: 'evil' },
    ]);
    await expect(unpackInto(archive)).rejects.toMatchObject({ reason: 'archiveUnsafe' });
  });
});

test('special files are refused', async () => {
  const archive = await archiveOf([{ name: 'pipe', mode: 0o010644 }]);
  await expect(unpackInto(archive)).rejects.toMatchObject({ reason: 'archiveUnsafe' });
});

test('the same name twice is refused, names that differ by case are not', async () => {
  const twice = rename(await archiveOf([{ name: 'a.txt' }, { name: 'b.txt' }]), 'b.txt', 'a.txt');
  await expect(unpackInto(twice)).rejects.toMatchObject({ reason: 'archiveUnsafe' });
  const { folder } = await unpackInto(await archiveOf([{ name: 'a.txt' }, { name: 'A.txt' }]));
  expect(readdirSync(folder).toSorted()).toEqual(['A.txt', 'a.txt']);
});

describe('an archive that holds too much is refused', () => {
  const zeros = Buffer.alloc(5_000_000);

  test('by its bytes', async () => {
    const archive = await archiveOf([{ name: 'zeros', text: zeros }]);
    await expect(unpackInto(archive, { bytes: 1_000_000 })).rejects.toMatchObject({
      reason: 'archiveUnsafe',
    });
  });

  test('by the bytes of all its files together', async () => {
    const third = Buffer.alloc(400_000);
    const archive = await archiveOf(['a', 'b', 'c'].map((name) => ({ name, text: third })));
    await expect(unpackInto(archive, { bytes: 1_000_000 })).rejects.toMatchObject({
      reason: 'archiveUnsafe',
    });
  });

  test('by its ratio', async () => {
    const archive = await archiveOf([{ name: 'zeros', text: zeros }]);
    await expect(unpackInto(archive, { ratioFromBytes: 1000 })).rejects.toMatchObject({
      reason: 'archiveUnsafe',
    });
  });

  test('by the number of its entries', async () => {
    const archive = await archiveOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    await expect(unpackInto(archive, { entries: 2 })).rejects.toMatchObject({ reason: 'archiveUnsafe' });
  });

  test('also when it lies about its size', async () => {
    const archive = await archiveOf([{ name: 'zeros', text: zeros }]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(zeros.length);
    const lie = Buffer.alloc(4);
    lie.writeUInt32LE(100);
    for (let at = archive.indexOf(size); at >= 0; at = archive.indexOf(size, at + 1)) lie.copy(archive, at);
    await expect(unpackInto(archive, { bytes: 1_000_000 })).rejects.toMatchObject({
      reason: 'archiveInvalid',
    });
  });
});

test.each([
  ['no archive', Buffer.from('this is no archive')],
  ['an empty file', Buffer.alloc(0)],
])('%s is invalid', async (_title, archive) => {
  await expect(unpackInto(archive)).rejects.toMatchObject({ reason: 'archiveInvalid' });
});

test('an archive that breaks off is invalid', async () => {
  const archive = await archiveOf([{ name: 'a.txt', text: 'x'.repeat(1000) }]);
  await expect(unpackInto(archive.subarray(0, archive.length - 30))).rejects.toMatchObject({
    reason: 'archiveInvalid',
  });
});
