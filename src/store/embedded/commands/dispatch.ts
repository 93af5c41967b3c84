import { notSupported, StoreError } from '../errors.ts';
import type { ReplyDocument } from '../bson/value.ts';
import type { Task } from '../query/budget.ts';
import type { Command } from '../wire/message.ts';
import { aggregate } from './aggregate.ts';
import { checkFields } from './arguments.ts';
import type { CommandDefinition, Context } from './context.ts';
import { findAndModify } from './find-and-modify.ts';
import { distinct } from './distinct.ts';
import { count, find, getMore, killCursors } from './read.ts';
import {
  collMod,
  create,
  createIndexes,
  drop,
  dropDatabase,
  dropIndexes,
  listCollections,
  listIndexes,
} from './schema.ts';
import { buildInfo, endSessions, hello, ping } from './session.ts';
import { insert, remove, update } from './write.ts';

/** Every command of the dialect, by the names clients use. */
const COMMANDS: ReadonlyMap<string, CommandDefinition> = new Map([
  ['hello', hello],
  ['ismaster', hello],
  ['isMaster', hello],
  ['ping', ping],
  ['buildInfo', buildInfo],
  ['buildinfo', buildInfo],
  ['endSessions', endSessions],
  ['create', create],
  ['drop', drop],
  ['dropDatabase', dropDatabase],
  ['listCollections', listCollections],
  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['dropIndexes', dropIndexes],
  ['collMod', collMod],
  ['insert', insert],
  ['update', update],
  ['delete', remove],
  ['findAndModify', findAndModify],
  ['findandmodify', findAndModify],
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
  if (definition === undefined || known === undefined) throw unknownCommand(name);
  checkFields(body, { part: name, known });
  return yield* definition.run(context, command);
}

function unknownCommand(name: string): StoreError {
  return new StoreError(
    59,
    `no such command: '${name}'; embedded store: it may be one that needs a MongoDB server (set MONGODB_URI)`,
  );
}
