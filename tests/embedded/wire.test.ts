import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Double, Long } from 'bson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedStore } from '../../src/store/embedded/index.ts';
import type { Document } from '../../src/store/embedded/bson/value.ts';
import { canonical } from './support/canonical.ts';
import { temporaryStore, type TemporaryStore } from './support/temporary-store.ts';
import { WireClient } from './support/wire-client.ts';

let store: TemporaryStore;
let client: WireClient;

beforeAll(async () => {
  store = await temporaryStore({ maxCursors: 5, cursorIdleTime: 300, expiryInterval: 100 });
  client = WireClient.forUri(store.uri);
});

afterAll(async () => {
  client.close();
  await store.remove();
});

const code = (reply: Document): string => canonical(reply.get('code'));
const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

function message(length: number, kind: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(length, 0);
  head.writeInt32LE(kind, 12);
  return Buffer.concat([head, body]);
}

describe('messages', () => {
  it('has a socket for its owner alone', () => {
    expect(statSync(join(store.directory, 'store.sock')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['too long', message(48_000_001, 2013, Buffer.alloc(100))],
    ['negative', message(-5, 2013, Buffer.alloc(100))],
    ['too short', message(10, 2013, Buffer.alloc(100))],
    ['of an unknown kind', message(116, 99, Buffer.alloc(100))],
    ['compressed', message(116, 2012, Buffer.alloc(100))],
    ['with unknown flags', message(116, 2013, Buffer.alloc(100, 0xff))],
    [
      'with a section beyond its end',
      message(30, 2013, Buffer.from([0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0])),
    ],
    ['without a body', message(20, 2013, Buffer.alloc(4))],
  ])('a message %s is refused with an answer, and the connection ends', async (_name, bytes) => {
    const other = WireClient.forUri(store.uri);
    expect(code(await other.send(bytes))).toBe('17');
    await new Promise((resolve) => other.socket.once('close', resolve));
    expect(canonical((await client.command('test', { ping: 1 })).get('ok'))).toBe('1d');
  });

  it('malformed BSON in a sound frame is refused and the connection goes on', async () => {
    const body = Buffer.from([0, 0, 0, 0, 0, 12, 0, 0, 0, 0x77, 0x61, 0, 1, 2, 3, 4, 0]);
    expect(code(await client.send(message(16 + body.length, 2013, body)))).toBe('22');
    expect(canonical((await client.command('test', { ping: 1 })).get('ok'))).toBe('1d');
  });

  it('a message in small pieces is put together', async () => {
    const other = WireClient.forUri(store.uri);
    const original = other.socket.write.bind(other.socket);
    const pieces: Buffer[] = [];
    other.socket.write = (bytes: unknown): boolean => (pieces.push(bytes as Buffer), true);
    const reply = other.command('test', { ping: 1 });
    for (const byte of pieces[0] ?? []) {
      original(Buffer.from([byte]));
      await wait(0);
    }
    expect(canonical((await reply).get('ok'))).toBe('1d');
    other.close();
  });

  it('several messages at once are answered in order', async () => {
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        client.command('test', { insert: 'order', documents: [{ _id: n }] }),
      ),
    );
    expect(replies.every((reply) => canonical(reply.get('n')) === '1')).toBe(true);
  });

  it('a document of more than 16 MB is refused', async () => {
    const reply = await client.command('test', {
      insert: 'c',
      documents: [{ _id: 1, a: 'x'.repeat(16 * 1024 * 1024) }],
    });
    expect(canonical(reply.get('writeErrors'))).toContain('code:2,');
  });

  it('nesting beyond 180 levels is refused', async () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 185; depth += 1) nested = { a: nested };
    const reply = await client.command('test', { insert: 'c', documents: [{ _id: 1, nested }] });
    expect(canonical(reply.get('writeErrors'))).toContain('code:15,');
  });
});

