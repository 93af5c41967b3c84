import { documentOf, reply, type Document, type Value } from '../bson/value.ts';
import { compileCondition } from '../query/evaluate.ts';
import { parseQuery } from '../query/parse.ts';
import type { Collection } from '../storage/collection.ts';
import { ID_INDEX } from '../storage/index-definition.ts';
import type { Command } from '../wire/message.ts';
import { collectionName, documentArgument, flagArgument } from './arguments.ts';
import type { CommandDefinition, Context } from './context.ts';
import type { Results } from './cursors.ts';

/** The collection that a command writes to; made when it does not exist, as MongoDB does. */
export function collectionToWrite({ catalog }: Context, command: Command): Collection {
  const name = collectionName(command);
  return catalog.find(command.database, name) ?? catalog.create(command.database, name);
}

/** Documents that are there already, as results. */
export function* listed(documents: readonly Document[]): Results {
  yield* documents;
}

export const create: CommandDefinition = {
  fields: ['idIndex', 'autoIndexId', 'storageEngine', 'flags'],
  run(context, command) {
    collectionToWrite(context, command);
    return reply();
  },
};

export const drop: CommandDefinition = {
  fields: [],
  run(context, command) {
    const collection = context.catalog.find(command.database, collectionName(command));
    if (collection === undefined) return reply();
    const nIndexesWas = collection.indexes.length + 1;
    dropCollection(context, collection);
    return reply({ nIndexesWas, ns: collection.namespace });
  },
};

function dropCollection({ catalog, cursors }: Context, collection: Collection): void {
  cursors.closeAll(collection.namespace);
  catalog.drop(collection);
}

export const dropDatabase: CommandDefinition = {
  fields: [],
  run(context, { database }) {
    const collections = context.catalog.list(database);
    for (const collection of collections) dropCollection(context, collection);
    return reply({ dropped: collections.length === 0 ? undefined : database });
  },
};

export const listCollections: CommandDefinition = {
  fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
  run({ catalog, cursors, budget }, { body, database }) {
    const matches = compileCondition(parseQuery(documentArgument(body, 'filter')));
    const isNameOnly = flagArgument(body, 'nameOnly');
    const documents = catalog.list(database).map(describe).filter(matches);
    for (const document of isNameOnly ? documents : [])
      for (const field of ['options', 'info', 'idIndex']) document.delete(field);
    return cursors.first({
      namespace: `${database}.$cmd.listCollections`,
      results: listed(documents),
      budget,
    });
  },
};

function describe({ name }: Collection): Document {
  return documentOf<Value>({
    name,
    type: 'collection',
    options: new Map(),
    info: documentOf({ readOnly: false }),
    idIndex: ID_INDEX.spec,
  });
}
