import { StoreError } from '../errors.ts';
import { compareValues, equalValues } from '../bson/order.ts';
import { integerOf, numberOf, typeOf } from '../bson/types.ts';
import { RegularExpression, type Document, type Value } from '../bson/value.ts';
import { compileCondition } from '../query/evaluate.ts';
import { isOperatorDocument, parseQuery } from '../query/parse.ts';
import type { Leaf } from './change.ts';

interface Operand {
  readonly operand: Value;
  readonly name: string;
}

/** `$push`, with `$each`, `$position`, `$sort` and `$slice` (applied in this order). */
export function pushLeaf({ operand, name }: Operand): Leaf {
  const clauses = operand instanceof Map && operand.has('$each') ? operand : undefined;
  const added = clauses === undefined ? [operand] : eachOf(clauses, '$push');
  for (const clause of clauses?.keys() ?? [])
    if (!PUSH_CLAUSES.has(clause)) throw new StoreError(2, `Unrecognized clause in $push: ${clause}`);
  const position = wholeClause(clauses, '$position');
  const slice = wholeClause(clauses, '$slice');
  const sort = clauses?.get('$sort');
  const order = sort === undefined ? undefined : parseElementOrder(sort);
  return (current) => {
    const before = arrayAt({ current, name, operator: '$push' });
    const at = position === undefined ? before.length : placeOf(position, before.length);
    const after = [...before.slice(0, at), ...added, ...before.slice(at)];
    if (order !== undefined) after.sort(order);
    if (slice === undefined) return after;
    return slice < 0 ? after.slice(slice) : after.slice(0, slice);
  };
}

const PUSH_CLAUSES = new Set(['$each', '$position', '$slice', '$sort']);

function placeOf(position: number, length: number): number {
  return position < 0 ? Math.max(0, length + position) : Math.min(position, length);
}

function eachOf(clauses: Document, operator: string): Value[] {
  const each = clauses.get('$each');
  if (!Array.isArray(each))
    throw new StoreError(
      operator === '$push' ? 2 : 14,
      `The argument to $each in ${operator} must be an array but it was of type ${each === undefined ? 'missing' : typeOf(each)}`,
    );
  return each;
}

function wholeClause(clauses: Document | undefined, name: string): number | undefined {
  const value = clauses?.get(name);
  if (value === undefined) return undefined;
  const whole = integerOf(value);
  if (whole === undefined) throw new StoreError(2, `The value for ${name} must be an integer value`);
  return whole;
}

/** `$sort` in `$push`: 1 or -1 for whole elements, or a document of fields. */
function parseElementOrder(sort: Value): (left: Value, right: Value) => number {
  const direction = numberOf(sort);
  if (direction === 1 || direction === -1) return (left, right) => direction * compareValues(left, right);
  if (direction !== undefined) throw new StoreError(2, 'The $sort element value must be either 1 or -1');
  if (!(sort instanceof Map))
    throw new StoreError(
      2,
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  if (sort.size === 0)
    throw new StoreError(2, 'The $sort pattern is empty when it should be a set of fields.');
  const fields = [...sort].map(([name, each]) => {
    const way = numberOf(each);
    if (way !== 1 && way !== -1) throw new StoreError(2, 'The $sort element value must be either 1 or -1');
    const path = name.split('.');
    if (path.includes(''))
      throw new StoreError(2, `The $sort field '${name}' is a dotted field with an empty part`);
    return { path, way };
  });
  return (left, right) => {
    for (const { path, way } of fields) {
      const result = way * compareValues(fieldIn(left, path), fieldIn(right, path));
      if (result !== 0) return result;
    }
    return 0;
  };
}

/** A missing field sorts as null. */
function fieldIn(element: Value, path: readonly string[]): Value {
  let current: Value | undefined = element;
  for (const part of path) current = current instanceof Map ? current.get(part) : undefined;
  return current ?? null;
}

/** `$addToSet`, with `$each`: values that are not there yet, in their order. */
export function addToSetLeaf({ operand, name }: Operand): Leaf {
  const clauses = operand instanceof Map && operand.keys().next().value === '$each' ? operand : undefined;
  if (clauses !== undefined && clauses.size > 1)
    throw new StoreError(2, 'Found unexpected fields after $each in $addToSet');
  const added = clauses === undefined ? [operand] : eachOf(clauses, '$addToSet');
  return (current) => {
    const before = arrayAt({ current, name, operator: '$addToSet' });
    const after = [...before];
    for (const value of added) if (!after.some((each) => equalValues(each, value))) after.push(value);
    return current !== undefined && after.length === before.length ? current : after;
  };
}

function arrayAt({
  current,
  name,
  operator,
}: {
  current: Value | undefined;
  name: string;
  operator: string;
}): Value[] {
  if (current === undefined) return [];
  if (Array.isArray(current)) return current;
  if (operator === '$addToSet')
    throw new StoreError(
      2,
      `Cannot apply $addToSet to non-array field. Field named '${name}' has non-array type ${typeOf(current)}`,
    );
  throw new StoreError(2, `The field '${name}' must be an array but is of type ${typeOf(current)}`);
}

/** `$pull`: elements that equal a value, or satisfy a condition on themselves or on their fields. */
export function pullLeaf({ operand }: Operand): Leaf {
  return withoutElements(elementTest(operand));
}

/** `$pullAll`: elements that equal one of a list. */
export function pullAllLeaf({ operand }: Operand): Leaf {
  if (!Array.isArray(operand))
    throw new StoreError(2, `$pullAll requires an array argument but was given a ${typeOf(operand)}`);
  return withoutElements((element) => operand.some((value) => equalValues(element, value)));
}

function withoutElements(matches: (element: Value) => boolean): Leaf {
  return (current) => {
    if (current === undefined) return undefined;
    if (!Array.isArray(current)) throw new StoreError(2, 'Cannot apply $pull to a non-array value');
    const after = current.filter((element) => !matches(element));
    return after.length === current.length ? current : after;
  };
}

function elementTest(operand: Value): (element: Value) => boolean {
  if (operand instanceof Map && !isOperatorDocument(operand)) {
    const matches = compileCondition(parseQuery(operand));
    return (element) => element instanceof Map && matches(element);
  }
  if (operand instanceof Map || operand instanceof RegularExpression) {
    const matches = compileCondition(parseQuery(new Map([['', operand]])));
    return (element) => matches(new Map([['', element]]));
  }
  return (element) => equalValues(element, operand);
}

/** `$pop`: the last element (1) or the first (-1). */
export function popLeaf({ operand, name }: Operand): Leaf {
  const end = numberOf(operand);
  if (end !== 1 && end !== -1)
    throw new StoreError(9, `$pop expects 1 or -1, found: ${String(end ?? typeOf(operand))}`);
  return (current) => {
    if (current === undefined) return undefined;
    if (!Array.isArray(current))
      throw new StoreError(14, `Path '${name}' contains an element of non-array type '${typeOf(current)}'`);
    if (current.length === 0) return current;
    return end === 1 ? current.slice(0, -1) : current.slice(1);
  };
}