describe('cursors', () => {
  beforeAll(async () => {
    await client.command('test', {
      insert: 'many',
      documents: Array.from({ length: 500 }, (_, _id) => ({ _id })),
    });
  });

  const open = async (): Promise<bigint> => {
    const reply = await client.command('test', { find: 'many', batchSize: 2 });
    const cursor = reply.get('cursor');
    const id = cursor instanceof Map ? cursor.get('id') : undefined;
    return typeof id === 'bigint' ? id : 0n;
  };

  it('are bounded in number, and closed when idle', async () => {
    for (let count = 0; count < 5; count += 1) expect(await open()).not.toBe(0n);
    expect(code(await client.command('test', { find: 'many', batchSize: 2 }))).toBe('2');
    await wait(700);
    const id = await open();
    expect(id).not.toBe(0n);
    await client.command('test', { killCursors: 'many', cursors: [Long.fromBigInt(id)] });
    expect(code(await client.command('test', { getMore: Long.fromBigInt(id), collection: 'many' }))).toBe(
      '43',
    );
  });

  it('of a dropped collection are gone', async () => {
    await client.command('test', {
      insert: 'gone',
      documents: Array.from({ length: 300 }, (_, _id) => ({ _id })),
    });
    const reply = await client.command('test', { find: 'gone', batchSize: 2 });
    const cursor = reply.get('cursor');
    const id = cursor instanceof Map ? cursor.get('id') : undefined;
    await client.command('test', { drop: 'gone' });
    const next = await client.command('test', {
      getMore: Long.fromBigInt(typeof id === 'bigint' ? id : 0n),
      collection: 'gone',
    });
    expect(code(next)).toBe('43');
  });
});

describe('long requests', () => {
  beforeAll(async () => {
    for (let part = 0; part < 10; part += 1) {
      const documents = Array.from({ length: 2_000 }, (_, n) => ({
        _id: part * 2_000 + n,
        n,
        text: 'some words '.repeat(5),
      }));
      await client.command('test', { insert: 'big', documents });
    }
  });

  it('a scan lets other requests run', async () => {
    const other = WireClient.forUri(store.uri);
    let isDone = false;
    const patterns = Array.from({ length: 100 }, (_, n) => ({ text: { $regex: `nothing${n}` } }));
    const scan = client
      .command('test', { count: 'big', query: { $or: patterns } })
      .then(() => (isDone = true));
    let between = 0;
    while (!isDone) {
      await other.command('test', { ping: 1 });
      if (!isDone) between += 1;
    }
    await scan;
    other.close();
    expect(between).toBeGreaterThan(1);
  });

  it('maxTimeMS is honoured', async () => {
    const reply = await client.command('test', {
      count: 'big',
      query: { text: { $regex: 'nothing' } },
      maxTimeMS: 1,
    });
    expect(code(reply)).toBe('50');
  });

  it('an update of many lets other requests run and changes all', async () => {
    const other = WireClient.forUri(store.uri);
    const update = client.command('test', {
      update: 'big',
      updates: [{ q: {}, u: { $set: { seen: true } }, multi: true }],
    });
    await other.command('test', { insert: 'big', documents: [{ _id: 'late' }] });
    expect(canonical((await update).get('nModified'))).toMatch(/^2000[01]$/);
    other.close();
  });
});

describe('TTL', () => {
  it('deletes what has expired and nothing else', async () => {
    await client.command('test', {
      createIndexes: 'ttl',
      indexes: [{ key: { at: 1 }, name: 'ttl', expireAfterSeconds: 60 }],
    });
    const now = Date.now();
    await client.command('test', {
      insert: 'ttl',
      documents: [
        { _id: 1, at: new Date(now - 61_000) },
        { _id: 2, at: new Date(now) },
        { _id: 3, at: [new Date(now), new Date(now - 61_000)] },
        { _id: 4 },
        { _id: 5, at: null },
        { _id: 6, at: now - 61_000 },
        { _id: 7, at: 'yesterday' },
        { _id: 8, at: new Date(0) },
      ],
    });
    await wait(400);
    const left = await client.command('test', { distinct: 'ttl', key: '_id' });
    expect(canonical(left.get('values'))).toBe('[2,4,5,6,7]');
  });
});

