import { StoreError } from '../errors.ts';
import { isTrue } from '../bson/types.ts';
import { Double, replyOf, type Document, type ReplyDocument, type Value } from '../bson/value.ts';
import type { Task } from '../query/budget.ts';
import { parseProjection } from '../query/parse-projection.ts';
import { parseQuery } from '../query/parse.ts';
import { project } from '../query/project.ts';
import { parseSort } from '../query/sort.ts';
import { checkHint } from '../storage/planner.ts';
import { parseArrayFilters } from '../update/array-filters.ts';
import { parseUpdate } from '../update/parse.ts';
import { collectionName, documentArgument, flagArgument } from './arguments.ts';
import type { CommandDefinition } from './context.ts';
import { deleteMatching, updateMatching } from './modify.ts';
import { collectionToWrite } from './stored-write.ts';

export const findAndModify: CommandDefinition = {
  fields: [
    'query',
    'sort',
    'update',
    'remove',
    'new',
    'upsert',
    'fields',
    'arrayFilters',
    'hint',
    'bypassDocumentValidation',
    'let',
  ],
  *run(context, command) {
    const { body } = command;
    checkCombination(body);
    const condition = parseQuery(documentArgument(body, 'query'));
    const sort = parseSort(body.get('sort'));
    const projection = parseProjection(documentArgument(body, 'fields'));
    const shown = (document: Document | undefined): Value => {
      if (document === undefined) return null;
      return projection === undefined ? document : project(document, projection);
    };
    const isUpsert = flagArgument(body, 'upsert');
    const existing = context.catalog.find(command.database, collectionName(command));
    checkHint(existing, body.get('hint'));
    const selection = { condition, sort, isMulti: false, budget: context.budget };
    return flagArgument(body, 'remove') ? yield* remove() : yield* update();

    function* remove(): Task<ReplyDocument> {
      let deleted: Document | undefined;
      const onDeleted = (document: Document): void => void (deleted = document);
      if (existing !== undefined) yield* deleteMatching({ ...selection, collection: existing, onDeleted });
      const lastErrorObject = replyOf({ n: deleted === undefined ? 0 : 1 });
      return replyOf({ lastErrorObject, value: shown(deleted), ok: new Double(1) });
    }

    function* update(): Task<ReplyDocument> {
      const filters = parseArrayFilters(body.get('arrayFilters'));
      const parsed = parseUpdate({ update: body.get('update'), filters });
      const collection = existing ?? (isUpsert ? collectionToWrite(context.catalog, command) : undefined);
      const outcome =
        collection === undefined
          ? {}
          : yield* updateMatching({ ...selection, collection, update: parsed, isUpsert });
      const { before, after, inserted } = outcome;
      const isNew = flagArgument(body, 'new');
      const lastErrorObject = replyOf({
        n: after === undefined && inserted === undefined ? 0 : 1,
        updatedExisting: after !== undefined,
        upserted: inserted?.get('_id'),
      });
      return replyOf({
        lastErrorObject,
        value: shown(isNew ? (after ?? inserted) : before),
        ok: new Double(1),
      });
    }
  },
};

function checkCombination(body: Document): void {
  const isRemove = isTrue(body.get('remove'));
  const hasUpdate = body.get('update') !== undefined;
  if (!isRemove && !hasUpdate) throw new StoreError(9, 'Either an update or remove=true must be specified');
  if (isRemove && hasUpdate) throw new StoreError(9, 'Cannot specify both an update and remove=true');
  if (isRemove && isTrue(body.get('upsert')))
    throw new StoreError(9, 'Cannot specify both upsert=true and remove=true');
  if (isRemove && isTrue(body.get('new')))
    throw new StoreError(
      9,
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
}
