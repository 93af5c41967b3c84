import { notSupported, StoreError } from '../errors.ts';
import { typeOf } from '../bson/types.ts';
import { DateTime, Timestamp, type Document, type Value } from '../bson/value.ts';
import { addToSetLeaf, popLeaf, pullAllLeaf, pullLeaf, pushLeaf } from './array-operators.ts';
import type { ArrayFilters, Change, Leaf } from './change.ts';
import { incrementLeaf, limitLeaf } from './number-operators.ts';
import { comparePaths, isConflict } from './path-order.ts';

export type Update =
  | { readonly kind: 'replacement'; readonly document: Document }
  | { readonly kind: 'operators'; readonly changes: readonly Change[]; readonly filters: ArrayFilters };

const NOT_HERE = new Set(['$rename', '$bit', '$pushAll']);

/**
 * Reads an update: a replacement document, or operators.
 * @throws StoreError 9, 40, 56 and others as MongoDB; 115 for pipelines and operators that are not supported
 */
export function parseUpdate({
  update,
  filters,
}: {
  update: Value | undefined;
  filters: ArrayFilters;
}): Update {
  if (Array.isArray(update)) throw notSupported('an update written as a pipeline');
  if (!(update instanceof Map))
    throw new StoreError(9, 'Update argument must be either an object or an array');
  const [first] = update.keys();
  if (first === undefined || !first.startsWith('$')) {
    if (filters.size > 0)
      throw new StoreError(9, 'arrayFilters may not be specified for replacement-style updates');
    return parseReplacement(update);
  }
  const changes: Change[] = [];
  for (const [operator, fields] of update) changes.push(...parseOperator({ operator, fields }));
  changes.sort((left, right) => comparePaths(left.path, right.path));
  checkConflicts(changes);
  checkFilters(changes, filters);
  return { kind: 'operators', changes, filters };
}

function parseReplacement(document: Document): Update {
  for (const name of document.keys())
    if (name.startsWith('$'))
      throw new StoreError(
        52,
        `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document.`,
      );
  return { kind: 'replacement', document };
}

function parseOperator({ operator, fields }: { operator: string; fields: Value }): Change[] {
  const behaviour = behaviourOf(operator);
  if (!(fields instanceof Map))
    throw new StoreError(9, `Modifiers operate on fields but we found type ${typeOf(fields)} instead.`);
  return [...fields].map(([name, operand]) => ({
    operator,
    path: parsePath(name),
    leaf: behaviour.leaf({ operator, operand, name }),
    creates: behaviour.creates,
    toleratesBlocked: operator === '$unset',
    onlyOnInsert: operator === '$setOnInsert',
  }));
}

interface Operand {
  readonly operator: string;
  readonly operand: Value;
  readonly name: string;
}

interface Behaviour {
  readonly creates: boolean;
  readonly leaf: (operand: Operand) => Leaf;
}

function behaviourOf(operator: string): Behaviour {
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return {
        creates: true,
        leaf:
          ({ operand }) =>
          () =>
            operand,
      };
    case '$unset':
      return { creates: false, leaf: () => () => undefined };
    case '$inc':
    case '$mul':
      return { creates: true, leaf: ({ operand, name }) => incrementLeaf({ operator, operand, name }) };
    case '$min':
    case '$max':
      return { creates: true, leaf: ({ operand }) => limitLeaf({ operator, operand }) };
    case '$currentDate':
      return { creates: true, leaf: currentDateLeaf };
    case '$push':
      return { creates: true, leaf: pushLeaf };
    case '$addToSet':
      return { creates: true, leaf: addToSetLeaf };
    case '$pull':
      return { creates: false, leaf: pullLeaf };
    case '$pullAll':
      return { creates: false, leaf: pullAllLeaf };
    case '$pop':
      return { creates: false, leaf: popLeaf };
    default:
      if (NOT_HERE.has(operator)) throw notSupported(`the update operator ${operator}`);
      throw new StoreError(
        9,
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
  }
}

function currentDateLeaf({ operand }: Operand): Leaf {
  const kind = operand instanceof Map ? operand.get('$type') : operand;
  if (operand instanceof Map ? kind !== 'date' && kind !== 'timestamp' : typeof operand !== 'boolean')
    throw new StoreError(2, "$currentDate needs a boolean or {$type: 'timestamp' or 'date'}");
  return () => {
    const now = Date.now();
    if (kind === 'timestamp') return new Timestamp((BigInt(Math.floor(now / 1000)) << 32n) | 1n);
    return new DateTime(BigInt(now));
  };
}

function parsePath(name: string): string[] {
  const path = name.split('.');
  if (name === '') throw new StoreError(56, 'An empty update path is not valid.');
  if (path.includes(''))
    throw new StoreError(56, `The update path '${name}' contains an empty field name, which is not allowed.`);
  const [first] = path;
  if (first === '$' || first?.startsWith('$[') === true)
    throw new StoreError(
      2,
      `Cannot have array filter or positional operator as the first path part of '${name}'`,
    );
  for (const [at, part] of path.entries()) {
    if (!part.startsWith('$')) continue;
    if (part === '$' && path.indexOf('$') !== at)
      throw new StoreError(2, `Too many positional (i.e. '$') elements found in path '${name}'`);
    if (at === 0 && !/^\$\[/.test(part))
      throw new StoreError(
        52,
        `The dollar ($) prefixed field '${part}' in '${name}' is not valid for storage.`,
      );
  }
  return path;
}

/** Two changes of one place, or of a place and one inside it; and a name beside `$[]` where an array is meant. */
function checkConflicts(changes: readonly Change[]): void {
  for (const [at, { path }] of changes.entries()) {
    const next = changes[at + 1];
    if (next !== undefined && isConflict(path, next.path)) throw conflict(next.path, path);
    for (const other of changes.slice(at + 1)) {
      const fork = path.findIndex((part, index) => other.path[index] !== part);
      const [left, right] = [path[fork], other.path[fork]];
      if (left === undefined || right === undefined) continue;
      if (left.startsWith('$[') !== right.startsWith('$[')) throw conflict(other.path, path.slice(0, fork));
    }
  }
}

function conflict(path: readonly string[], other: readonly string[]): StoreError {
  return new StoreError(
    40,
    `Updating the path '${path.join('.')}' would create a conflict at '${other.join('.')}'`,
  );
}

function checkFilters(changes: readonly Change[], filters: ArrayFilters): void {
  const used = new Set<string>();
  for (const { path } of changes)
    for (const part of path) {
      const name = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (name === undefined) continue;
      if (!filters.has(name))
        throw new StoreError(2, `No array filter found for identifier '${name}' in path '${path.join('.')}'`);
      used.add(name);
    }
  for (const name of filters.keys())
    if (!used.has(name))
      throw new StoreError(9, `The array filter for identifier '${name}' was not used in the update`);
}
