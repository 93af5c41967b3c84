import type { Document } from 'bson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION, prepare } from './differential/case.ts';
import { queries } from './differential/cases-query.ts';
import { temporaryStore, type TemporaryStore } from './support/temporary-store.ts';
import { WireClient } from './support/wire-client.ts';

const database = 'counts';
let store: TemporaryStore;
let client: WireClient;

beforeAll(async () => {
  store = await temporaryStore();
  client = WireClient.forUri(store.uri);
});

afterAll(async () => {
  client.close();
  await store.remove();
});

const holdsArray = (value: unknown): boolean =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.values(value).some(holdsArray));

const results = async (command: Document): Promise<unknown[]> => {
  const reply = await client.command(database, command);
  const cursor = reply.get('cursor');
  const batch = cursor instanceof Map ? cursor.get('firstBatch') : undefined;
  return Array.isArray(batch) ? batch : [];
};

/** By a group that only counts, as the driver does; nothing comes of none. */
const grouped = async (filter: unknown, limit: Document[]): Promise<unknown> => {
  const pipeline = [{ $match: filter }, ...limit, { $group: { _id: 1, n: { $sum: 1 } } }];
  const [group] = await results({ aggregate: COLLECTION, pipeline, cursor: {} });
  return group instanceof Map ? group.get('n') : 0;
};

const counted = async (filter: unknown, limit?: number): Promise<unknown> =>
  (await client.command(database, { count: COLLECTION, query: filter, limit })).get('n');

/** Documents with arrays have several keys in an index, of which several may be asked for. */
describe.each([
  ['with arrays', queries.documents],
  ['without arrays', queries.documents.filter((document) => !holdsArray(document))],
])('a count over an index alone, of documents %s', (_, documents) => {
  it('is the number of documents that are found', async () => {
    await prepare({ client, database }, { ...queries, documents, withIndexes: true });
    const wrong: unknown[] = [];
    for (const { name, command } of queries.cases) {
      const filter: unknown = command['filter'];
      const { size } = new Set(await results({ ...command, batchSize: 1_000 }));
      const reply = await client.command(database, command);
      if (!reply.has('cursor')) continue;
      const told = [
        await counted(filter),
        await grouped(filter, []),
        await counted(filter, 2),
        await grouped(filter, [{ $limit: 2 }]),
      ];
      const few = Math.min(size, 2);
      if (told.join() !== [size, size, few, few].join()) wrong.push({ name, size, told });
    }
    expect(wrong).toEqual([]);
  });

  it('stays right as documents come, change and go', async () => {
    const key = { place: 1 };
    await prepare(
      { client, database },
      { ...queries, documents, indexes: [{ key, name: 'place' }], withIndexes: true },
    );
    const there = { place: { $gte: '' } };
    expect(await counted(there)).toBe(0);
    await client.command(database, { insert: COLLECTION, documents: [{ place: 'a' }, { place: 'b' }] });
    expect([await counted(there), await counted({ place: 'a' })]).toEqual([2, 1]);
    const updates = [{ q: { place: 'a' }, u: { $set: { place: ['b', 'c', 'd'] } } }];
    await client.command(database, { update: COLLECTION, updates });
    expect([await counted(there), await counted({ place: 'a' }), await counted({ place: 'b' })]).toEqual([
      2, 0, 2,
    ]);
    expect(await counted({ place: { $in: ['b', 'c'] } })).toBe(2);
    await client.command(database, { delete: COLLECTION, deletes: [{ q: { place: 'c' }, limit: 1 }] });
    expect([await counted(there), await counted({ place: 'b' })]).toEqual([1, 1]);
  });
});
