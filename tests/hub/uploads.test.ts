import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '#protocol/role.ts';
import { archiveOf, archiveWithPath } from '#tests/content/uploads.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import { bytesOf, uploader } from '#tests/support/uploader.ts';

const LIMIT = 1_000_000;
const HOUR = 3600_000;

let clock: DrivenClock;
let hub: TestHub;
let ci: ReturnType<typeof uploader>;
let other: ReturnType<typeof uploader>;
let viewer: ReturnType<typeof uploader>;
let versions = 0;

async function withToken(role: Role) {
  const { token } = await hub.hub.commands.createApiToken(ADMIN, {
    name: `${role} ${(versions += 1)}`,
    role,
  });
  return uploader({ address: hub.address, token });
}
const nextVersion = () => ({ familyName: 'Tool', version: `1.${(versions += 1)}` });
const folder = () => join(hub.dataDirectory, 'content');
const onDisk = (sha256: string) => existsSync(join(folder(), `${sha256}.zip`));
const openFolders = () => readdir(join(folder(), 'incoming', 'uploads')).catch(() => []);

beforeAll(async () => {
  clock = drivenClock(new Date('2026-05-01T08:00:00.000Z'));
  hub = await startTestHub({ clock, environment: { UPLOAD_LIMIT_BYTES: String(LIMIT) } });
  viewer = await withToken('viewer');
});
beforeEach(async () => {
  ci = await withToken('operator');
  other = await withToken('operator');
});
afterAll(() => hub.dispose());

describe('an upload that can be taken up again', () => {
  test('[K3] goes on where it is, and becomes content of which a package is made', async () => {
    const begun = await ci.begin([
      { path: 'tool/setup.sh', bytes: 6 },
      { path: 'tool/empty.txt', bytes: 0 },
      { path: 'tool/data.txt', bytes: 4 },
    ]);
    expect(begun.status).toBe(201);
    expect(begun.headers.get('location')).toBe(`/api/v1/uploads/${begun.body.id}`);
    expect(begun.body.files).toEqual([0, 1, 2].map((index) => ({ index, received: 0 })));
    expect(begun.body.expiresAt).toBe('2026-05-02T08:00:00.000Z');
    const { id } = begun.body;

    expect((await ci.send(id, { index: 0, offset: 0 }, bytesOf('set'))).body).toEqual({
      index: 0,
      received: 3,
    });
    expect((await ci.state(id)).body.files[0]).toEqual({ index: 0, received: 3 });
    await ci.send(id, { index: 0, offset: 3 }, bytesOf('up\n'));
    await ci.send(id, { index: 2, offset: 0 }, bytesOf('data'));

    const finished = await ci.finish(id);
    expect(finished.status).toBe(200);
    expect(finished.body).toMatchObject({ fileName: 'tool.zip', files: 3 });
    expect(finished.body).not.toHaveProperty('suggestion');
    // Who did not hear the answer asks again.
    expect((await ci.finish(id)).body).toEqual(finished.body);

    const { sha256 } = finished.body;
    const created = await ci.createPackage({ ...nextVersion(), contentSha256: sha256 });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ content: { sha256, fileName: 'tool.zip', files: 3 } });
    const files = await ci.ask('GET', `packages/${created.body.id}/files`);
    expect(files.body).toMatchObject({
      sha256,
      bytes: finished.body.bytes,
      files: [
        { path: 'tool/setup.sh', bytes: 6 },
        { path: 'tool/empty.txt', bytes: 0 },
        { path: 'tool/data.txt', bytes: 4 },
      ],
      found: 3,
      count: 3,
      unpackedBytes: 10,
    });
    const found = await ci.ask('GET', `packages/${created.body.id}/files?search=DATA`);
    expect(found.body).toMatchObject({ files: [{ path: 'tool/data.txt', bytes: 4 }], found: 1, count: 3 });
    expect((await ci.state(id)).status).toBe(404);
    expect(await openFolders()).not.toContain(id);
  });

  test('gives the same content as the same files in one form', async () => {
    const resumed = await ci.whole([
      { path: 'a.txt', bytes: bytesOf('alpha') },
      { path: 'b.txt', bytes: bytesOf('beta') },
    ]);
    const form = new FormData();
    form.set('package', JSON.stringify(nextVersion()));
    form.append('file', new Blob(['alpha']), 'a.txt');
    form.append('file', new Blob(['beta']), 'b.txt');
    const created = await ci.ask('POST', 'packages', { body: form });
    expect(created.body).toMatchObject({ content: { sha256: resumed.sha256 } });
  });

  test('a single .zip is kept as it is', async () => {
    const archive = new Uint8Array(await archiveOf({ path: 'x.txt' }));
    const { sha256, bytes, fileName } = await ci.whole([{ path: 'x.zip', bytes: archive }]);
    expect({ bytes, fileName }).toEqual({ bytes: archive.length, fileName: 'x.zip' });
    expect(onDisk(sha256)).toBe(true);
  });

  test('an installer suggests what becomes of the package', async () => {
    const { suggestion } = await ci.whole([{ path: 'Editor-2.1-x64.msi', bytes: bytesOf('not really') }]);
    expect(suggestion).toMatchObject({ familyName: 'Editor', version: '2.1', from: 'Editor-2.1-x64.msi' });
  });
});

