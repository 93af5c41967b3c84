import { StoreError } from '../errors.ts';
import { decodeDocument } from '../bson/decode.ts';
import { integerOf, isTrue } from '../bson/types.ts';
import { replyOf, type Document } from '../bson/value.ts';
import type { Task } from '../query/budget.ts';
import { parseQuery } from '../query/parse.ts';
import { checkHint } from '../storage/planner.ts';
import { parseArrayFilters } from '../update/array-filters.ts';
import { parseUpdate } from '../update/parse.ts';
import { checkFields, collectionName, documentArgument, flagArgument } from './arguments.ts';
import { deleteMatching, updateMatching } from './modify.ts';
import {
  collectionToWrite,
  contentToInsert,
  runWrites,
  writeReply,
  writesOf,
  type WriteResult,
} from './stored-write.ts';
import type { CommandDefinition } from './context.ts';

export const insert: CommandDefinition = {
  fields: ['ordered', 'bypassDocumentValidation'],
  *run(context, command) {
    const writes = writesOf(command, 'documents');
    const result: WriteResult = { n: 0, upserted: [], errors: [] };
    collectionToWrite(context.catalog, command);
    yield* runWrites({
      writes,
      isOrdered: isOrdered(command.body),
      isSpent: () => context.budget.isSpent(),
      errors: result.errors,
      write(bytes) {
        // Looked up each time: in a pause the collection may have been dropped.
        collectionToWrite(context.catalog, command).insert(contentToInsert(bytes));
        result.n += 1;
        return undefined;
      },
    });
    return writeReply(result);
  },
};

function isOrdered(body: Document): boolean {
  return body.get('ordered') === undefined || flagArgument(body, 'ordered');
}

const UPDATE_FIELDS = new Set(['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint']);

export const update: CommandDefinition = {
  fields: ['ordered', 'bypassDocumentValidation', 'let'],
  *run(context, command) {
    const writes = writesOf(command, 'updates').map((bytes) => decodeDocument(bytes));
    for (const statement of writes) checkFields(statement, { part: 'update.updates', known: UPDATE_FIELDS });
    const result: Required<WriteResult> = { n: 0, modified: 0, upserted: [], errors: [] };
    yield* runWrites({
      writes,
      isOrdered: isOrdered(command.body),
      isSpent: () => context.budget.isSpent(),
      errors: result.errors,
      write: updateOne,
    });
    return writeReply(result);

    function* updateOne(statement: Document, index: number): Task<void> {
      const condition = parseQuery(documentArgument(statement, 'q'));
      const filters = parseArrayFilters(statement.get('arrayFilters'));
      const parsed = parseUpdate({ update: statement.get('u'), filters });
      const isMulti = isTrue(statement.get('multi'));
      if (isMulti && parsed.kind === 'replacement')
        throw new StoreError(9, 'multi update is not supported for replacement-style update');
      const isUpsert = isTrue(statement.get('upsert'));
      const existing = context.catalog.find(command.database, collectionName(command));
      checkHint(existing, statement.get('hint'));
      const collection = existing ?? (isUpsert ? collectionToWrite(context.catalog, command) : undefined);
      if (collection === undefined) return;
      // Counted only when the whole statement succeeds, as MongoDB does.
      let matched = 0;
      let modified = 0;
      const outcome = yield* updateMatching({
        collection,
        condition,
        update: parsed,
        isMulti,
        isUpsert,
        budget: context.budget,
        onModified: (isChanged) => {
          matched += 1;
          if (isChanged) modified += 1;
        },
      });
      result.n += matched;
      result.modified += modified;
      if (outcome.inserted === undefined) return;
      result.n += 1;
      result.upserted.push(replyOf({ index, _id: outcome.inserted.get('_id') }));
    }
  },
};

const DELETE_FIELDS = new Set(['q', 'limit', 'hint']);

export const remove: CommandDefinition = {
  fields: ['ordered', 'let'],
  *run(context, command) {
    const writes = writesOf(command, 'deletes').map((bytes) => decodeDocument(bytes));
    for (const statement of writes) checkDelete(statement);
    const result: WriteResult = { n: 0, upserted: [], errors: [] };
    yield* runWrites({
      writes,
      isOrdered: isOrdered(command.body),
      isSpent: () => context.budget.isSpent(),
      errors: result.errors,
      write: deleteOne,
    });
    return writeReply(result);

    function* deleteOne(statement: Document): Task<void> {
      const condition = parseQuery(documentArgument(statement, 'q'));
      const collection = context.catalog.find(command.database, collectionName(command));
      checkHint(collection, statement.get('hint'));
      if (collection === undefined) return;
      yield* deleteMatching({
        collection,
        condition,
        isMulti: integerOf(statement.get('limit')) === 0,
        budget: context.budget,
        onDeleted: () => (result.n += 1),
      });
    }
  },
};

function checkDelete(statement: Document): void {
  checkFields(statement, { part: 'delete.deletes', known: DELETE_FIELDS });
  const limit = integerOf(statement.get('limit'));
  if (limit !== 0 && limit !== 1)
    throw new StoreError(9, `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`);
}
