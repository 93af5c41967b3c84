import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OPEN_UPLOADS_FOLDER } from '#hub/content/content-store.ts';
import { OpenUploads } from '#hub/content/open-uploads.ts';
import type { Clock } from '#hub/clock.ts';
import { SerialQueue } from '#hub/serial-queue.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { contentStore } from './uploads.ts';

const ADA = { kind: 'user', id: 'ada' } as const;
const ID = 'a'.repeat(24);
const OTHER_ID = 'b'.repeat(24);
const DAY = 24 * 3600_000;

let content: Awaited<ReturnType<typeof contentStore>>;
let clock: DrivenClock;
let uploads: OpenUploads;

const opened = (options: { clock?: Clock; maximumBytes?: number } = {}) =>
  new OpenUploads({
    folder: join(content.directory, OPEN_UPLOADS_FOLDER),
    maximumBytes: options.maximumBytes ?? 2 ** 60,
    clock: options.clock ?? clock,
    content: content.store,
    contentUse: new SerialQueue(10),
  });

beforeEach(async () => {
  content = await contentStore();
  clock = drivenClock(new Date('2026-05-01T08:00:00.000Z'));
  uploads = opened();
});
afterEach(async () => {
  await uploads.close();
  await content[Symbol.asyncDispose]();
});

const beginOne = (bytes = 4, id = ID) => uploads.begin(id, ADA, [{ path: 'a.txt', bytes }]);
async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}
const sent = (offset: number, ...texts: string[]) => ({
  index: 0,
  offset,
  length: texts.join('').length,
  stream: pieces(...texts),
});
const folderOf = (id: string) => join(content.directory, OPEN_UPLOADS_FOLDER, id);

describe('the disk', () => {
  test('that has no room for an upload refuses it at its beginning', async () => {
    await expect(beginOne(2 ** 50)).rejects.toMatchObject({ code: 'diskFull' });
    expect(existsSync(folderOf(ID))).toBe(false);
  });

  test('that is full in the middle refuses the bytes; once there is room the upload goes on', async () => {
    const upload = await beginOne();
    await uploads.write(upload, sent(0, 'ab'));
    const second = await uploads.begin(OTHER_ID, ADA, [{ path: 'b.txt', bytes: 2 }]);
    // A device that is always full, in the place of the file.
    await symlink('/dev/full', join(folderOf(OTHER_ID), '0.part'));
    await expect(uploads.write(second, sent(0, 'xy'))).rejects.toMatchObject({ code: 'diskFull' });
    expect(second.receivedOf(0)).toBe(0);
    expect(await uploads.write(upload, sent(2, 'cd'))).toBe(4);
  });
});

describe('another process', () => {
  test('finds every upload as far as it came, and since when nothing has come', async () => {
    const upload = await beginOne();
    await uploads.write(upload, sent(0, 'abc'));
    await uploads.close();

    await clock.advance(DAY - 1);
    uploads = opened();
    const found = await uploads.find(ID, ADA);
    expect(uploads.viewOf(found)).toEqual({
      id: ID,
      files: [{ index: 0, received: 3 }],
      expiresAt: '2026-05-02T08:00:00.000Z',
    });
    await uploads.write(found, sent(3, 'd'));
    const finished = await uploads.finish(found);

    uploads = opened();
    expect(await uploads.finishedBy(ADA, finished.sha256)).toEqual(finished);
    expect(await uploads.awaits(finished.sha256)).toBe(true);
    await clock.advance(DAY);
    uploads = opened();
    expect(await uploads.awaits(finished.sha256)).toBe(false);
    expect(await uploads.removeExpired()).toEqual([finished.sha256]);
    expect(existsSync(folderOf(ID))).toBe(false);
  });

  test('removes what an interrupted beginning left, and nothing of an upload when it clears the rest', async () => {
    await beginOne();
    await mkdir(folderOf(OTHER_ID));
    await writeFile(join(folderOf(OTHER_ID), 'manifest.json.new'), '{"by":');
    await mkdir(folderOf('not-an-upload'));
    await writeFile(join(content.directory, 'incoming', 'left.part'), 'half');

    await content.store.removeLeftovers();
    uploads = opened();
    await uploads.find(ID, ADA);
    expect(await content.filesOnDisk()).toEqual(['manifest.json']);
    expect(existsSync(folderOf(OTHER_ID))).toBe(false);
  });
});