describe('it is refused', () => {
  test.each([
    ['../up.txt', 'leaves the folder'],
    ['/etc/passwd', 'absolute'],
    ['C:\\x.exe', 'absolute'],
    ['a/../../x', 'leaves the folder'],
  ])('at its beginning: the path %s', async (path, why) => {
    const refused = await ci.begin([{ path, bytes: 1 }]);
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalidInput' } });
    expect(refused.body.detail).toContain(why);
  });

  test('at its beginning: the same path twice, no file, a negative size, a whole that is too large', async () => {
    const one = { path: 'a.txt', bytes: 1 };
    expect((await ci.begin([one, { path: './a.txt', bytes: 1 }])).body.code).toBe('invalidInput');
    expect((await ci.begin([])).body.code).toBe('invalidInput');
    expect((await ci.begin([{ path: 'a.txt', bytes: -1 }])).body.code).toBe('invalidInput');
    const large = [
      { path: 'a', bytes: LIMIT - 1 },
      { path: 'b', bytes: 2 },
    ];
    expect(await ci.begin(large)).toMatchObject({ status: 413, body: { code: 'tooLarge' } });
    expect(
      (await ci.begin(Array.from({ length: 20_001 }, (_, at) => ({ path: `${at}`, bytes: 0 })))).status,
    ).toBe(400);
    expect((await viewer.begin([one])).status).toBe(403);
  });

  test('a list of 20,000 files is taken', async () => {
    const files = Array.from({ length: 20_000 }, (_, at) => ({
      path: `${'folder/'.repeat(9)}${at}`,
      bytes: 0,
    }));
    const begun = await ci.begin(files);
    expect(begun.status).toBe(201);
    await ci.cancel(begun.body.id);
  });

  test('[K3] at another offset, which is answered with the right one', async () => {
    const { id } = (await ci.begin([{ path: 'a.txt', bytes: 10 }])).body;
    await ci.send(id, { index: 0, offset: 0 }, bytesOf('0123'));
    for (const offset of [0, 3, 5, 99]) {
      const refused = await ci.send(id, { index: 0, offset }, bytesOf('x'));
      expect(refused).toMatchObject({ status: 409, body: { code: 'uploadOffset' } });
      expect(refused.headers.get('upload-offset')).toBe('4');
    }
    expect((await ci.state(id)).body.files).toEqual([{ index: 0, received: 4 }]);
  });

  test('[K3] with more bytes than were announced, of which none is taken', async () => {
    const { id } = (await ci.begin([{ path: 'a.txt', bytes: 3 }])).body;
    const refused = await ci.send(id, { index: 0, offset: 0 }, bytesOf('four'));
    expect(refused).toMatchObject({ status: 413, body: { code: 'tooLarge' } });
    expect((await ci.state(id)).body.files).toEqual([{ index: 0, received: 0 }]);
  });

  test('without an offset, for a file there is not, for an upload there is not', async () => {
    const { id } = (await ci.begin([{ path: 'a.txt', bytes: 3 }])).body;
    const bare = await ci.ask('PATCH', `uploads/${id}/files/0`, { body: bytesOf('abc') });
    expect(bare).toMatchObject({ status: 400, body: { code: 'invalidInput', fields: [{ path: 'offset' }] } });
    expect((await ci.send(id, { index: 1, offset: 0 }, bytesOf('abc'))).status).toBe(404);
    const unknown = 'f'.repeat(24);
    expect((await ci.send(unknown, { index: 0, offset: 0 }, bytesOf('abc'))).status).toBe(404);
    expect((await ci.state('..%2F..%2Fx')).status).toBe(404);
    expect((await ci.finish(unknown)).status).toBe(404);
    expect((await ci.cancel(unknown)).status).toBe(404);
  });

  test('[K2] of another actor: going on, looking, finishing, cancelling, making a package', async () => {
    const { id } = (await ci.begin([{ path: 'a.txt', bytes: 3 }])).body;
    const refusals = [
      await other.send(id, { index: 0, offset: 0 }, bytesOf('abc')),
      await other.state(id),
      await other.finish(id),
      await other.cancel(id),
    ];
    expect(refusals.map(({ body }) => body.code)).toEqual(Array(4).fill('forbidden'));
    const { sha256 } = await ci.whole([{ path: 'mine.txt', bytes: bytesOf('only mine') }]);
    const stolen = await other.createPackage({ ...nextVersion(), contentSha256: sha256 });
    expect(stolen).toMatchObject({ status: 404, body: { code: 'contentMissing' } });
  });

  test('before it is complete', async () => {
    const { id } = (await ci.begin([{ path: 'a.txt', bytes: 3 }])).body;
    await ci.send(id, { index: 0, offset: 0 }, bytesOf('ab'));
    expect(await ci.finish(id)).toMatchObject({ status: 409, body: { code: 'uploadIncomplete' } });
    await ci.send(id, { index: 0, offset: 2 }, bytesOf('c'));
    expect((await ci.finish(id)).status).toBe(200);
  });

  test('as an archive that leaves its folder; then nothing of it is left', async () => {
    const archive = new Uint8Array(await archiveWithPath('../evil.txt'));
    const { id } = (await ci.begin([{ path: 'a.zip', bytes: archive.length }])).body;
    await ci.send(id, { index: 0, offset: 0 }, archive);
    const refused = await ci.finish(id);
    expect(refused).toMatchObject({ status: 422, body: { code: 'archiveUnsafe' } });
    expect(refused.body.detail).toContain('../evil.txt');
    expect((await ci.state(id)).status).toBe(404);
    expect(await openFolders()).not.toContain(id);
  });

  test('beyond twenty open ones of one actor; another actor still may', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) ids.push((await ci.begin([{ path: 'a', bytes: 1 }])).body.id);
    const refused = await ci.begin([{ path: 'a', bytes: 1 }]);
    expect(refused).toMatchObject({ status: 429, body: { code: 'tooManyUploads' } });
    expect((await other.begin([{ path: 'a', bytes: 1 }])).status).toBe(201);
    expect((await ci.cancel(ids[0] ?? '')).status).toBe(204);
    expect(await openFolders()).not.toContain(ids[0]);
    expect((await ci.begin([{ path: 'a', bytes: 1 }])).status).toBe(201);
  });

  test('a package of content that was never uploaded, and one of files and of a SHA-256 at once', async () => {
    const nowhere = await ci.createPackage({ ...nextVersion(), contentSha256: '0'.repeat(64) });
    expect(nowhere.body.code).toBe('contentMissing');
    const { sha256 } = await ci.whole([{ path: 'both.txt', bytes: bytesOf('both') }]);
    const form = new FormData();
    form.set('package', JSON.stringify({ ...nextVersion(), contentSha256: sha256 }));
    form.append('file', new Blob(['other']), 'a.txt');
    expect((await ci.ask('POST', 'packages', { body: form })).body.code).toBe('invalidInput');
  });
});

