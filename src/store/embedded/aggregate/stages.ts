import { notSupported, StoreError } from '../errors.ts';
import { integerOf } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import { PAUSE, type Budget, type Stream } from '../query/budget.ts';
import { collectFields } from '../query/condition.ts';
import { compileCondition } from '../query/evaluate.ts';
import { parseProjection } from '../query/parse-projection.ts';
import { parseQuery } from '../query/parse.ts';
import { project, type Computed } from '../query/project.ts';
import { parseSort, sortKey, Sorter, type SortField } from '../query/sort.ts';
import { encodeDocument } from '../bson/encode.ts';
import { parseFieldPath, type Expression } from './expression.ts';
import { parseCount, parseGroup } from './group.ts';
import { parseUnwind } from './unwind.ts';

/** One step of a pipeline. */
export interface Stage {
  /** The top-level fields it reads; undefined for all. */
  readonly fields: ReadonlySet<string> | undefined;
  /** Only the fields it reads matter to what comes after it. */
  readonly isNarrowing: boolean;
  readonly run: (input: Stream<Document>, budget: Budget) => Stream<Document>;
}

/** Reads one stage. @throws StoreError 40323, 40324 for unknown stages, 40573 for change streams, and each stage's own */
export function parseStage(stage: Document): Stage[] {
  const [entry] = stage;
  if (entry === undefined || stage.size !== 1)
    throw new StoreError(40323, 'A pipeline stage specification object must contain exactly one field.');
  const [name, spec] = entry;
  switch (name) {
    case '$match':
      return [parseMatch(spec)];
    case '$sort':
      return [sortStage({ sort: sortSpec(spec), keep: Infinity })];
    case '$skip':
      return [skipStage(skipCount(spec))];
    case '$limit':
      return [limitStage(limitCount(spec))];
    case '$count':
      return [parseCount(spec)];
    case '$project':
      return [parseProject(spec)];
    case '$group':
      return [parseGroup(spec)];
    case '$unwind':
      return [parseUnwind(spec)];
    case '$sortByCount':
      return parseSortByCount(spec);
    case '$changeStream':
      throw notSupported('a change stream', 40573);
    default:
      throw new StoreError(
        40324,
        `Unrecognized pipeline stage name: '${name}'; embedded store: other stages need a MongoDB server (set MONGODB_URI)`,
      );
  }
}

function parseMatch(spec: Value): Stage {
  if (!(spec instanceof Map))
    throw new StoreError(15959, 'the match filter must be an expression in an object');
  const condition = parseQuery(spec);
  const fields = new Set<string>();
  collectFields(condition, fields);
  const matches = compileCondition(condition);
  return { fields, isNarrowing: false, run: (input) => filtered(input, (document) => matches(document)) };
}

function* filtered(input: Stream<Document>, keeps: (document: Document) => boolean): Stream<Document> {
  for (const document of input) if (document === PAUSE || keeps(document)) yield document;
}

/** The fields of a `$sort` stage. @throws StoreError 15973, 15976 */
export function sortSpec(spec: Value): SortField[] {
  if (!(spec instanceof Map)) throw new StoreError(15973, 'the $sort key specification must be an object');
  if (spec.size === 0) throw new StoreError(15976, '$sort stage must have at least one sort key');
  return parseSort(spec);
}

/** Sorts in memory and lets `keep` documents through. */
export function sortStage({ sort, keep }: { sort: readonly SortField[]; keep: number }): Stage {
  return {
    fields: new Set(sort.map((field) => field.path[0] ?? '')),
    isNarrowing: false,
    *run(input) {
      const sorter = new Sorter<Document>(keep);
      for (const document of input) {
        if (document === PAUSE) yield PAUSE;
        else
          sorter.add({
            key: sortKey(document, sort),
            item: document,
            bytes: encodeDocument(document).length * 4,
          });
      }
      yield* sorter.finish();
    },
  };
}

function skipCount(spec: Value): number {
  const count = integerOf(spec);
  if (count === undefined || count < 0)
    throw new StoreError(5107200, `invalid argument to $skip stage: ${String(spec)}`);
  return count;
}

/** @throws StoreError 15958, 5107201 */
export function limitCount(spec: Value): number {
  const count = integerOf(spec);
  if (count === undefined || count < 0)
    throw new StoreError(5107201, `invalid argument to $limit stage: ${String(spec)}`);
  if (count === 0) throw new StoreError(15958, 'the limit must be positive');
  return count;
}

function skipStage(count: number): Stage {
  return {
    fields: new Set(),
    isNarrowing: false,
    run(input) {
      let passed = 0;
      return filtered(input, () => (passed += 1) > count);
    },
  };
}

function limitStage(count: number): Stage {
  return {
    fields: new Set(),
    isNarrowing: false,
    *run(input) {
      let passed = 0;
      for (const document of input) {
        yield document;
        if (document !== PAUSE && (passed += 1) === count) return;
      }
    },
  };
}

/** `$project`: inclusion or exclusion as in a `find`, and fields taken from others (`{name: '$other'}`). */
function parseProject(spec: Value): Stage {
  if (!(spec instanceof Map)) throw new StoreError(15969, '$project specification must be an object');
  if (spec.size === 0)
    throw new StoreError(51272, 'Invalid $project :: projection specification must have at least one field');
  const plain: Document = new Map();
  const renamed: { name: string; expression: Expression }[] = [];
  for (const [name, value] of spec) {
    if (typeof value === 'string' && value.startsWith('$') && !name.includes('.') && name !== '_id')
      renamed.push({ name, expression: parseFieldPath(value) });
    else if (value instanceof Map && [...value.keys()].some((key) => key.startsWith('$')))
      throw notSupported('an expression in $project', 168);
    else plain.set(name, value);
  }
  const parsed = parseProjection(plain) ?? {
    mode: 'include',
    tree: new Map([['_id', 'leaf']]),
    computed: [],
    slices: [],
  };
  const isExcluding = parsed.mode === 'exclude' && [...plain.keys()].some((name) => name !== '_id');
  if (renamed.length > 0 && isExcluding)
    throw new StoreError(31310, 'Cannot use an expression in an exclusion projection');
  const computed: Computed[] = renamed.map(({ name, expression }) => ({
    name,
    compute: expression.evaluate,
  }));
  const mode = renamed.length > 0 ? 'include' : parsed.mode;
  const tree = renamed.length > 0 && parsed.mode === 'exclude' ? new Map<string, 'leaf'>() : parsed.tree;
  const projection = { ...parsed, mode, tree, computed };
  const read = [...tree.keys(), ...renamed.map(({ expression }) => expression.field ?? '')];
  return {
    fields: mode === 'include' ? new Set(read) : undefined,
    isNarrowing: mode === 'include',
    *run(input) {
      for (const document of input) yield document === PAUSE ? PAUSE : project(document, projection);
    },
  };
}

function parseSortByCount(spec: Value): Stage[] {
  if (typeof spec !== 'string' || !spec.startsWith('$'))
    throw new StoreError(40148, 'the sortByCount field must be defined as a $-prefixed path');
  const group = parseGroup(
    new Map<string, Value>([
      ['_id', spec],
      ['count', new Map([['$sum', 1]])],
    ]),
  );
  return [group, sortStage({ sort: parseSort(new Map([['count', -1]])), keep: Infinity })];
}
