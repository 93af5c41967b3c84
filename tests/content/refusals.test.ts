import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IncomingFile } from '#hub/content/incoming-file.ts';
import { pack } from '#hub/content/pack.ts';
import type { UploadedFile } from '#hub/hub.ts';
import { archiveOf, archiveWithPath, contentStore, upload, uploadedFile } from './uploads.ts';

let content: Awaited<ReturnType<typeof contentStore>>;
beforeEach(async () => {
  content = await contentStore({ maximumBytes: 100_000 });
});
afterEach(async () => {
  await content[Symbol.asyncDispose]();
});

async function expectRefusal(taking: Promise<unknown>, refusal: { code: string; detail?: unknown }) {
  await expect(taking).rejects.toMatchObject({ name: 'Refusal', ...refusal });
  expect(await content.filesOnDisk()).toEqual([]);
}

/** A file whose sender goes away after the first bytes. */
function brokenFile(name: string): UploadedFile {
  let sent = false;
  const stream = new Readable({
    read() {
      if (sent) this.destroy(new Error('the connection closed'));
      else this.push(Buffer.alloc(1000));
      sent = true;
    },
  });
  return { name, stream };
}

describe('an upload that breaks off leaves nothing', () => {
  test.each([
    ['in a .zip', [() => brokenFile('a.zip')]],
    ['in a file that is being packed', [() => brokenFile('a.bin')]],
    ['in a later file', [() => uploadedFile('a.txt', 'whole'), () => brokenFile('b.txt')]],
    ['after a whole .zip', [() => uploadedFile('a.zip', 'whole'), () => brokenFile('b.txt')]],
  ])('%s', async (_where, files) => {
    await expectRefusal(content.store.take(upload(...files.map((file) => file()))), { code: 'uploadBroken' });
  });

  test('between two files', async () => {
    const files = async function* () {
      yield uploadedFile('a.txt', 'whole');
      throw new Error('the connection closed');
    };
    await expectRefusal(content.store.take(files()), { code: 'uploadBroken' });
  });

  test('when the store closes while the sender is silent', async () => {
    const waiting = Promise.withResolvers<undefined>();
    const first = [Buffer.alloc(10)];
    const silent = new Readable({
      read() {
        const chunk = first.pop();
        if (chunk === undefined) waiting.resolve(undefined);
        else this.push(chunk);
      },
    });
    const taking = content.store.take(upload(uploadedFile('a.bin', silent)));
    await waiting.promise;
    const refused = expectRefusal(taking, { code: 'stopping' });
    await content.store.close();
    await refused;
    expect(silent.destroyed).toBe(true);
  });
});

describe('what is too large', () => {
  test.each(['big.zip', 'big.bin'])('%s beyond the limit', async (name) => {
    const source = Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(10_000)));
    await expectRefusal(content.store.take(upload(uploadedFile(name, source))), { code: 'tooLarge' });
    expect(source.destroyed).toBe(true);
  });

  test('several files that pass the limit together', async () => {
    const files = ['a.txt', 'b.txt', 'c.txt'].map((name) => uploadedFile(name, Buffer.alloc(40_000)));
    await expectRefusal(content.store.take(upload(...files)), { code: 'tooLarge' });
  });
});

describe('unsafe archives are refused by the name of the entry', () => {
  test.each([
    '../evil.txt',
    'a/../../evil.txt',
    '/etc/passwd',
    'C:\\evil.txt',
    '..\\evil.txt',
    '\\\\host\\evil',
  ])('%s', async (path) => {
    const archive = await archiveWithPath(path);
    await expectRefusal(content.store.take(upload(uploadedFile('a.zip', archive))), {
      code: 'archiveUnsafe',
      detail: expect.stringContaining(path),
    });
  });

  test('a symbolic link', async () => {
    const archive = await archiveOf({ path: 'link', content: '/etc/passwd', mode: 0o120777 });
    await expectRefusal(content.store.take(upload(uploadedFile('a.zip', archive))), {
      code: 'archiveUnsafe',
      detail: expect.stringContaining('"link" is a symbolic link'),
    });
  });

  test('more entries than any package needs', async () => {
    const archive = new ZipFile();
    archive.addBuffer(Buffer.from('x'), 'x.txt');
    archive.end({ forceZip64Format: true, comment: '' });
    const bytes = await buffer(archive.outputStream);
    // Offset 32 of the zip64 end record: how many entries there are.
    bytes.writeBigUInt64LE(200_001n, bytes.indexOf('PK\x06\x06') + 32);
    await expectRefusal(content.store.take(upload(uploadedFile('many.zip', bytes))), {
      code: 'archiveUnsafe',
      detail: expect.stringContaining('200001 entries'),
    });
  });

  test('a declared size that no disk should hold', async () => {
    const archive = await archiveOf(...Array.from({ length: 20 }, (_, at) => ({ path: `${at}.bin` })));
    // Offset 24 of a central record: the size unpacked, here 4 GiB each, compressed, so that both may differ.
    for (let at = archive.indexOf('PK\x01\x02'); at >= 0; at = archive.indexOf('PK\x01\x02', at + 1)) {
      archive.writeUInt32LE(0xfffffffe, at + 24);
    }
    await expectRefusal(content.store.take(upload(uploadedFile('bomb.zip', archive))), {
      code: 'archiveUnsafe',
      detail: expect.stringContaining('64 GiB'),
    });
  });
});

describe('unreadable archives', () => {
  test('not an archive at all', async () => {
    await expectRefusal(content.store.take(upload(uploadedFile('a.zip', 'plain words'))), {
      code: 'archiveInvalid',
    });
  });

  test('cut in the middle', async () => {
    const archive = await archiveOf({ path: 'a.txt', content: 'x'.repeat(2000) }, { path: 'b.txt' });
    await expectRefusal(content.store.take(upload(uploadedFile('a.zip', archive.subarray(0, -30)))), {
      code: 'archiveInvalid',
    });
  });

  test('with its front missing', async () => {
    const archive = await archiveOf({ path: 'a.txt', content: 'x' }, { path: 'b.txt' });
    await expectRefusal(content.store.take(upload(uploadedFile('a.zip', archive.subarray(30)))), {
      code: 'archiveInvalid',
    });
  });
});

describe('names that cannot be packed', () => {
  test.each(['../up.txt', '/root.txt', 'C:\\fake\\a.txt', 'a/..', '', 'line\nfeed'])('%j', async (name) => {
    await expectRefusal(content.store.take(upload(uploadedFile(name, 'x'))), { code: 'invalidInput' });
  });

  test('the same name twice', async () => {
    const files = [uploadedFile('a/b.txt', '1'), uploadedFile('./a/b.txt', '2')];
    await expectRefusal(content.store.take(upload(...files)), { code: 'invalidInput' });
  });

  test('no file at all', async () => {
    await expectRefusal(content.store.take(upload()), { code: 'invalidInput' });
  });
});

test('packing ends when its archive cannot be written, also while a file waits for room', async () => {
  const into = await IncomingFile.create(content.directory);
  await into.discard();
  const endless = async function* () {
    for (;;) yield Buffer.alloc(65_536);
  };
  const files = async function* () {
    yield { name: 'endless.exe', bytes: endless() };
  };
  const stopped: unknown[] = [];
  await expect(pack({ files: files(), into, stop: (reason) => stopped.push(reason) })).rejects.toThrow();
  expect(stopped).toHaveLength(1);
});
