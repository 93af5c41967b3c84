import { notSupported, StoreError } from '../errors.ts';
import { equalValues } from '../bson/order.ts';
import { integerOf, isTrue } from '../bson/types.ts';
import {
  Binary,
  documentOf,
  Double,
  replyOf,
  type Document,
  type ReplyDocument,
  type Value,
} from '../bson/value.ts';
import { compileCondition } from '../query/evaluate.ts';
import { parseQuery } from '../query/parse.ts';
import type { Collection, StoredIndex } from '../storage/collection.ts';
import {
  ID_INDEX,
  parseIndex,
  sameIndex,
  sameKey,
  type IndexDefinition,
} from '../storage/index-definition.ts';
import { checkFields, collectionName, documentArgument, flagArgument } from './arguments.ts';
import { firstBatch, type Results } from './batch.ts';
import type { CommandDefinition, Context } from './context.ts';
import { collectionToWrite } from './stored-write.ts';
import type { Command } from '../wire/message.ts';

const ok = new Double(1);

export const create: CommandDefinition = {
  fields: ['idIndex', 'autoIndexId', 'storageEngine', 'flags'],
  // eslint-disable-next-line require-yield -- handlers are generators, this one is done at once
  *run(context, command) {
    const name = collectionName(command);
    if (context.catalog.find(command.database, name) === undefined)
      context.catalog.create(command.database, name);
    return replyOf({ ok });
  },
};

export const drop: CommandDefinition = {
  fields: [],
  // eslint-disable-next-line require-yield -- handlers are generators, this one is done at once
  *run(context, command) {
    const collection = context.catalog.find(command.database, collectionName(command));
    if (collection === undefined) return replyOf({ ok });
    const nIndexesWas = collection.indexes.length + 1;
    dropCollection(context, collection);
    return replyOf({ nIndexesWas, ns: collection.namespace, ok });
  },
};

function dropCollection(context: Context, collection: Collection): void {
  context.cursors.closeAll(collection.namespace);
  context.catalog.drop(collection);
}

export const dropDatabase: CommandDefinition = {
  fields: [],
  // eslint-disable-next-line require-yield -- handlers are generators, this one is done at once
  *run(context, { database }) {
    const collections = context.catalog.list(database);
    for (const collection of collections) dropCollection(context, collection);
    return collections.length === 0 ? replyOf({ ok }) : replyOf({ dropped: database, ok });
  },
};

export const listCollections: CommandDefinition = {
  fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
  *run(context, { body, database }) {
    const matches = compileCondition(parseQuery(documentArgument(body, 'filter')));
    const isNameOnly = flagArgument(body, 'nameOnly');
    const documents = context.catalog
      .list(database)
      .map(describeCollection)
      .filter((each) => matches(each));
    const shown = isNameOnly
      ? documents.map((each) => documentOf({ name: each.get('name'), type: each.get('type') }))
      : documents;
    return yield* firstBatch(context, {
      namespace: `${database}.$cmd.listCollections`,
      results: listed(shown),
      batchSize: undefined,
      isSingle: false,
    });
  },
};

function describeCollection({ name, uuid }: Collection): Document {
  return documentOf({
    name,
    type: 'collection',
    options: new Map(),
    info: documentOf({ readOnly: false, uuid: new Binary(4, uuid) }),
    idIndex: ID_INDEX.spec,
  });
}

function* listed(documents: readonly Document[]): Results {
  yield* documents;
}

export const createIndexes: CommandDefinition = {
  fields: ['indexes', 'commitQuorum'],
  // eslint-disable-next-line require-yield -- one transaction builds an index, so that it is never seen half done
  *run(context, command) {
    const given = command.body.get('indexes');
    if (!Array.isArray(given) || given.length === 0)
      throw new StoreError(2, 'Must specify at least one index to create');
    const definitions = given.map((each) => {
      if (!(each instanceof Map))
        throw new StoreError(14, "BSON field 'createIndexes.indexes' must hold documents");
      return parseIndex(each);
    });
    const isCreated = context.catalog.find(command.database, collectionName(command)) === undefined;
    const collection = collectionToWrite(context.catalog, command);
    const before = collection.indexes.length + 1;
    const missing = definitions.filter((definition) => !isThere(collection, definition));
    if (missing.length > 0) context.catalog.createIndexes(collection, missing);
    return replyOf({
      numIndexesBefore: before,
      numIndexesAfter: collection.indexes.length + 1,
      createdCollectionAutomatically: missing.length === 0 ? undefined : isCreated,
      note: missing.length === 0 ? 'all indexes already exist' : undefined,
      ok,
    });
  },
};

