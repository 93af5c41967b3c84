import { StoreError } from '../errors.ts';
import { decodeDocument } from '../bson/decode.ts';
import { integerOf } from '../bson/types.ts';
import { documentOf, type Document, type ReplyValue } from '../bson/value.ts';
import type { Task } from '../query/budget.ts';
import { parseQuery } from '../query/parse.ts';
import { parseUpdate } from '../update/parse.ts';
import { checkFields, collectionName, documentArgument, flagArgument } from './arguments.ts';
import { collectionToWrite } from './collections.ts';
import type { CommandDefinition } from './context.ts';
import { deleteMatching, updateMatching } from './modify.ts';
import { runWrites, WRITE_FIELDS, writesOf } from './writes.ts';

const UPDATE_FIELDS = new Set(['q', 'u', 'multi', 'upsert']);

export const update: CommandDefinition = {
  fields: WRITE_FIELDS,
  run(context, command) {
    const writes = writesOf(command, 'updates').map((bytes) => decodeDocument(bytes));
    for (const statement of writes) checkFields(statement, { part: 'update.updates', known: UPDATE_FIELDS });
    return runWrites({
      context,
      command,
      writes,
      counted: { nModified: 0 },
      *write(statement, outcome, index): Task<void> {
        const condition = parseQuery(documentArgument(statement, 'q'));
        const changes = parseUpdate(statement.get('u'));
        const isUpsert = flagArgument(statement, 'upsert');
        const collection = isUpsert
          ? collectionToWrite(context, command)
          : context.catalog.find(command.database, collectionName(command));
        if (collection === undefined) return;
        const isMulti = flagArgument(statement, 'multi');
        const { budget } = context;
        const done = yield* updateMatching({ collection, condition, changes, isMulti, isUpsert, budget });
        // Counted only when the whole statement succeeded, as MongoDB does.
        outcome.n += done.matched + (done.inserted === undefined ? 0 : 1);
        outcome.nModified = (outcome.nModified ?? 0) + done.modified;
        if (done.inserted !== undefined)
          outcome.upserted.push(documentOf<ReplyValue>({ index, _id: done.inserted.get('_id') }));
      },
    });
  },
};

const DELETE_FIELDS = new Set(['q', 'limit']);

export const remove: CommandDefinition = {
  fields: WRITE_FIELDS,
  run(context, command) {
    const writes = writesOf(command, 'deletes').map((bytes) => decodeDocument(bytes));
    for (const statement of writes) checkDelete(statement);
    return runWrites({
      context,
      command,
      writes,
      *write(statement, outcome): Task<void> {
        const condition = parseQuery(documentArgument(statement, 'q'));
        const collection = context.catalog.find(command.database, collectionName(command));
        if (collection === undefined) return;
        const isMulti = integerOf(statement.get('limit')) === 0;
        const { budget } = context;
        const onDeleted = (): void => void (outcome.n += 1);
        yield* deleteMatching({ collection, condition, isMulti, budget, onDeleted });
      },
    });
  },
};

function checkDelete(statement: Document): void {
  checkFields(statement, { part: 'delete.deletes', known: DELETE_FIELDS });
  const limit = integerOf(statement.get('limit'));
  if (limit !== 0 && limit !== 1)
    throw new StoreError(9, `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`);
}
