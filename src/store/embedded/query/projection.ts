import { notSupported, StoreError } from '../errors.ts';
import { isTrue, isNumber } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import { parseFieldPath } from './path.ts';

/** A projection's paths as a tree: `leaf` where a path ends. */
type PathTree = Map<string, PathTree | 'leaf'>;

export interface Projection {
  readonly keeps: boolean;
  readonly tree: PathTree;
}

/**
 * Reads the projection of a `find` or `findAndModify`; undefined when it keeps everything.
 * @throws StoreError 31253 and 31254 for a mixture of inclusion and exclusion, 31249 and 31250 for paths that collide,
 * 115 for positional and computed fields
 */
export function parseProjection(given: Document): Projection | undefined {
  if (given.size === 0) return undefined;
  const tree: PathTree = new Map();
  let keeps: boolean | undefined;
  let keepsId: boolean | undefined;
  for (const { name, value } of flatten(given, '')) {
    const path = parseFieldPath(name);
    if (typeof value !== 'boolean' && !isNumber(value))
      throw notSupported(`the computed field '${name}' in a projection`);
    const isKept = isTrue(value);
    if (name === '_id') {
      keepsId = isKept;
      continue;
    }
    if (keeps === true && !isKept)
      throw new StoreError(31254, `Cannot do exclusion on field ${name} in inclusion projection`);
    if (keeps === false && isKept)
      throw new StoreError(31253, `Cannot do inclusion on field ${name} in exclusion projection`);
    keeps = isKept;
    addPath(tree, path);
  }
  keeps ??= keepsId === true;
  // `_id` is kept unless it is excluded by name: it is one of those to keep, or else one of those to leave out.
  if (keeps === (keepsId ?? true) && !tree.has('_id')) tree.set('_id', 'leaf');
  return { keeps, tree };
}

/** `{a: {b: 1}}` means the same as `{'a.b': 1}`. */
function* flatten(given: Document, prefix: string): Generator<{ name: string; value: Value }> {
  for (const [part, value] of given) {
    const name = `${prefix}${part}`;
    if (!(value instanceof Map)) {
      yield { name, value };
      continue;
    }
    const [first] = value.keys();
    if (first === undefined)
      throw new StoreError(51270, `An empty sub-projection is not a valid value: ${name}`);
    if (first.startsWith('$')) throw notSupported(`the projection operator ${first}`);
    yield* flatten(value, `${name}.`);
  }
}

function addPath(tree: PathTree, path: readonly string[]): void {
  let node = tree;
  for (const [at, part] of path.entries()) {
    const known = node.get(part);
    const isEnd = at === path.length - 1;
    if (isEnd ? known !== undefined : known === 'leaf')
      throw new StoreError(isEnd ? 31250 : 31249, `Path collision at ${path.join('.')}`);
    const below: PathTree = typeof known === 'object' ? known : new Map();
    node.set(part, isEnd ? 'leaf' : below);
    node = below;
  }
}

/** The projected document, fields in the order they are stored in. */
export function project(document: Document, { keeps, tree }: Projection): Document {
  return keeps ? include(document, tree) : exclude(document, tree);
}

function include(document: Document, tree: PathTree): Document {
  const result: Document = new Map();
  for (const [name, value] of document) {
    const node = tree.get(name);
    if (node === undefined) continue;
    const kept = node === 'leaf' ? value : includeBelow(value, node);
    if (kept !== undefined) result.set(name, kept);
  }
  return result;
}

/** Documents inside arrays are projected too, at any depth; other values have no fields and go. */
function includeBelow(value: Value, tree: PathTree): Value | undefined {
  if (value instanceof Map) return include(value, tree);
  if (!Array.isArray(value)) return undefined;
  return value.map((each) => includeBelow(each, tree)).filter((each) => each !== undefined);
}

function exclude(document: Document, tree: PathTree): Document {
  const result: Document = new Map();
  for (const [name, value] of document) {
    const node = tree.get(name);
    if (node === undefined) result.set(name, value);
    else if (node !== 'leaf') result.set(name, excludeBelow(value, node));
  }
  return result;
}

function excludeBelow(value: Value, tree: PathTree): Value {
  if (value instanceof Map) return exclude(value, tree);
  return Array.isArray(value) ? value.map((each) => excludeBelow(each, tree)) : value;
}
