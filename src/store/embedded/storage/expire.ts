import { decodeDocument } from '../bson/decode.ts';
import { DateTime } from '../bson/value.ts';
import { PAUSE, type Budget, type Task } from '../query/budget.ts';
import { rangeWithin } from './bounds.ts';
import type { Catalog } from './catalog.ts';
import type { Collection, StoredIndex } from './collection.ts';
import { scan } from './scan.ts';

/**
 * Deletes what TTL indexes have let expire: documents whose date (the earliest, in an array) is older than the index's
 * seconds. Other values never expire. Pauses when its slice is spent.
 */
export function* expire({ catalog, budget }: { catalog: Catalog; budget: Budget }): Task<void> {
  for (const { database, name } of catalog.all()) {
    // Looked up again: in the pauses collections and indexes may have gone.
    const collection = catalog.find(database, name);
    for (const index of [...(collection?.indexes ?? [])])
      if (collection !== undefined) yield* expireByIndex({ collection, index, budget });
  }
}

interface Expiry {
  readonly collection: Collection;
  readonly index: StoredIndex;
  readonly budget: Budget;
}

function* expireByIndex({ collection, index, budget }: Expiry): Task<void> {
  const { fields, expireAfterSeconds } = index.definition;
  const [field] = fields;
  if (field === undefined || expireAfterSeconds === undefined) return;
  const value = new DateTime(BigInt(Date.now() - expireAfterSeconds * 1_000));
  const range = rangeWithin({
    prefix: Buffer.alloc(0),
    bounds: { upper: { value, inclusive: true } },
    descending: field.descending,
    oneBound: false,
  });
  if (range === undefined) return;
  const plan = { kind: 'index', index, ranges: [range], backward: false, isSorted: false } as const;
  for (const rows of scan(collection, plan))
    for (const { rid } of rows) {
      const row = collection.rowAt(rid);
      if (row !== undefined) collection.remove({ rid, document: decodeDocument(row.bytes) });
      if (!budget.isSpent()) continue;
      yield PAUSE;
      if (!collection.indexes.includes(index)) return;
    }
}
