import { notSupported } from '../errors.ts';
import type { ReplyDocument } from '../bson/value.ts';
import type { Task } from '../query/budget.ts';
import type { Command } from '../wire/message.ts';
import { checkFields } from './arguments.ts';
import type { CommandDefinition, Context } from './context.ts';
import { findAndModify } from './find-and-modify.ts';
import { aggregate, count, distinct, find, getMore, killCursors } from './read.ts';
import { create, drop, dropDatabase, listCollections } from './collections.ts';
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import { endSessions, hello, ping } from './session.ts';
import { insert } from './insert.ts';
import { remove, update } from './write.ts';

/** Every command of the dialect, by the names clients use. */
const COMMANDS: ReadonlyMap<string, CommandDefinition> = new Map([
  ['hello', hello],
  ['ismaster', hello],
  ['ping', ping],
  ['endSessions', endSessions],
  ['create', create],
  ['drop', drop],
  ['dropDatabase', dropDatabase],
  ['listCollections', listCollections],
  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['dropIndexes', dropIndexes],
  ['insert', insert],
  ['update', update],
  ['delete', remove],
  ['findAndModify', findAndModify],
  ['find', find],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['count', count],
  ['distinct', distinct],
  ['aggregate', aggregate],
]);

/** Fields that any command may carry and that change nothing here: there is one node, and every write is durable. */
const COMMON_FIELDS = [
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'txnNumber',
];

const KNOWN_FIELDS = new Map(
  [...COMMANDS].map(([name, { fields }]) => [name, new Set([name, ...COMMON_FIELDS, ...fields])]),
);

const TRANSACTIONS = new Set(['commitTransaction', 'abortTransaction']);

/** Begins a command. @throws StoreError 59 for an unknown one, 263 for transactions, 40415 for unknown fields */
export function* run(context: Context, command: Command): Task<ReplyDocument> {
  const { name, body } = command;
  if (body.has('startTransaction') || body.has('autocommit') || TRANSACTIONS.has(name))
    throw notSupported('a multi-document transaction', 263);
  const definition = COMMANDS.get(name);
  const known = KNOWN_FIELDS.get(name);
  if (definition === undefined || known === undefined)
    throw notSupported(`no such command: '${name}': it`, 59);
  checkFields(body, { part: name, known });
  const outcome = definition.run(context, command);
  return outcome instanceof Map ? outcome : yield* outcome;
}