describe('[K1] what nobody goes on with', () => {
  test('is gone 24 hours after its last byte, from the disk too', async () => {
    const { id } = (await ci.begin([{ path: 'a.txt', bytes: 4 }])).body;
    await clock.advance(20 * HOUR);
    await ci.send(id, { index: 0, offset: 0 }, bytesOf('ab'));
    await clock.advance(20 * HOUR);
    expect((await ci.state(id)).body.files).toEqual([{ index: 0, received: 2 }]);
    expect(await openFolders()).toContain(id);
    await clock.advance(4 * HOUR);
    const expired = await ci.send(id, { index: 0, offset: 2 }, bytesOf('cd'));
    expect(expired).toMatchObject({ status: 404, body: { code: 'notFound' } });
    expect(expired.body.detail).toContain('expired');
    await clock.advance(HOUR);
    await hub.context.contentUse.drained();
    expect(await openFolders()).not.toContain(id);
  });

  test('finished content goes a day later, unless a package uses it', async () => {
    const unused = await ci.whole([{ path: 'unused.txt', bytes: bytesOf('unused') }]);
    const used = await ci.whole([{ path: 'used.txt', bytes: bytesOf('used') }]);
    const both = await ci.whole([{ path: 'both.txt', bytes: bytesOf('used by one, uploaded again') }]);
    await ci.createPackage({ ...nextVersion(), contentSha256: used.sha256 });
    await ci.createPackage({ ...nextVersion(), contentSha256: both.sha256 });
    const again = await other.whole([{ path: 'both.txt', bytes: bytesOf('used by one, uploaded again') }]);
    expect(again.sha256).toBe(both.sha256);

    await clock.advance(23 * HOUR);
    expect([unused, used, both].map(({ sha256 }) => onDisk(sha256))).toEqual([true, true, true]);
    await clock.advance(2 * HOUR);
    await hub.context.contentUse.drained();
    expect([unused, used, both].map(({ sha256 }) => onDisk(sha256))).toEqual([false, true, true]);
    const late = await ci.createPackage({ ...nextVersion(), contentSha256: unused.sha256 });
    expect(late.body.code).toBe('contentMissing');
  });

  test('content that is waited for outlives the last package that used it, and a failed creation', async () => {
    const send = (by: typeof ci) => by.whole([{ path: 'kept.txt', bytes: bytesOf('kept') }]);
    const { sha256 } = await send(ci);
    const taken = nextVersion();
    const created = await ci.createPackage({ ...taken, contentSha256: sha256 });
    await send(other);
    await hub.hub.commands.deletePackage(ADMIN, { packageId: created.body.id });
    expect(onDisk(sha256)).toBe(true);

    const occupied = await other.createPackage({ ...taken });
    expect((await other.createPackage({ ...taken, contentSha256: sha256 })).body.code).toBe('nameTaken');
    expect(onDisk(sha256)).toBe(true);
    const second = await other.createPackage({ ...nextVersion(), contentSha256: sha256 });
    expect(second.status).toBe(201);

    for (const { body } of [occupied, second]) {
      await hub.hub.commands.deletePackage(ADMIN, { packageId: body.id });
    }
    expect(onDisk(sha256)).toBe(false);
  });

  test('a cancelled upload takes its unused content along; that of a package stays', async () => {
    const unused = await ci.whole([{ path: 'c.txt', bytes: bytesOf('cancelled') }]);
    await ci.cancel(unused.uploadId);
    expect(onDisk(unused.sha256)).toBe(false);
    const { sha256 } = await ci.whole([{ path: 'd.txt', bytes: bytesOf('of a package') }]);
    await ci.createPackage({ ...nextVersion(), contentSha256: sha256 });
    const twice = await ci.whole([{ path: 'd.txt', bytes: bytesOf('of a package') }]);
    await ci.cancel(twice.uploadId);
    expect(onDisk(sha256)).toBe(true);
    // What a package has, another may have too, without a new upload.
    expect((await other.createPackage({ ...nextVersion(), contentSha256: sha256 })).status).toBe(201);
  });
});

test('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('uploads')).toEqual([]);
});