describe('[K1] while something happens with it an upload does not expire', () => {
  test('while bytes arrive, however slowly', async () => {
    const upload = await beginOne();
    const more = Promise.withResolvers<undefined>();
    const arrived = Promise.withResolvers<undefined>();
    const stream = (async function* () {
      yield Buffer.from('ab');
      arrived.resolve(undefined);
      await more.promise;
      yield Buffer.from('cd');
    })();
    const writing = uploads.write(upload, { index: 0, offset: 0, length: 4, stream });
    await arrived.promise;
    await clock.advance(2 * DAY);
    expect(await uploads.removeExpired()).toEqual([]);
    more.resolve(undefined);
    expect(await writing).toBe(4);
    expect((await uploads.find(ID, ADA)).isComplete).toBe(true);
    await clock.advance(DAY);
    await expect(uploads.find(ID, ADA)).rejects.toMatchObject({ code: 'notFound' });
  });
});

test('two who finish at once get the same, and it is packed once', async () => {
  const upload = await beginOne();
  await uploads.write(upload, sent(0, 'abcd'));
  const [one, two] = await Promise.all([uploads.finish(upload), uploads.finish(upload)]);
  expect(two).toBe(one);
  expect((await content.filesOnDisk()).sort()).toEqual(
    [`${one.sha256}.zip`, 'manifest.json', 'finished.json'].sort(),
  );
});

test('content that was removed while the upload was noted as finished is made again', async () => {
  const upload = await beginOne();
  await uploads.write(upload, sent(0, 'abcd'));
  const { take } = content.store;
  let takes = 0;
  // The last package with the same bytes goes just after they were taken in.
  content.store.take = async (files) => {
    const taken = await take.call(content.store, files);
    if ((takes += 1) === 1) await content.store.remove(taken.sha256);
    return taken;
  };
  const { sha256 } = await uploads.finish(upload);
  expect(takes).toBe(2);
  expect(await content.store.size(sha256)).toBeGreaterThan(0);
});

test('cancelling while it is being packed breaks that off, and leaves nothing', async () => {
  const upload = await beginOne(2_000_000);
  await uploads.write(upload, {
    index: 0,
    offset: 0,
    length: undefined,
    stream: pieces('x'.repeat(2_000_000)),
  });
  const finishing = uploads.finish(upload);
  const refused = expect(finishing).rejects.toMatchObject({ code: 'uploadBroken' });
  expect(await uploads.cancel(upload)).toBeUndefined();
  await refused;
  expect(await content.filesOnDisk()).toEqual([]);
});

test('a hub that stops breaks off what arrives, keeps it, and takes nothing more', async () => {
  const upload = await beginOne();
  const silent = Promise.withResolvers<undefined>();
  const arrived = Promise.withResolvers<undefined>();
  const stream = (async function* () {
    yield Buffer.from('ab');
    arrived.resolve(undefined);
    await silent.promise;
  })();
  const writing = uploads.write(upload, { index: 0, offset: 0, length: 4, stream });
  const refused = expect(writing).rejects.toMatchObject({ code: 'stopping' });
  await arrived.promise;
  await uploads.close();
  await refused;
  silent.resolve(undefined);
  expect(() => uploads.write(upload, sent(2, 'cd'))).toThrow(expect.objectContaining({ code: 'stopping' }));
  await expect(beginOne(1, OTHER_ID)).rejects.toMatchObject({ code: 'stopping' });
  uploads = opened();
  expect((await uploads.find(ID, ADA)).receivedOf(0)).toBe(2);
});

test('no more files are open at once than the hub can remember', async () => {
  const many = Array.from({ length: 20_000 }, (_, at) => ({ path: `${at}`, bytes: 0 }));
  for (let count = 0; count < 10; count += 1) {
    await uploads.begin(`${count}`.padStart(24, '0'), { kind: 'user', id: `${count}` }, many);
  }
  await expect(beginOne()).rejects.toMatchObject({ code: 'tooManyUploads' });
});
