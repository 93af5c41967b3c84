import { StoreError } from '../errors.ts';
import { documentOf, reply, type Document, type ReplyDocument, type Value } from '../bson/value.ts';
import type { Task } from '../query/budget.ts';
import { parseProjection, project } from '../query/projection.ts';
import { parseQuery } from '../query/parse.ts';
import { parseSort } from '../query/sort.ts';
import { parseUpdate } from '../update/parse.ts';
import { collectionName, documentArgument, flagArgument } from './arguments.ts';
import { collectionToWrite } from './collections.ts';
import type { CommandDefinition } from './context.ts';
import { deleteMatching, updateMatching } from './modify.ts';

export const findAndModify: CommandDefinition = {
  fields: 'query sort update remove new upsert fields bypassDocumentValidation let'.split(' '),
  run(context, command) {
    const { body } = command;
    checkCombination(body);
    const projection = parseProjection(documentArgument(body, 'fields'));
    const isUpsert = flagArgument(body, 'upsert');
    const collection = isUpsert
      ? collectionToWrite(context, command)
      : context.catalog.find(command.database, collectionName(command));
    const selection = {
      condition: parseQuery(documentArgument(body, 'query')),
      sort: parseSort(body.get('sort')),
      isMulti: false,
      budget: context.budget,
    };
    return flagArgument(body, 'remove') ? remove() : update();

    function* remove(): Task<ReplyDocument> {
      let deleted: Document | undefined;
      const onDeleted = (document: Document): void => void (deleted = document);
      if (collection !== undefined) yield* deleteMatching({ ...selection, collection, onDeleted });
      return answer(deleted, { n: deleted === undefined ? 0 : 1 });
    }

    function* update(): Task<ReplyDocument> {
      const changes = parseUpdate(body.get('update'));
      if (collection === undefined) return answer(undefined, { n: 0, updatedExisting: false });
      const done = yield* updateMatching({ ...selection, collection, changes, isUpsert });
      const { before, after, inserted } = done;
      return answer(flagArgument(body, 'new') ? (after ?? inserted) : before, {
        n: after === undefined && inserted === undefined ? 0 : 1,
        updatedExisting: after !== undefined,
        upserted: inserted?.get('_id'),
      });
    }

    function answer(
      shown: Document | undefined,
      lastError: Record<string, Value | undefined>,
    ): ReplyDocument {
      const value = shown === undefined || projection === undefined ? shown : project(shown, projection);
      return reply({ lastErrorObject: documentOf<Value>(lastError), value: value ?? null });
    }
  },
};

function checkCombination(body: Document): void {
  const isRemove = flagArgument(body, 'remove');
  const hasUpdate = body.has('update');
  if (!isRemove && !hasUpdate) throw new StoreError(9, 'Either an update or remove=true must be specified');
  if (!isRemove) return;
  if (hasUpdate) throw new StoreError(9, 'Cannot specify both an update and remove=true');
  if (flagArgument(body, 'upsert'))
    throw new StoreError(9, 'Cannot specify both upsert=true and remove=true');
  if (flagArgument(body, 'new')) throw new StoreError(9, 'Cannot specify both new=true and remove=true');
}
