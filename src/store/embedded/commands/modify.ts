import { encodeDocument } from '../bson/encode.ts';
import type { Document } from '../bson/value.ts';
import { PAUSE, type Budget, type Task } from '../query/budget.ts';
import type { Condition } from '../query/condition.ts';
import { compileCondition, type MatchPlace } from '../query/evaluate.ts';
import { contentOf, findRows } from '../query/find.ts';
import type { SortField } from '../query/sort.ts';
import type { Collection, Row } from '../storage/collection.ts';
import { applyUpdate } from '../update/apply.ts';
import type { Update } from '../update/parse.ts';
import { documentToInsert } from '../update/upsert.ts';
import { checkId } from './stored-write.ts';

interface Selection {
  readonly collection: Collection;
  readonly condition: Condition;
  readonly sort?: readonly SortField[];
  readonly isMulti: boolean;
  readonly budget: Budget;
}

export interface UpdateRequest extends Selection {
  readonly update: Update;
  readonly isUpsert: boolean;
  readonly onModified?: (isChanged: boolean) => void;
}

/** What became of the (last) document. */
export interface UpdateOutcome {
  readonly before?: Document;
  readonly after?: Document;
  readonly inserted?: Document;
}

/** Updates the first document that matches, or all; inserts one when none does and `isUpsert` is set. */
export function* updateMatching(request: UpdateRequest): Task<UpdateOutcome> {
  const { collection, condition, update, isUpsert, onModified } = request;
  const matches = compileCondition(condition);
  let outcome: UpdateOutcome | undefined;
  yield* forEachMatch(request, (row) => {
    const before = contentOf(row);
    const place: MatchPlace = {};
    matches(before, place);
    const after = applyUpdate({ document: before, update, position: place.position, isInsert: false });
    const bytes = after === before ? row.bytes : encodeDocument(after);
    const isChanged = after !== before && (update.kind === 'operators' || !bytes.equals(row.bytes));
    if (isChanged) collection.replace({ rid: row.rid, before, after: { document: after, bytes } });
    onModified?.(isChanged);
    outcome = { before, after };
  });
  if (outcome !== undefined) return outcome;
  if (!isUpsert) return {};
  const inserted = documentToInsert(condition, update);
  checkId(inserted);
  collection.insert({ document: inserted, bytes: encodeDocument(inserted) });
  return { inserted };
}

export interface DeleteRequest extends Selection {
  readonly onDeleted: (document: Document) => void;
}

/** Deletes the first document that matches, or all. */
export function* deleteMatching(request: DeleteRequest): Task<void> {
  yield* forEachMatch(request, (row) => {
    const document = contentOf(row);
    request.collection.remove({ rid: row.rid, document });
    request.onDeleted(document);
  });
}

/**
 * Calls `act` for the first match or for each of them. Of one document, the match and the act happen without a pause
 * between. For many, the matches are noted first (an update may move a document forward in the index that is being
 * walked) and each is tested again when its time has come, since others write in the pauses.
 */
function* forEachMatch(selection: Selection, act: (row: Row) => void): Task<void> {
  const { collection, condition, budget, isMulti, sort = [] } = selection;
  if (!isMulti) {
    for (const row of findRows({ collection, condition, sort, limit: 1, budget })) {
      if (row === PAUSE) yield PAUSE;
      else return act(row);
    }
    return;
  }
  const places: number[] = [];
  for (const row of findRows({ collection, condition, budget })) {
    if (row === PAUSE) yield PAUSE;
    else places.push(row.rid);
  }
  const matches = compileCondition(condition);
  for (const [index, rid] of places.entries()) {
    const row = collection.rowAt(rid);
    if (row !== undefined && matches(contentOf(row))) act(row);
    if (index % 32 === 31 && budget.isSpent()) yield PAUSE;
  }
}