describe('what is not supported is refused by name', () => {
  const cases: [string, string, object][] = [
    ['an unknown command', '59', { nonsense: 1 }],
    ['explain', '59', { explain: { find: 'c' } }],
    ['mapReduce', '59', { mapReduce: 'c' }],
    ['serverStatus', '59', { serverStatus: 1 }],
    [
      'a transaction',
      '263',
      {
        insert: 'c',
        documents: [{ _id: 1 }],
        startTransaction: true,
        autocommit: false,
        txnNumber: Long.fromNumber(1),
      },
    ],
    ['commitTransaction', '263', { commitTransaction: 1 }],
    ['a change stream', '40573', { aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} }],
    [
      'a change stream of a database',
      '40573',
      { aggregate: 1, pipeline: [{ $changeStream: {} }], cursor: {} },
    ],
    ['$lookup', '40324', { aggregate: 'c', pipeline: [{ $lookup: { from: 'd', as: 'x' } }], cursor: {} }],
    ['$facet', '40324', { aggregate: 'c', pipeline: [{ $facet: {} }], cursor: {} }],
    [
      'an expression',
      '168',
      { aggregate: 'c', pipeline: [{ $group: { _id: { $add: [1, 2] } } }], cursor: {} },
    ],
    ['$project', '40324', { aggregate: 'c', pipeline: [{ $project: { a: 1 } }], cursor: {} }],
    ['$unwind', '40324', { aggregate: 'c', pipeline: [{ $unwind: '$a' }], cursor: {} }],
    ['$sortByCount', '40324', { aggregate: 'c', pipeline: [{ $sortByCount: '$a' }], cursor: {} }],
    ['a stage twice', '115', { aggregate: 'c', pipeline: [{ $match: {} }, { $match: {} }], cursor: {} }],
    [
      'a stage after $group',
      '115',
      { aggregate: 'c', pipeline: [{ $group: { _id: '$a' } }, { $sort: { _id: 1 } }], cursor: {} },
    ],
    [
      'the accumulator $push',
      '115',
      { aggregate: 'c', pipeline: [{ $group: { _id: null, x: { $push: '$a' } } }], cursor: {} },
    ],
    [
      'a group by a variable',
      '168',
      { aggregate: 'c', pipeline: [{ $group: { _id: '$$ROOT' } }], cursor: {} },
    ],
    ['collMod', '59', { collMod: 'c', index: { name: 'a', expireAfterSeconds: 1 } }],
    ['renameCollection', '59', { renameCollection: 'c' }],
    ['a hint', '115', { find: 'c', hint: 'a_1' }],
    ['arrayFilters', '115', { findAndModify: 'c', query: {}, update: { $set: { a: 1 } }, arrayFilters: [] }],
    ['a position in a query', '115', { find: 'c', filter: { 'a.0': 1 } }],
    ['a position in a distinct', '115', { distinct: 'c', key: 'a.0.b' }],
    ['a position in an index', '67', { createIndexes: 'c', indexes: [{ key: { 'a.0': 1 }, name: 'a' }] }],
    [
      'a partial index by a range',
      '67',
      {
        createIndexes: 'c',
        indexes: [{ key: { a: 1 }, name: 'a', partialFilterExpression: { a: { $gt: 1 } } }],
      },
    ],
    ['$slice of a projection', '115', { find: 'c', projection: { a: { $slice: 1 } } }],
    ['$elemMatch of a projection', '115', { find: 'c', projection: { a: { $elemMatch: { b: 1 } } } }],
    ['the option x', '115', { find: 'c', filter: { a: { $regex: 'x', $options: 'x' } } }],
    ['an escape of PCRE', '115', { find: 'c', filter: { a: { $regex: '\\Ax' } } }],
    ...['$not', '$all', '$elemMatch', '$size', '$mod', '$type'].map((operator): [string, string, object] => [
      operator,
      '115',
      { find: 'c', filter: { a: { [operator]: {} } } },
    ]),
    [
      'an accumulator',
      '115',
      { aggregate: 'c', pipeline: [{ $group: { _id: null, x: { $stdDevPop: '$a' } } }], cursor: {} },
    ],
    ['a text index', '67', { createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 'a' }] }],
    ['a 2dsphere index', '67', { createIndexes: 'c', indexes: [{ key: { a: '2dsphere' }, name: 'a' }] }],
    ['a hashed index', '67', { createIndexes: 'c', indexes: [{ key: { a: 'hashed' }, name: 'a' }] }],
    ['a wildcard index', '67', { createIndexes: 'c', indexes: [{ key: { '$**': 1 }, name: 'a' }] }],
    [
      'a collation of an index',
      '115',
      { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', collation: { locale: 'de' } }] },
    ],
    ['$text', '115', { find: 'c', filter: { $text: { $search: 'x' } } }],
    ['$where', '115', { find: 'c', filter: { $where: 'true' } }],
    ['$expr', '115', { find: 'c', filter: { $expr: { $eq: ['$a', 1] } } }],
    ['$jsonSchema', '115', { find: 'c', filter: { $jsonSchema: {} } }],
    ['$near', '115', { find: 'c', filter: { a: { $near: [0, 0] } } }],
    ['a collation', '115', { find: 'c', collation: { locale: 'de' } }],
    ['a tailable cursor', '115', { find: 'c', tailable: true }],
    ['a positional projection', '115', { find: 'c', projection: { 'a.$': 1 } }],
    ['a computed field', '115', { find: 'c', projection: { a: '$b' } }],
    ['a sort by position', '115', { find: 'c', sort: { 'a.0': 1 } }],
    ['a validator', '115', { create: 'other', validator: {} }],
    ['a capped collection', '115', { create: 'other', capped: true, size: 1000 }],
    ['a view', '115', { create: 'other', viewOn: 'c', pipeline: [] }],
    ['an unknown field', '40415', { find: 'c', unheardOf: 1 }],
  ];

  it.each(cases)('%s: %s', async (_name, expected, command) => {
    const reply = await client.command('test', { ...command });
    expect(code(reply)).toBe(expected);
    expect(canonical(reply.get('errmsg')).length).toBeGreaterThan(10);
  });

  it.each([
    ['a pipeline', [{ $set: { a: 1 } }]],
    ['$rename', { $rename: { a: 'b' } }],
    ['$bit', { $bit: { a: { and: 1 } } }],
    ['$mul', { $mul: { a: 1 } }],
    ['$min', { $min: { a: 1 } }],
    ['$max', { $max: { a: 1 } }],
    ['$currentDate', { $currentDate: { a: true } }],
    ['$pop', { $pop: { a: 1 } }],
    ['$pullAll', { $pullAll: { a: [1] } }],
    ['$position', { $push: { a: { $each: [1], $position: 0 } } }],
    ['$sort', { $push: { a: { $each: [1], $sort: 1 } } }],
    ['a position', { $set: { 'a.0': 1 } }],
    ['the matched position', { $set: { 'a.$': 1 } }],
    ['all positions', { $inc: { 'a.$[]': 1 } }],
    ['filtered positions', { $inc: { 'a.$[x].b': 1 } }],
    ['a replacement', { a: 1 }],
  ])('an update with %s: 115', async (_name, u) => {
    const reply = await client.command('test', { update: 'c', updates: [{ q: {}, u }] });
    expect(canonical(reply.get('writeErrors'))).toContain('code:115');
  });

  it('types that are not kept are refused, not changed', async () => {
    const { Decimal128, MaxKey, MinKey, Timestamp } = await import('bson');
    for (const a of [Decimal128.fromString('0.1'), new MinKey(), new MaxKey(), new Timestamp(1n)]) {
      const reply = await client.command('test', { insert: 'c', documents: [{ _id: 1, nested: { a } }] });
      expect(canonical(reply.get('writeErrors'))).toContain('code:115');
    }
    expect(
      canonical((await client.command('test', { find: 'c', filter: { a: new Double(0.1) } })).get('ok')),
    ).toBe('1d');
  });
});

describe('the folder', () => {
  it('is refused to a second hub with a clear line', async () => {
    await expect(startEmbeddedStore({ directory: store.directory })).rejects.toThrow(/in use by another hub/);
    expect(canonical((await client.command('test', { ping: 1 })).get('ok'))).toBe('1d');
  });

  it('may have a path too long for a socket', async () => {
    const long = await temporaryStore({ directory: join(store.directory, 'x'.repeat(120)) });
    expect(decodeURIComponent(long.uri)).not.toContain('xxx');
    const other = WireClient.forUri(long.uri);
    expect(canonical((await other.command('test', { ping: 1 })).get('ok'))).toBe('1d');
    other.close();
    await long.stop();
  });
});
