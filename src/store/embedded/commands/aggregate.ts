import { notSupported, StoreError } from '../errors.ts';
import { decodeDocument } from '../bson/decode.ts';
import { integerOf } from '../bson/types.ts';
import { RawDocument, type Document, type Value } from '../bson/value.ts';
import { limitCount, parseStage, sortSpec, sortStage, type Stage } from '../aggregate/stages.ts';
import { PAUSE, type Stream } from '../query/budget.ts';
import { findRows, type FindRequest } from '../query/find.ts';
import { parseQuery } from '../query/parse.ts';
import type { SortField } from '../query/sort.ts';
import { checkHint } from '../storage/planner.ts';
import { collectionName, documentArgument } from './arguments.ts';
import { firstBatch, type Results } from './batch.ts';
import type { CommandDefinition } from './context.ts';

export const aggregate: CommandDefinition = {
  fields: ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'bypassDocumentValidation', 'let'],
  *run(context, command) {
    const { body, database } = command;
    const pipeline = body.get('pipeline');
    if (!Array.isArray(pipeline))
      throw new StoreError(14, "BSON field 'aggregate.pipeline' must be an array");
    const stages = pipeline.map((stage) => {
      if (!(stage instanceof Map))
        throw new StoreError(14, 'Each element of the pipeline array must be an object');
      return stage;
    });
    if (typeof body.get('aggregate') !== 'string') {
      if (stages.some((stage) => stage.has('$changeStream'))) throw notSupported('a change stream', 40573);
      throw notSupported('an aggregation without a collection');
    }
    if (body.get('cursor') === undefined)
      throw new StoreError(
        9,
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    const name = collectionName(command);
    const { source, rest } = split(stages);
    const collection = context.catalog.find(database, name);
    checkHint(collection, body.get('hint'));
    const { budget } = context;
    const rows = collection && findRows({ ...source, collection, budget });
    return yield* firstBatch(context, {
      namespace: `${database}.${name}`,
      results: results({ rows, stages: rest, budget }),
      batchSize: integerOf(documentArgument(body, 'cursor').get('batchSize')),
      isSingle: false,
    });
  },
};

/** What can be left to the same search as `find`, which knows the indexes: a first `$match`, then `$sort`, `$limit`. */
function split(pipeline: readonly Document[]): {
  source: Pick<FindRequest, 'condition' | 'sort' | 'limit'>;
  rest: Stage[];
} {
  // Every stage is read first: a mistake in a later one refuses the whole.
  const parsed = pipeline.map(parseStage);
  let at = 0;
  const take = (name: string): Value | undefined => {
    const spec = pipeline[at]?.get(name);
    if (spec !== undefined) at += 1;
    return spec;
  };
  const match = take('$match');
  const condition = parseQuery(match instanceof Map ? match : new Map());
  const order = take('$sort');
  const sort: SortField[] = order === undefined ? [] : sortSpec(order);
  const most = take('$limit');
  const limit = most === undefined ? 0 : limitCount(most);
  const rest: Stage[] = [];
  for (; at < pipeline.length; at += 1) {
    const sorted = pipeline[at]?.get('$sort');
    const next = pipeline[at + 1]?.get('$limit');
    // A limit right after a sort bounds what the sort must keep in memory.
    if (sorted !== undefined && next !== undefined)
      rest.push(sortStage({ sort: sortSpec(sorted), keep: limitCount(next) }));
    else rest.push(...(parsed[at] ?? []));
  }
  return { source: { condition, sort, limit }, rest };
}

interface Pipeline {
  readonly rows: ReturnType<typeof findRows> | undefined;
  readonly stages: readonly Stage[];
  readonly budget: FindRequest['budget'];
}

function* results({ rows, stages, budget }: Pipeline): Results {
  if (stages.length === 0) {
    for (const row of rows ?? []) yield row === PAUSE ? PAUSE : new RawDocument(row.bytes);
    return;
  }
  let documents: Stream<Document> = decoded(rows, fieldsRead(stages));
  for (const stage of stages) documents = stage.run(documents, budget);
  yield* documents;
}

function* decoded(rows: Pipeline['rows'], fields: ReadonlySet<string> | undefined): Stream<Document> {
  for (const row of rows ?? []) yield row === PAUSE ? PAUSE : decodeDocument(row.bytes, fields);
}

/** The fields that the stages read of a stored document; undefined for all. */
function fieldsRead(stages: readonly Stage[]): ReadonlySet<string> | undefined {
  const fields = new Set<string>();
  for (const stage of stages) {
    if (stage.fields === undefined) return undefined;
    for (const field of stage.fields) fields.add(field);
    if (stage.isNarrowing) return fields;
  }
  return undefined;
}
