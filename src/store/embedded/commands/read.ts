import { StoreError } from '../errors.ts';
import { encodeDocument } from '../bson/encode.ts';
import { integerValue } from '../bson/types.ts';
import { Double, RawDocument, replyOf, type Value } from '../bson/value.ts';
import { PAUSE, type Task } from '../query/budget.ts';
import { contentOf, findRows, type FindRequest } from '../query/find.ts';
import { parseProjection } from '../query/parse-projection.ts';
import { parseQuery } from '../query/parse.ts';
import { project, type Projection } from '../query/project.ts';
import { parseSort } from '../query/sort.ts';
import { checkHint } from '../storage/planner.ts';
import { collectionName, countArgument, documentArgument, flagArgument } from './arguments.ts';
import { firstBatch, nextBatch, type Results } from './batch.ts';
import type { CommandDefinition } from './context.ts';

export const find: CommandDefinition = {
  fields: [
    'filter',
    'sort',
    'projection',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'hint',
    'allowDiskUse',
    'noCursorTimeout',
    'let',
  ],
  *run(context, command) {
    const { body, database } = command;
    const name = collectionName(command);
    const condition = parseQuery(documentArgument(body, 'filter'));
    const sort = parseSort(body.get('sort'));
    const projection = parseProjection(documentArgument(body, 'projection'));
    const skip = countArgument(body, 'skip') ?? 0;
    const limit = countArgument(body, 'limit') ?? 0;
    const collection = context.catalog.find(database, name);
    checkHint(collection, body.get('hint'));
    const { budget } = context;
    const request = collection && { collection, condition, sort, skip, limit, budget };
    return yield* firstBatch(context, {
      namespace: `${database}.${name}`,
      results: request === undefined ? nothing() : resultsOf(request, projection),
      batchSize: countArgument(body, 'batchSize'),
      isSingle: flagArgument(body, 'singleBatch'),
    });
  },
};

function* nothing(): Results {}

function* resultsOf(request: FindRequest, projection: Projection | undefined): Results {
  for (const row of findRows(request)) {
    if (row === PAUSE) yield PAUSE;
    else if (projection === undefined) yield new RawDocument(row.bytes);
    else yield new RawDocument(encodeDocument(project(contentOf(row), projection)));
  }
}

export const getMore: CommandDefinition = {
  fields: ['collection', 'batchSize'],
  *run(context, { body, database }) {
    const id = body.get('getMore');
    if (typeof id !== 'bigint')
      throw new StoreError(14, "BSON field 'getMore' is the wrong type, expected type 'long'");
    const cursor = context.cursors.get(id);
    if (cursor.namespace !== `${database}.${String(body.get('collection'))}`)
      throw new StoreError(13, `Requested getMore on another namespace than that of cursor ${id}`);
    const batchSize = countArgument(body, 'batchSize');
    return yield* nextBatch(context, { cursor, batchSize: batchSize === 0 ? undefined : batchSize });
  },
};

export const killCursors: CommandDefinition = {
  fields: ['cursors'],
  // eslint-disable-next-line require-yield -- handlers are generators, this one is done at once
  *run(context, { body }) {
    const ids = body.get('cursors');
    if (!Array.isArray(ids)) throw new StoreError(14, "BSON field 'cursors' must be an array");
    const killed: Value[] = [];
    const unknown: Value[] = [];
    for (const id of ids) {
      if (typeof id !== 'bigint') throw new StoreError(14, "BSON field 'cursors' must hold longs");
      (context.cursors.close(id) ? killed : unknown).push(id);
    }
    return replyOf({
      cursorsKilled: killed,
      cursorsNotFound: unknown,
      cursorsAlive: [],
      cursorsUnknown: [],
      ok: new Double(1),
    });
  },
};

export const count: CommandDefinition = {
  fields: ['query', 'skip', 'limit', 'hint'],
  *run(context, command) {
    const { body, database } = command;
    const collection = context.catalog.find(database, collectionName(command));
    const query = documentArgument(body, 'query');
    const condition = parseQuery(query);
    checkHint(collection, body.get('hint'));
    const skip = countArgument(body, 'skip') ?? 0;
    const limit = countArgument(body, 'limit') ?? 0;
    const n = yield* counted();
    return replyOf({ n: integerValue(n), ok: new Double(1) });

    function* counted(): Task<number> {
      if (collection === undefined) return 0;
      if (query.size === 0 && skip === 0 && limit === 0) return collection.size();
      let found = 0;
      for (const row of findRows({ collection, condition, skip, limit, budget: context.budget })) {
        if (row === PAUSE) yield PAUSE;
        else found += 1;
      }
      return found;
    }
  },
};
