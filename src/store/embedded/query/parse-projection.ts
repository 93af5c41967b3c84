import { notSupported, StoreError } from '../errors.ts';
import { isTrue, integerOf, numberOf } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import { compileCondition } from './evaluate.ts';
import { parseQuery } from './parse.ts';
import { addPath, type Computed, type PathTree, type Projection, type Slice } from './project.ts';

/**
 * Reads the projection of a `find` or `findAndModify`; undefined when it keeps everything.
 * @throws StoreError 31253 and 31254 for a mixture of inclusion and exclusion, 31249 for paths that collide,
 * 115 for positional and computed fields
 */
export function parseProjection(given: Document): Projection | undefined {
  if (given.size === 0) return undefined;
  const parsing: Parsing = {
    mode: undefined,
    tree: new Map(),
    computed: [],
    slices: [],
    id: undefined,
    sliced: [],
  };
  for (const [name, value] of given) parseField({ path: name.split('.'), value }, parsing);
  const hasElements = parsing.computed.length > 0;
  const mode = parsing.mode ?? (parsing.id === true || hasElements ? 'include' : 'exclude');
  const { tree } = parsing;
  if (mode === 'include') {
    for (const path of parsing.sliced) addOrRefuse(tree, path);
    if (parsing.id !== false && !tree.has('_id')) tree.set('_id', 'leaf');
  } else if (parsing.id === false) tree.set('_id', 'leaf');
  return { mode, tree, computed: parsing.computed, slices: parsing.slices };
}

interface Parsing {
  mode: Projection['mode'] | undefined;
  readonly tree: PathTree;
  readonly computed: Computed[];
  readonly slices: Slice[];
  readonly sliced: string[][];
  id: boolean | undefined;
}

interface Field {
  readonly path: string[];
  readonly value: Value;
}

function parseField({ path, value }: Field, parsing: Parsing): void {
  const name = path.join('.');
  checkPath(path);
  if (value instanceof Map) return parseDocument({ path, value }, parsing);
  if (typeof value !== 'boolean' && numberOf(value) === undefined)
    throw notSupported(`the computed field '${name}' in a projection`);
  const isIncluded = isTrue(value);
  if (name === '_id') {
    parsing.id = isIncluded;
    return;
  }
  setMode({ parsing, mode: isIncluded ? 'include' : 'exclude', name });
  addOrRefuse(parsing.tree, path);
}

function setMode({
  parsing,
  mode,
  name,
}: {
  parsing: Parsing;
  mode: Projection['mode'];
  name: string;
}): void {
  if (parsing.mode !== undefined && parsing.mode !== mode) {
    if (mode === 'include')
      throw new StoreError(31253, `Cannot do inclusion on field ${name} in exclusion projection`);
    throw new StoreError(31254, `Cannot do exclusion on field ${name} in inclusion projection`);
  }
  parsing.mode = mode;
}

function parseDocument({ path, value }: { path: string[]; value: Document }, parsing: Parsing): void {
  const [first, operand] = value.entries().next().value ?? [];
  const name = path.join('.');
  if (first === undefined || operand === undefined)
    throw new StoreError(51270, 'An empty sub-projection is not a valid value. Found empty object at path');
  if (first === '$slice') {
    parsing.slices.push({ path, cut: parseSlice(operand) });
    parsing.sliced.push(path);
  } else if (first === '$elemMatch') {
    if (path.length > 1) throw new StoreError(31275, 'Cannot use $elemMatch projection on a nested field');
    if (!(operand instanceof Map))
      throw new StoreError(31274, 'elemMatch: Invalid argument, object required');
    parsing.computed.push({ name, compute: firstElement(name, operand) });
  } else if (first.startsWith('$')) {
    throw notSupported(`the projection operator ${first}`);
  } else {
    for (const [below, each] of value)
      parseField({ path: [...path, ...below.split('.')], value: each }, parsing);
  }
}

function checkPath(path: readonly string[]): void {
  if (path.includes('')) throw emptyPart(path);
  if (path.includes('$')) throw notSupported("the positional projection '.$'");
  if (path.some((part) => part.startsWith('$')))
    throw new StoreError(
      16410,
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    );
}

function emptyPart(path: readonly string[]): StoreError {
  if (path.length === 1) return new StoreError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.at(-1) === '') return new StoreError(40353, "FieldPath must not end with a '.'.");
  return new StoreError(15998, 'FieldPath field names may not be empty strings.');
}

function addOrRefuse(tree: PathTree, path: readonly string[]): void {
  const collision = addPath(tree, path);
  if (collision !== undefined)
    throw new StoreError(collision === 'under' ? 31249 : 31250, `Path collision at ${path.join('.')}`);
}

function firstElement(name: string, query: Document): (document: Document) => Value | undefined {
  const matches = compileCondition(parseQuery(new Map([[name, new Map([['$elemMatch', query]])]])));
  return (document) => {
    const array = document.get(name);
    if (!Array.isArray(array)) return undefined;
    const found = array.find((element) => matches(new Map([[name, [element]]])));
    return found === undefined ? undefined : [found];
  };
}

function parseSlice(operand: Value): Slice['cut'] {
  if (Array.isArray(operand)) {
    const skip = integerOf(operand[0]);
    const limit = integerOf(operand[1]);
    if (operand.length !== 2 || skip === undefined || limit === undefined)
      throw new StoreError(28724, 'First argument to $slice must be an array, but is of type: int');
    if (limit <= 0) throw new StoreError(28724, `Third argument to $slice must be positive: ${limit}`);
    return (array) => {
      const start = skip < 0 ? Math.max(0, array.length + skip) : skip;
      return array.slice(start, start + limit);
    };
  }
  const count = integerOf(operand);
  if (count === undefined)
    throw new StoreError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax');
  return (array) => (count < 0 ? array.slice(count) : array.slice(0, count));
}
