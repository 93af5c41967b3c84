import { notSupported, StoreError } from '../errors.ts';
import { integerOf } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import type { Condition } from '../query/condition.ts';
import { parseQuery } from '../query/parse.ts';
import { parseSort, type OrderedField } from '../query/sort.ts';
import { parseCount, parseGroup, type Grouping } from './group.ts';

/** A pipeline as this store runs it: a search as `find` does it, and then perhaps groups. */
export interface Pipeline {
  condition: Condition;
  sort: OrderedField[];
  skip: number;
  /** 0: without limit. */
  limit: number;
  grouping: Grouping | undefined;
}

/** The order in which stages may come, each at most once; the first four are the search. */
const ORDER = ['$match', '$sort', '$skip', '$limit', '$group', '$count'];

/**
 * Reads a pipeline: `$match`, `$sort`, `$skip`, `$limit`, then `$group` or `$count`, each only once and in this order.
 * @throws StoreError 40323, 40324 for unknown stages, 115 for another order, 40573 for change streams, and each stage's
 * own
 */
export function parsePipeline(stages: readonly Document[]): Pipeline {
  const pipeline: Pipeline = {
    condition: parseQuery(new Map()),
    sort: [],
    skip: 0,
    limit: 0,
    grouping: undefined,
  };
  let last = '';
  for (const stage of stages) {
    const [entry] = stage;
    if (entry === undefined || stage.size !== 1)
      throw new StoreError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [name, spec] = entry;
    parseStage({ name, spec }, pipeline);
    if (last !== '' && (ORDER.indexOf(name) <= ORDER.indexOf(last) || last === '$group'))
      throw notSupported(`the stage ${name} after ${last}`);
    last = name;
  }
  return pipeline;
}

function parseStage({ name, spec }: { name: string; spec: Value }, pipeline: Pipeline): void {
  switch (name) {
    case '$match':
      if (!(spec instanceof Map))
        throw new StoreError(15959, 'the match filter must be an expression in an object');
      pipeline.condition = parseQuery(spec);
      return;
    case '$sort':
      if (!(spec instanceof Map))
        throw new StoreError(15973, 'the $sort key specification must be an object');
      if (spec.size === 0) throw new StoreError(15976, '$sort stage must have at least one sort key');
      pipeline.sort = parseSort(spec);
      return;
    case '$skip':
      pipeline.skip = countIn(spec, 5107200);
      return;
    case '$limit':
      pipeline.limit = countIn(spec, 5107201);
      if (pipeline.limit === 0) throw new StoreError(15958, 'the limit must be positive');
      return;
    case '$group':
      pipeline.grouping = parseGroup(spec);
      return;
    case '$count':
      pipeline.grouping = parseCount(spec);
      return;
    case '$changeStream':
      throw notSupported('a change stream', 40573);
    default:
      throw notSupported(`Unrecognized pipeline stage name: '${name}': the stage`, 40324);
  }
}

function countIn(spec: Value, code: number): number {
  const count = integerOf(spec);
  if (count === undefined || count < 0)
    throw new StoreError(code, 'invalid argument to $skip or $limit stage');
  return count;
}
