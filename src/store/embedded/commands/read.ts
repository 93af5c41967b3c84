import { notSupported, StoreError } from '../errors.ts';
import { decodeDocument } from '../bson/decode.ts';
import { encodeKey, textOfKey } from '../bson/key.ts';
import { integerOf, integerValue } from '../bson/types.ts';
import { RawDocument, reply, type Value } from '../bson/value.ts';
import { countedGroup, Groups, isCounting, type Grouping } from '../aggregate/group.ts';
import { parsePipeline } from '../aggregate/pipeline.ts';
import { PAUSE, type Stream } from '../query/budget.ts';
import { countByKeys, type CountRequest } from '../query/count.ts';
import { findRows, type FindRequest } from '../query/find.ts';
import { parseQuery } from '../query/parse.ts';
import { parsePath, visitPath } from '../query/path.ts';
import { parseProjection, project, type Projection } from '../query/projection.ts';
import { parseSort } from '../query/sort.ts';
import { MAX_DOCUMENT, type Row } from '../storage/collection.ts';
import type { Command } from '../wire/message.ts';
import { collectionName, countArgument, documentArgument, flagArgument } from './arguments.ts';
import type { CommandDefinition, Context } from './context.ts';
import type { Results } from './cursors.ts';

/** The rows that a command looks for; none where its collection does not exist. */
function rowsOf(
  { catalog, budget }: Context,
  { command, ...search }: Omit<FindRequest, 'collection' | 'budget'> & { command: Command },
): Stream<Row> {
  const collection = catalog.find(command.database, collectionName(command));
  return collection === undefined ? nothing() : findRows({ ...search, collection, budget });
}

/** How many documents a command means, where an index says so alone. */
function keysCounted(
  { catalog }: Context,
  { command, ...search }: Omit<CountRequest, 'collection'> & { command: Command },
): number | undefined {
  const collection = catalog.find(command.database, collectionName(command));
  return collection === undefined ? 0 : countByKeys({ ...search, collection });
}

function* nothing(): Stream<never> {}

export const find: CommandDefinition = {
  fields: 'filter sort projection skip limit batchSize singleBatch allowDiskUse noCursorTimeout let'.split(
    ' ',
  ),
  run(context, command) {
    const { body, database } = command;
    const projection = parseProjection(documentArgument(body, 'projection'));
    const rows = rowsOf(context, {
      command,
      condition: parseQuery(documentArgument(body, 'filter')),
      sort: parseSort(body.get('sort')),
      skip: countArgument(body, 'skip') ?? 0,
      limit: countArgument(body, 'limit') ?? 0,
    });
    return context.cursors.first({
      namespace: `${database}.${collectionName(command)}`,
      results: shown(rows, projection),
      budget: context.budget,
      batchSize: countArgument(body, 'batchSize'),
      isSingle: flagArgument(body, 'singleBatch'),
    });
  },
};

function* shown(rows: Stream<Row>, projection: Projection | undefined): Results {
  for (const row of rows) {
    if (row === PAUSE) yield PAUSE;
    else if (projection === undefined) yield new RawDocument(row.bytes);
    else yield project(decodeDocument(row.bytes), projection);
  }
}

