import { rowOf, type Collection, type Row } from './collection.ts';
import type { Plan } from './planner.ts';
import type { KeyRange } from './bounds.ts';

/** Rows read at once: few at first, for queries that want one, then more. */
const FIRST_CHUNK = 8;
const LARGEST_CHUNK = 256;

/**
 * The rows that a plan leads to, in chunks. Each chunk is a finished statement that goes on after the last key, so
 * that others may write between two chunks. A row that several keys lead to is given once.
 */
export function* scan(collection: Collection, plan: Plan): Generator<Row[]> {
  switch (plan.kind) {
    case 'all':
      return yield* scanAll(collection);
    case 'ids':
      for (const key of plan.keys) {
        const row = collection.rowOfId(key);
        if (row !== undefined) yield [row];
      }
      return;
    case 'index': {
      // Only arrays and several ranges lead to a row twice.
      const seen = plan.index.isMultikey || plan.ranges.length > 1 ? new Set<number>() : undefined;
      for (const range of plan.ranges)
        for (const rows of scanRange({ collection, index: plan.index.id, range, backward: plan.backward }))
          yield seen === undefined ? rows : rows.filter(({ rid }) => !seen.has(rid) && seen.add(rid));
    }
  }
}

function* scanAll(collection: Collection): Generator<Row[]> {
  let last = 0;
  for (let count = FIRST_CHUNK; ; count = Math.min(count * 4, LARGEST_CHUNK)) {
    const rows = collection.rowsAfter({ rid: last, count });
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.rid;
    yield rows;
    if (rows.length < count) return;
  }
}

interface RangeScan {
  readonly collection: Collection;
  readonly index: number;
  readonly range: KeyRange;
  readonly backward: boolean;
}

function* scanRange({ collection, index, range, backward }: RangeScan): Generator<Row[]> {
  const documents = `c${collection.id}`;
  const tables =
    index === 0 ? `${documents} AS x` : `x${index} AS x CROSS JOIN ${documents} AS c ON c.rid = x.rid`;
  const bytes = index === 0 ? 'x.d' : 'c.d';
  const sql = backward
    ? `SELECT x.rid, ${bytes}, x.k FROM ${tables} WHERE (x.k, x.rid) < (?, ?) AND x.k >= ? ORDER BY x.k DESC, x.rid DESC LIMIT ?`
    : `SELECT x.rid, ${bytes}, x.k FROM ${tables} WHERE (x.k, x.rid) > (?, ?) AND x.k < ? ORDER BY x.k, x.rid LIMIT ?`;
  // Row ids begin at 1: 0 stands before all rows with the same key.
  let from = { key: backward ? range.high : range.low, rid: 0 };
  const end = backward ? range.low : range.high;
  for (let count = FIRST_CHUNK; ; count = Math.min(count * 4, LARGEST_CHUNK)) {
    const found = collection.store.rows(sql, from.key, from.rid, end, count);
    const last = found.at(-1);
    if (last === undefined) return;
    const rows = found.map(rowOf);
    const [rid, , key] = last;
    if (typeof rid === 'number' && Buffer.isBuffer(key)) from = { key, rid };
    yield rows;
    if (found.length < count) return;
  }
}
