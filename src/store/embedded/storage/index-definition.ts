import { notSupported, StoreError } from '../errors.ts';
import { equalValues } from '../bson/order.ts';
import { integerOf, isTrue, numberOf } from '../bson/types.ts';
import { documentOf, type Document, type Value } from '../bson/value.ts';
import type { Condition } from '../query/condition.ts';
import { compileCondition, type Predicate } from '../query/evaluate.ts';
import { parseQuery } from '../query/parse.ts';
import { positionOf } from '../query/path.ts';

export interface IndexField {
  readonly path: readonly string[];
  readonly name: string;
  readonly descending: boolean;
}

/** What `createIndexes` asked for, read and checked. */
export interface IndexDefinition {
  /** As `listIndexes` gives it back. */
  readonly spec: Document;
  readonly name: string;
  readonly fields: readonly IndexField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly expireAfterSeconds: number | undefined;
  readonly partial: { readonly condition: Condition; readonly includes: Predicate } | undefined;
}

const OPTIONS = new Set([
  'v',
  'key',
  'name',
  'ns',
  'background',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
]);
const REFUSED = new Set([
  'collation',
  'weights',
  'default_language',
  'wildcardProjection',
  'hidden',
  'storageEngine',
]);

/** Reads an index specification. @throws StoreError 67, 197, 115 and others, as MongoDB */
export function parseIndex(given: Document): IndexDefinition {
  for (const name of given.keys()) {
    if (REFUSED.has(name)) throw notSupported(`the index option ${name}`);
    if (!OPTIONS.has(name))
      throw new StoreError(197, `The field '${name}' is not valid for an index specification`);
  }
  const key = given.get('key');
  if (!(key instanceof Map) || key.size === 0)
    throw new StoreError(67, 'Index keys cannot be an empty object');
  const fields = [...key].map(([name, direction]) => parseField(name, direction));
  const name = given.get('name');
  if (typeof name !== 'string' || name === '') throw new StoreError(67, 'index names cannot be empty');
  const expireAfterSeconds = parseExpiry(given, fields);
  const filter = given.get('partialFilterExpression');
  if (filter !== undefined && !(filter instanceof Map))
    throw new StoreError(67, "The field 'partialFilterExpression' must be an object");
  const unique = isTrue(given.get('unique'));
  const sparse = isTrue(given.get('sparse'));
  if (sparse && filter !== undefined)
    throw new StoreError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  const spec = documentOf({
    v: 2,
    key,
    name,
    background: given.get('background'),
    unique: given.get('unique'),
    sparse: given.get('sparse'),
    partialFilterExpression: filter,
    expireAfterSeconds: given.get('expireAfterSeconds'),
  });
  return { spec, name, fields, unique, sparse, expireAfterSeconds, partial: parsePartial(filter) };
}

function parseField(name: string, direction: Value): IndexField {
  if (typeof direction === 'string') throw notSupported(`an index of the kind "${direction}"`, 67);
  const number = numberOf(direction);
  if (number === undefined || number === 0 || Number.isNaN(number))
    throw new StoreError(67, 'Values in the index key pattern must be numbers other than 0');
  const path = name.split('.');
  if (path.includes('')) throw new StoreError(67, 'Index keys cannot contain an empty field.');
  if (path.includes('$**')) throw notSupported('a wildcard index', 67);
  if (path.some((part) => part.startsWith('$')))
    throw new StoreError(67, "Index key contains an illegal field name: field name starts with '$'.");
  if (path.some((part) => positionOf(part) !== undefined))
    throw notSupported('an index on a position inside an array', 67);
  return { path, name, descending: number < 0 };
}

function parseExpiry(given: Document, fields: readonly IndexField[]): number | undefined {
  const option = given.get('expireAfterSeconds');
  if (option === undefined) return undefined;
  const seconds = integerOf(option);
  if (seconds === undefined || seconds < 0 || seconds > 2_147_483_647)
    throw new StoreError(67, 'TTL index expireAfterSeconds must be a whole number from 0 to 2147483647');
  if (fields.length > 1)
    throw new StoreError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
  return seconds;
}

function parsePartial(filter: Document | undefined): IndexDefinition['partial'] {
  if (filter === undefined) return undefined;
  const condition = parseQuery(filter);
  checkPartial(condition, true);
  return { condition, includes: compileCondition(condition) };
}

/** MongoDB allows `$and` of equality, ranges, `$exists: true`, `$type` and `$in` here; this store no `$or`. */
function checkPartial(condition: Condition, isTop: boolean): void {
  if (condition.kind === 'and' && isTop) return condition.parts.forEach((part) => checkPartial(part, true));
  const allowed = new Set(['compare', 'exists', 'type', 'in']);
  if (condition.kind === 'value' && allowed.has(condition.test.kind)) return;
  throw new StoreError(67, 'unsupported expression in partial index');
}

/** Whether two definitions mean the same index; the name is left out of the comparison. */
export function sameIndex(left: IndexDefinition, right: IndexDefinition): boolean {
  return (
    left.unique === right.unique &&
    left.sparse === right.sparse &&
    left.expireAfterSeconds === right.expireAfterSeconds &&
    sameKey(left, right) &&
    equalValues(left.spec.get('partialFilterExpression'), right.spec.get('partialFilterExpression'))
  );
}

/** Whether two definitions have the same fields and directions. */
export function sameKey(left: IndexDefinition, right: IndexDefinition): boolean {
  return equalValues(left.spec.get('key'), right.spec.get('key'));
}

/** The index that every collection has on `_id`; its keys stand in the collection's own table. */
export const ID_INDEX = parseIndex(documentOf({ v: 2, key: documentOf({ _id: 1 }), name: '_id_' }));