export const aggregate: CommandDefinition = {
  fields: 'pipeline cursor allowDiskUse bypassDocumentValidation let'.split(' '),
  run(context, command) {
    const { body, database } = command;
    const given = body.get('pipeline');
    if (!Array.isArray(given)) throw new StoreError(14, "BSON field 'aggregate.pipeline' must be an array");
    const stages = given.map((stage) => {
      if (stage instanceof Map) return stage;
      throw new StoreError(14, 'Each element of the pipeline array must be an object');
    });
    const { grouping, ...search } = parsePipeline(stages);
    if (typeof body.get('aggregate') !== 'string') throw notSupported('an aggregation without a collection');
    if (body.get('cursor') === undefined)
      throw new StoreError(
        9,
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    const rows = rowsOf(context, { command, ...search });
    const count =
      grouping !== undefined && isCounting(grouping) && search.sort.length === 0 && search.skip === 0
        ? keysCounted(context, { command, ...search })
        : undefined;
    return context.cursors.first({
      namespace: `${database}.${collectionName(command)}`,
      results: resultsOf({ rows, grouping, count }),
      budget: context.budget,
      batchSize: integerOf(documentArgument(body, 'cursor').get('batchSize')),
    });
  },
};

function resultsOf(found: {
  rows: Stream<Row>;
  grouping: Grouping | undefined;
  count: number | undefined;
}): Results {
  const { rows, grouping, count } = found;
  if (grouping === undefined) return shown(rows, undefined);
  return count === undefined ? grouped(rows, grouping) : countedGroup(grouping, count);
}

function* grouped(rows: Stream<Row>, grouping: Grouping): Results {
  const groups = new Groups(grouping);
  const { fields } = groups;
  for (const row of rows) {
    if (row === PAUSE) yield PAUSE;
    else groups.add(decodeDocument(row.bytes, fields));
  }
  yield* groups.results();
}

export const count: CommandDefinition = {
  fields: ['query', 'skip', 'limit'],
  *run(context, command) {
    const { body } = command;
    const condition = parseQuery(documentArgument(body, 'query'));
    const search = { skip: countArgument(body, 'skip') ?? 0, limit: countArgument(body, 'limit') ?? 0 };
    const counted = search.skip === 0 ? keysCounted(context, { command, condition, ...search }) : undefined;
    if (counted !== undefined) return reply({ n: integerValue(counted) });
    let n = 0;
    for (const row of rowsOf(context, { command, condition, ...search })) {
      if (row === PAUSE) yield PAUSE;
      else n += 1;
    }
    return reply({ n: integerValue(n) });
  },
};

export const distinct: CommandDefinition = {
  fields: ['key', 'query'],
  *run(context, command) {
    const key = command.body.get('key');
    if (typeof key !== 'string')
      throw new StoreError(14, "BSON field 'distinct.key' is the wrong type, expected type 'string'");
    const path = parsePath(key);
    const fields = new Set(path.slice(0, 1));
    const values = new Map<string, Value>();
    let bytes = 0;
    const visit = (value: Value | undefined, isWhole: boolean): boolean => {
      // An array gives its elements, never itself.
      if (value === undefined || isWhole) return false;
      const text = textOfKey(encodeKey(value));
      if (!values.has(text)) bytes += text.length;
      if (bytes > MAX_DOCUMENT) throw new StoreError(17217, 'distinct too big, 16mb cap');
      if (!values.has(text)) values.set(text, value);
      return false;
    };
    const condition = parseQuery(documentArgument(command.body, 'query'));
    for (const row of rowsOf(context, { command, condition })) {
      if (row === PAUSE) yield PAUSE;
      else visitPath(decodeDocument(row.bytes, fields), { path, visit });
    }
    return reply({ values: [...values.values()] });
  },
};

export const getMore: CommandDefinition = {
  fields: ['collection', 'batchSize'],
  run({ cursors }, { body, database }) {
    const id = body.get('getMore');
    if (typeof id !== 'bigint')
      throw new StoreError(14, "BSON field 'getMore' is the wrong type, expected type 'long'");
    const batchSize = countArgument(body, 'batchSize');
    return cursors.next(id, {
      namespace: `${database}.${String(body.get('collection'))}`,
      batchSize: batchSize === 0 ? undefined : batchSize,
    });
  },
};

export const killCursors: CommandDefinition = {
  fields: ['cursors'],
  run({ cursors }, { body }) {
    const ids = body.get('cursors');
    if (!Array.isArray(ids)) throw new StoreError(14, "BSON field 'cursors' must be an array");
    const cursorsKilled = ids.filter((id) => typeof id === 'bigint' && cursors.close(id));
    const cursorsNotFound = ids.filter((id) => !cursorsKilled.includes(id));
    return reply({ cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] });
  },
};
