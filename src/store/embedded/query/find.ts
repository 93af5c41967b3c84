import { decodeDocument } from '../bson/decode.ts';
import type { Collection, Row } from '../storage/collection.ts';
import { plan } from '../storage/planner.ts';
import { scan } from '../storage/scan.ts';
import { PAUSE, type Budget, type Stream } from './budget.ts';
import { fieldsIn, type Condition } from './condition.ts';
import { compileCondition } from './evaluate.ts';
import { sortKey, Sorter, type OrderedField } from './sort.ts';

export interface FindRequest {
  readonly collection: Collection;
  readonly condition: Condition;
  readonly sort?: readonly OrderedField[];
  readonly skip?: number;
  /** 0: without limit. */
  readonly limit?: number;
  readonly budget: Budget;
}

/** The stored documents that satisfy a condition, in order. Never more of them in memory than a sort needs. */
export function* findRows(request: FindRequest): Stream<Row> {
  const { skip = 0, limit = 0, budget } = request;
  const end = limit === 0 ? Infinity : skip + limit;
  let passed = 0;
  for (const row of orderedRows(request, end)) {
    if (row === PAUSE) {
      yield PAUSE;
      continue;
    }
    passed += 1;
    if (passed > skip) yield row;
    if (passed >= end) return;
    if (passed % 1_000 === 0 && budget.isSpent()) yield PAUSE;
  }
}

/** The matching rows in the order of an index that gives it, else the first `keep` of them sorted in memory. */
function* orderedRows({ collection, condition, sort = [], budget }: FindRequest, keep: number): Stream<Row> {
  const chosen = plan({ collection, condition, sort });
  const isSorted = sort.length === 0 || (chosen.kind === 'index' && chosen.isSorted);
  const matches = compileCondition(condition);
  // Only what is looked at is decoded.
  const fields = new Set([
    ...fieldsIn(condition),
    ...(isSorted ? [] : sort.map(({ path }) => path[0] ?? '')),
  ]);
  const sorter = isSorted ? undefined : new Sorter<Row>(keep);
  for (const rows of scan(collection, chosen)) {
    for (const row of rows) {
      const document = fields.size === 0 ? NOTHING : decodeDocument(row.bytes, fields);
      if (!matches(document)) continue;
      if (sorter === undefined) yield row;
      else sorter.add({ key: sortKey(document, sort), item: row, bytes: row.bytes.length });
    }
    if (budget.isSpent()) yield PAUSE;
  }
  if (sorter !== undefined) yield* sorter.finish();
}

/** In the place of a document that nothing looks at. */
const NOTHING = new Map<string, never>();
