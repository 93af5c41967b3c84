import { decodeDocument } from '../bson/decode.ts';
import type { Document } from '../bson/value.ts';
import type { Collection, Row } from '../storage/collection.ts';
import { plan } from '../storage/planner.ts';
import { scan } from '../storage/scan.ts';
import { PAUSE, type Budget, type Stream } from './budget.ts';
import { collectFields, type Condition } from './condition.ts';
import { compileCondition } from './evaluate.ts';
import { sortKey, Sorter, type SortField } from './sort.ts';

export interface FindRequest {
  readonly collection: Collection;
  readonly condition: Condition;
  readonly sort?: readonly SortField[];
  readonly skip?: number;
  /** 0: without limit. */
  readonly limit?: number;
  readonly budget: Budget;
}

/** The stored documents that satisfy a condition, in order. Never more of them in memory than a sort needs. */
export function* findRows(request: FindRequest): Stream<Row> {
  const { sort = [], skip = 0, budget } = request;
  const limit = request.limit === undefined || request.limit === 0 ? Infinity : request.limit;
  let passed = 0;
  const rows =
    sort.length === 0 ? matchingRows(request) : sortedRows({ ...request, sort, keep: skip + limit });
  for (const row of rows) {
    if (row === PAUSE) {
      yield PAUSE;
      continue;
    }
    passed += 1;
    if (passed > skip) yield row;
    if (passed >= skip + limit) return;
    if (passed % 1_000 === 0 && budget.isSpent()) yield PAUSE;
  }
}

function* matchingRows({ collection, condition, budget, sort = [] }: FindRequest): Stream<Row> {
  const test = rowTest(condition);
  for (const rows of scan(collection, plan({ collection, condition, sort }))) {
    for (const row of rows) if (test(row)) yield row;
    if (budget.isSpent()) yield PAUSE;
  }
}

function* sortedRows(request: FindRequest & { sort: readonly SortField[]; keep: number }): Stream<Row> {
  const { collection, condition, sort, keep, budget } = request;
  const chosen = plan({ collection, condition, sort });
  const test = rowTest(condition);
  if (chosen.kind === 'index' && chosen.isSorted) return yield* matchingRows(request);
  const fields = new Set(sort.map((field) => field.path[0] ?? ''));
  const sorter = new Sorter<Row>(keep);
  for (const rows of scan(collection, chosen)) {
    for (const row of rows) {
      if (!test(row)) continue;
      const key = sortKey(decodeDocument(row.bytes, fields), sort);
      sorter.add({ key, item: row, bytes: row.bytes.length });
    }
    if (budget.isSpent()) yield PAUSE;
  }
  yield* sorter.finish();
}

/** A test of stored bytes that decodes no more than the fields the condition reads. */
export function rowTest(condition: Condition): (row: Row) => boolean {
  const fields = new Set<string>();
  collectFields(condition, fields);
  if (fields.size === 0 && condition.kind === 'and') return () => true;
  const matches = compileCondition(condition);
  return ({ bytes }) => matches(decodeDocument(bytes, fields));
}

/** All fields of a stored document. */
export function contentOf(row: Row): Document {
  return decodeDocument(row.bytes);
}
