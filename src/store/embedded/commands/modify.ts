import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Document } from '../bson/value.ts';
import { PAUSE, type Budget, type Task } from '../query/budget.ts';
import type { Condition } from '../query/condition.ts';
import { compileCondition } from '../query/evaluate.ts';
import { findRows } from '../query/find.ts';
import type { OrderedField } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import { applyUpdate } from '../update/apply.ts';
import type { Change } from '../update/parse.ts';
import { documentToInsert } from '../update/upsert.ts';
import { checkId } from './insert.ts';

interface Selection {
  readonly collection: Collection;
  readonly condition: Condition;
  readonly sort?: readonly OrderedField[];
  readonly isMulti: boolean;
  readonly budget: Budget;
}

export interface UpdateRequest extends Selection {
  readonly changes: readonly Change[];
  readonly isUpsert: boolean;
}

export interface UpdateOutcome {
  matched: number;
  modified: number;
  /** The last document that matched. */
  before?: Document;
  after?: Document;
  /** The one that an upsert made. */
  inserted?: Document;
}

/** Updates the first document that matches, or all; inserts one when none does and `isUpsert` is set. */
export function* updateMatching(request: UpdateRequest): Task<UpdateOutcome> {
  const { collection, condition, changes, isUpsert } = request;
  const outcome: UpdateOutcome = { matched: 0, modified: 0 };
  yield* forEachMatch(request, (before, rid) => {
    const after = applyUpdate({ document: before, changes, isInsert: false });
    if (after !== before) {
      collection.replace({ rid, before, after: { document: after, bytes: encodeDocument(after) } });
      outcome.modified += 1;
    }
    outcome.matched += 1;
    outcome.before = before;
    outcome.after = after;
  });
  if (outcome.matched > 0 || !isUpsert) return outcome;
  const inserted = documentToInsert(condition, changes);
  checkId(inserted);
  collection.insert({ document: inserted, bytes: encodeDocument(inserted) });
  return { ...outcome, inserted };
}

export interface DeleteRequest extends Selection {
  readonly onDeleted: (document: Document) => void;
}

/** Deletes the first document that matches, or all. */
export function* deleteMatching(request: DeleteRequest): Task<void> {
  yield* forEachMatch(request, (document, rid) => {
    request.collection.remove({ rid, document });
    request.onDeleted(document);
  });
}

/**
 * Calls `act` for the first match or for each of them. Of one document, the match and the act happen without a pause
 * between. For many, the matches are noted first (an update may move a document forward in the index that is being
 * walked) and each is tested again when its time has come, since others write in the pauses.
 */
function* forEachMatch(
  { collection, condition, sort = [], isMulti, budget }: Selection,
  act: (document: Document, rid: number) => void,
): Task<void> {
  const places: number[] = [];
  for (const row of findRows({ collection, condition, sort, limit: isMulti ? 0 : 1, budget })) {
    if (row === PAUSE) yield PAUSE;
    else if (isMulti) places.push(row.rid);
    else return act(decodeDocument(row.bytes), row.rid);
  }
  const matches = compileCondition(condition);
  for (const [index, rid] of places.entries()) {
    const row = collection.rowAt(rid);
    const document = row === undefined ? undefined : decodeDocument(row.bytes);
    if (document !== undefined && matches(document)) act(document, rid);
    if (index % 32 === 31 && budget.isSpent()) yield PAUSE;
  }
}
