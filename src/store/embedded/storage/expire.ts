import { decodeDocument } from '../bson/decode.ts';
import { DateTime } from '../bson/value.ts';
import { PAUSE, type Budget, type Task } from '../query/budget.ts';
import { rangeWithin } from './bounds.ts';
import type { Catalog } from './catalog.ts';
import type { Collection, StoredIndex } from './collection.ts';
import { scan } from './scan.ts';

/**
 * Deletes what TTL indexes have let expire: documents whose date (the earliest, in an array) is older than the index's
 * seconds. Other values never expire. Ends early when its slice is spent and goes on in the next turn.
 * Returns how many were deleted.
 */
export function* expire({
  catalog,
  budget,
  now,
}: {
  catalog: Catalog;
  budget: Budget;
  now: number;
}): Task<number> {
  let count = 0;
  for (const { namespace } of catalog.all()) {
    const [database = '', ...name] = namespace.split('.');
    // Looked up again: in the pauses collections and indexes may have gone.
    const collection = catalog.find(database, name.join('.'));
    for (const index of [...(collection?.indexes ?? [])]) {
      if (collection === undefined || index.definition.expireAfterSeconds === undefined) continue;
      for (const rid of expiredIn({ collection, index, now })) {
        if (!collection.indexes.includes(index)) break;
        const row = collection.rowAt(rid);
        if (row !== undefined) {
          collection.remove({ rid, document: decodeDocument(row.bytes) });
          count += 1;
        }
        if (budget.isSpent()) yield PAUSE;
      }
    }
  }
  return count;
}

function* expiredIn(place: { collection: Collection; index: StoredIndex; now: number }): Generator<number> {
  const { collection, index, now } = place;
  const [field] = index.definition.fields;
  const seconds = index.definition.expireAfterSeconds;
  if (field === undefined || seconds === undefined) return;
  const oldest = new DateTime(BigInt(now) - BigInt(seconds) * 1_000n);
  const range = rangeWithin({
    prefix: Buffer.alloc(0),
    bounds: { exists: true, upper: { value: oldest, inclusive: true } },
    descending: field.descending,
    oneBound: false,
  });
  if (range === undefined) return;
  for (const rows of scan(collection, {
    kind: 'index',
    index,
    ranges: [range],
    backward: false,
    isSorted: false,
  }))
    for (const { rid } of rows) yield rid;
}
