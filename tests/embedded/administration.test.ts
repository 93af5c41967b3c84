import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { Binary, Double, Int32, Long, ObjectId } from 'bson';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupStore, copyStore, restoreEmbeddedStore } from '../../src/store/embedded/index.ts';
import { answer, type Place } from './differential/case.ts';
import { temporaryStore, type TemporaryStore } from './support/temporary-store.ts';
import { WireClient } from './support/wire-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'embedded-administration-'));
let store: TemporaryStore;
let client: WireClient;

const DOCUMENTS = Array.from({ length: 1_200 }, (_, n) => ({
  _id: n % 2 === 0 ? new ObjectId(String(n).padStart(24, '0')) : n,
  double: new Double(n),
  int: new Int32(n),
  long: Long.fromNumber(n),
  text: `document ${n}`,
  at: new Date(n),
  bytes: new Binary(Buffer.from([n & 255])),
  nested: {
    list: [{ a: n }, null, [1, 'x']],
    numbered: new Map([
      ['10', 1],
      ['9', 2],
    ]),
  },
}));
const INDEXES = [
  { key: { text: 1 }, name: 'text_1', unique: true },
  { key: { int: 1, long: -1 }, name: 'pair', sparse: true },
  { key: { double: 1 }, name: 'some', partialFilterExpression: { double: new Double(5) } },
  { key: { at: 1 }, name: 'ttl', expireAfterSeconds: 2_000_000_000 },
];

beforeAll(async () => {
  store = await temporaryStore();
  client = WireClient.forUri(store.uri);
  await client.command('test', { createIndexes: 'c', indexes: INDEXES });
  await client.command('test', { insert: 'c', documents: DOCUMENTS });
  await client.command('test', { create: 'empty' });
});

afterAll(async () => {
  client.close();
  await store.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** All documents and indexes as text. */
async function contents(place: Place): Promise<string[]> {
  const documents = await answer(
    place,
    { name: 'all', isSorted: true, command: { find: 'c', sort: { int: 1 } } },
    false,
  );
  const indexes = await answer(place, { name: 'indexes', command: { listIndexes: 'c' } }, false);
  return [documents, indexes];
}

describe('backup and restore', () => {
  it('a backup taken while others write is whole and can be restored', { timeout: 60_000 }, async () => {
    const file = join(folder, 'backup', 'store.backup');
    let isOver = false;
    const writer = (async () => {
      const other = WireClient.forUri(store.uri);
      for (let n = 0; !isOver; n += 1) await other.command('test', { insert: 'noise', documents: [{ n }] });
      other.close();
    })();
    await backupStore({ directory: store.directory, file });
    isOver = true;
    await writer;
    const directory = join(folder, 'restored');
    restoreEmbeddedStore({ file, directory });
    const restored = await temporaryStore({ directory });
    const other = WireClient.forUri(restored.uri);
    const expected = await contents({ client, database: 'test' });
    expect(await contents({ client: other, database: 'test' })).toEqual(expected);
    expect(() => restoreEmbeddedStore({ file, directory })).toThrow(/in use by another hub/);
    other.close();
    await restored.stop();
    // Over an existing store, which is kept beside it.
    restoreEmbeddedStore({ file, directory });
    expect(readFileSync(join(directory, 'store.sqlite.before-restore')).length).toBeGreaterThan(1_000);
  });

  it('refuses a file that is no backup and changes nothing', () => {
    const file = join(folder, 'nonsense');
    writeFileSync(file, 'this is no store');
    const directory = join(folder, 'untouched');
    expect(() => restoreEmbeddedStore({ file, directory })).toThrow(/not a sound backup/);
    expect(() => restoreEmbeddedStore({ file: join(folder, 'nowhere'), directory })).toThrow(
      /there is no file/,
    );
  });
});

describe('copying', () => {
  it('into another embedded store: documents and indexes are identical', { timeout: 60_000 }, async () => {
    const target = await temporaryStore();
    const progress: number[] = [];
    await copyStore({ from: store.uri, to: target.uri, onProgress: ({ copied }) => progress.push(copied) });
    expect(progress.at(-1)).toBeGreaterThan(0);
    const other = WireClient.forUri(target.uri);
    expect(await contents({ client: other, database: 'test' })).toEqual(
      await contents({ client, database: 'test' }),
    );
    await expect(copyStore({ from: store.uri, to: target.uri })).rejects.toThrow(/holds documents already/);
    other.close();
    await target.remove();
  });

  const uri = process.env['MONGODB_URI'];
  if (uri !== undefined && uri !== '')
    it('to a MongoDB server and back', { timeout: 120_000 }, async () => {
      const database = 'embedded_diff_copy';
      const server = `${uri.split('/?')[0]}/${database}?${uri.split('?')[1] ?? ''}`;
      const remote = WireClient.forUri(server);
      await remote.command(database, { dropDatabase: 1 });
      await copyStore({ from: store.uri, to: server });
      const expected = await contents({ client, database: 'test' });
      expect(await contents({ client: remote, database })).toEqual(expected);
      const back = await temporaryStore();
      await copyStore({ from: server, to: back.uri });
      const other = WireClient.forUri(back.uri);
      expect(await contents({ client: other, database: 'test' })).toEqual(expected);
      await remote.command(database, { dropDatabase: 1 });
      for (const each of [remote, other]) each.close();
      await back.remove();
    });
});

describe('a thread that dies', () => {
  it('is started again, and mongoose goes on by itself', { timeout: 60_000 }, async () => {
    const lines: string[] = [];
    let thread: Worker | undefined;
    process.once('worker', (worker: Worker) => (thread = worker));
    const mortal = await temporaryStore({ log: (line) => lines.push(line) });
    const connection = await mongoose.createConnection(mortal.uri).asPromise();
    const Item = connection.model('Item', new mongoose.Schema({ n: Number }));
    await Item.create({ n: 1 });
    const restarted = new Promise<void>((resolve) => mortal.onRestart(resolve));
    await thread?.terminate();
    await restarted;
    expect(lines.join('\n')).toMatch(/ended unexpectedly/);
    await Item.create({ n: 2 });
    expect(await Item.countDocuments()).toBe(2);
    await connection.close();
    await mortal.remove();
  });
});
