import { StoreError } from '../errors.ts';
import { equalValues } from '../bson/order.ts';
import { reply, type Value } from '../bson/value.ts';
import type { Collection, StoredIndex } from '../storage/collection.ts';
import {
  ID_INDEX,
  parseIndex,
  sameIndex,
  sameSpec,
  type IndexDefinition,
} from '../storage/index-definition.ts';
import type { Command } from '../wire/message.ts';
import { collectionName } from './arguments.ts';
import { collectionToWrite, listed } from './collections.ts';
import type { CommandDefinition, Context } from './context.ts';

/** One transaction builds an index, without a pause, so that it is never seen half done. */
export const createIndexes: CommandDefinition = {
  fields: ['indexes', 'commitQuorum'],
  run(context, command) {
    const given = command.body.get('indexes');
    if (!Array.isArray(given) || given.length === 0)
      throw new StoreError(2, 'Must specify at least one index to create');
    const definitions = given.map((each) => {
      if (each instanceof Map) return parseIndex(each);
      throw new StoreError(14, "BSON field 'createIndexes.indexes' must hold documents");
    });
    const isCreated = context.catalog.find(command.database, collectionName(command)) === undefined;
    const collection = collectionToWrite(context, command);
    const numIndexesBefore = collection.indexes.length + 1;
    const missing = definitions.filter((definition) => !isThere(collection, definition));
    if (missing.length > 0) context.catalog.createIndexes(collection, missing);
    return reply({
      numIndexesBefore,
      numIndexesAfter: collection.indexes.length + 1,
      createdCollectionAutomatically: missing.length === 0 ? undefined : isCreated,
      note: missing.length === 0 ? 'all indexes already exist' : undefined,
    });
  },
};

/** @throws StoreError 85, 86 when another index stands in the way, 197 */
function isThere(collection: Collection, wanted: IndexDefinition): boolean {
  if (sameSpec(ID_INDEX, wanted, 'key')) {
    if (sameIndex(ID_INDEX, wanted)) return true;
    throw new StoreError(197, 'The field is not valid for an _id index specification');
  }
  for (const { definition } of collection.indexes) {
    const isSame = sameIndex(definition, wanted);
    if (definition.name === wanted.name) {
      if (isSame) return true;
      throw new StoreError(86, `An existing index has the same name as the requested index: ${wanted.name}`);
    }
    if (
      isSame ||
      (sameSpec(definition, wanted, 'key') && sameSpec(definition, wanted, 'partialFilterExpression'))
    )
      throw new StoreError(85, `Index already exists with a different name or options: ${definition.name}`);
  }
  return false;
}

export const listIndexes: CommandDefinition = {
  fields: ['cursor'],
  run(context, command) {
    const { namespace, indexes } = existing(context, command);
    const specs = [ID_INDEX, ...indexes.map(({ definition }) => definition)].map(({ spec }) => spec);
    return context.cursors.first({ namespace, results: listed(specs), budget: context.budget });
  },
};

function existing({ catalog }: Context, command: Command): Collection {
  const name = collectionName(command);
  const collection = catalog.find(command.database, name);
  if (collection === undefined) throw new StoreError(26, `ns does not exist: ${command.database}.${name}`);
  return collection;
}

export const dropIndexes: CommandDefinition = {
  fields: ['index'],
  run(context, command) {
    const collection = existing(context, command);
    const nIndexesWas = collection.indexes.length + 1;
    const wanted = command.body.get('index') ?? '*';
    const chosen =
      wanted === '*' ? [...collection.indexes] : [wanted].flat().map((each) => indexOf(collection, each));
    for (const index of chosen) context.catalog.dropIndex(collection, index);
    return reply({
      nIndexesWas,
      msg: wanted === '*' ? 'non-_id indexes dropped for collection' : undefined,
    });
  },
};

/** @throws StoreError 27, and 72 for the index on `_id` */
function indexOf(collection: Collection, wanted: Value): StoredIndex {
  const isWanted = ({ name, spec }: IndexDefinition): boolean =>
    typeof wanted === 'string' ? name === wanted : equalValues(spec.get('key'), wanted);
  if (isWanted(ID_INDEX)) throw new StoreError(72, 'cannot drop _id index');
  const found = collection.indexes.find(({ definition }) => isWanted(definition));
  if (found === undefined) throw new StoreError(27, `index not found with name [${String(wanted)}]`);
  return found;
}