/** @throws StoreError 85, 86 when another index stands in the way */
function isThere(collection: Collection, wanted: IndexDefinition): boolean {
  if (sameKey(ID_INDEX, wanted)) {
    if (
      wanted.unique ||
      wanted.sparse ||
      wanted.partial !== undefined ||
      wanted.expireAfterSeconds !== undefined
    )
      throw new StoreError(197, 'The field is not valid for an _id index specification');
    return true;
  }
  for (const { definition } of collection.indexes) {
    const isSameName = definition.name === wanted.name;
    if (sameIndex(definition, wanted)) {
      if (isSameName) return true;
      throw new StoreError(85, `Index already exists with a different name: ${definition.name}`);
    }
    const isSamePlace =
      sameKey(definition, wanted) &&
      equalValues(definition.spec.get('partialFilterExpression'), wanted.spec.get('partialFilterExpression'));
    if (isSameName)
      throw new StoreError(
        86,
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${wanted.name}`,
      );
    if (isSamePlace)
      throw new StoreError(
        85,
        `An equivalent index already exists with the same name but different options: ${definition.name}`,
      );
  }
  return false;
}

export const listIndexes: CommandDefinition = {
  fields: ['cursor'],
  *run(context, command) {
    const collection = existing(context, command);
    const specs = [ID_INDEX.spec, ...collection.indexes.map(({ definition }) => definition.spec)];
    return yield* firstBatch(context, {
      namespace: collection.namespace,
      results: listed(specs),
      batchSize: undefined,
      isSingle: false,
    });
  },
};

function existing(context: Context, command: Command): Collection {
  const name = collectionName(command);
  const collection = context.catalog.find(command.database, name);
  if (collection === undefined) throw new StoreError(26, `ns does not exist: ${command.database}.${name}`);
  return collection;
}

export const dropIndexes: CommandDefinition = {
  fields: ['index'],
  // eslint-disable-next-line require-yield -- handlers are generators, this one is done at once
  *run(context, command) {
    const collection = existing(context, command);
    const nIndexesWas = collection.indexes.length + 1;
    const wanted = command.body.get('index') ?? '*';
    const chosen =
      wanted === '*' ? [...collection.indexes] : [wanted].flat().map((each) => indexOf(collection, each));
    for (const index of chosen) context.catalog.dropIndex(collection, index);
    const msg = wanted === '*' ? 'non-_id indexes dropped for collection' : undefined;
    return replyOf({ nIndexesWas, msg, ok });
  },
};

/** @throws StoreError 27, and 72 for the index on `_id` */
function indexOf(collection: Collection, wanted: Value): StoredIndex {
  if (wanted === '_id_' || equalValues(wanted, ID_INDEX.spec.get('key')))
    throw new StoreError(72, 'cannot drop _id index');
  const found = collection.indexes.find(({ definition }) =>
    typeof wanted === 'string' ? definition.name === wanted : equalValues(definition.spec.get('key'), wanted),
  );
  if (found === undefined) throw new StoreError(27, `index not found with name [${String(wanted)}]`);
  return found;
}

const MODIFIED_INDEX_FIELDS = new Set(['name', 'keyPattern', 'expireAfterSeconds']);

export const collMod: CommandDefinition = {
  fields: ['index'],
  // eslint-disable-next-line require-yield -- handlers are generators, this one is done at once
  *run(context, command): Generator<never, ReplyDocument> {
    const collection = existing(context, command);
    const change = command.body.get('index');
    if (change === undefined) return replyOf({ ok });
    if (!(change instanceof Map)) throw new StoreError(14, "BSON field 'collMod.index' must be a document");
    checkFields(change, { part: 'collMod.index', known: MODIFIED_INDEX_FIELDS });
    const index = indexOf(collection, change.get('name') ?? change.get('keyPattern') ?? null);
    const seconds = integerOf(change.get('expireAfterSeconds'));
    if (seconds === undefined || seconds < 0)
      throw new StoreError(72, 'expireAfterSeconds must be a whole number');
    if (index.definition.fields.length > 1 || isTrue(index.definition.spec.get('hidden')))
      throw notSupported('expireAfterSeconds on this index', 72);
    const old = index.definition.expireAfterSeconds;
    context.catalog.changeExpiry(index, seconds);
    return replyOf({
      expireAfterSeconds_old: old === undefined ? undefined : BigInt(old),
      expireAfterSeconds_new: BigInt(seconds),
      ok,
    });
  },
};
