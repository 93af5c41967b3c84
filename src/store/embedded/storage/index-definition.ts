import { notSupported, StoreError } from '../errors.ts';
import { equalValues } from '../bson/order.ts';
import { integerOf, isTrue, numberOf } from '../bson/types.ts';
import { documentOf, type Document, type Value } from '../bson/value.ts';
import { conjuncts, type Condition } from '../query/condition.ts';
import { compileCondition, type Predicate } from '../query/evaluate.ts';
import { parseQuery } from '../query/parse.ts';
import type { OrderedField } from '../query/sort.ts';

/** What `createIndexes` asked for, read and checked. */
export interface IndexDefinition {
  /** As `listIndexes` gives it back. */
  readonly spec: Document;
  readonly name: string;
  readonly fields: readonly OrderedField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly expireAfterSeconds: number | undefined;
  readonly partial: PartialFilter | undefined;
}

/** An index of the documents that have certain values. */
export interface PartialFilter {
  readonly equalities: readonly { readonly name: string; readonly value: Value }[];
  readonly includes: Predicate;
}

/** In the order in which `listIndexes` shows them. */
const OPTIONS = 'v key name ns background unique sparse partialFilterExpression expireAfterSeconds'.split(
  ' ',
);
const REFUSED = 'collation weights default_language wildcardProjection hidden storageEngine'.split(' ');

const refused = (reason: string): StoreError => new StoreError(67, reason);

/** Reads an index specification. @throws StoreError 67, 197, 115, as MongoDB */
export function parseIndex(given: Document): IndexDefinition {
  for (const option of given.keys()) {
    if (REFUSED.includes(option)) throw notSupported(`the index option ${option}`);
    if (!OPTIONS.includes(option))
      throw new StoreError(197, `The field '${option}' is not valid for an index specification`);
  }
  const key = given.get('key');
  if (!(key instanceof Map) || key.size === 0) throw refused('Index keys cannot be an empty object');
  const fields = [...key].map(([name, direction]) => parseField(name, direction));
  const name = given.get('name');
  if (typeof name !== 'string' || name === '') throw refused('index names cannot be empty');
  const filter = given.get('partialFilterExpression');
  const sparse = isTrue(given.get('sparse'));
  if (sparse && filter !== undefined)
    throw refused('cannot mix "partialFilterExpression" and "sparse" options');
  const shown = Object.fromEntries(
    OPTIONS.filter((option) => option !== 'ns').map((option) => [option, given.get(option)]),
  );
  return {
    spec: documentOf({ ...shown, v: 2 }),
    name,
    fields,
    unique: isTrue(given.get('unique')),
    sparse,
    expireAfterSeconds: parseExpiry(given.get('expireAfterSeconds'), fields),
    partial: filter === undefined ? undefined : parsePartial(filter),
  };
}

function parseField(name: string, direction: Value): OrderedField {
  if (typeof direction === 'string') throw notSupported(`an index of the kind "${direction}"`, 67);
  const number = numberOf(direction);
  if (number === undefined || number === 0 || Number.isNaN(number))
    throw refused('Values in the index key pattern must be numbers other than 0');
  const path = name.split('.');
  if (path.includes('')) throw refused('Index keys cannot contain an empty field.');
  if (path.includes('$**')) throw notSupported('a wildcard index', 67);
  if (path.some((part) => part.startsWith('$')))
    throw refused("Index key contains an illegal field name: field name starts with '$'.");
  if (path.some((part) => /^\d+$/.test(part)))
    throw notSupported('an index on a position inside an array', 67);
  return { path, name, descending: number < 0 };
}

function parseExpiry(option: Value | undefined, fields: readonly OrderedField[]): number | undefined {
  if (option === undefined) return undefined;
  const seconds = integerOf(option);
  if (seconds === undefined || seconds < 0 || seconds > 2_147_483_647)
    throw refused('TTL index expireAfterSeconds must be a whole number from 0 to 2147483647');
  if (fields.length > 1)
    throw refused('TTL indexes are single-field indexes, compound indexes do not support TTL');
  return seconds;
}

/** MongoDB allows ranges, `$exists`, `$type`, `$in` and `$or` here as well; this store plans with equality alone. */
function parsePartial(filter: Value): PartialFilter {
  if (!(filter instanceof Map)) throw refused("The field 'partialFilterExpression' must be an object");
  const condition = parseQuery(filter);
  return { equalities: conjuncts(condition).map(equalityIn), includes: compileCondition(condition) };
}

function equalityIn(part: Condition): PartialFilter['equalities'][number] {
  const value =
    part.kind === 'value' && part.test.kind === 'compare' && part.test.comparison === '$eq'
      ? part.test.operand
      : undefined;
  // null stands for missing too, and an array for itself or an element: neither is one value.
  if (part.kind !== 'value' || value === undefined || value === null || Array.isArray(value))
    throw notSupported('a partial index by anything but equality with a value', 67);
  return { name: part.path.join('.'), value };
}

/** Whether two definitions mean the same index; the name is left out of the comparison. */
export function sameIndex(left: IndexDefinition, right: IndexDefinition): boolean {
  return (
    left.unique === right.unique &&
    left.sparse === right.sparse &&
    left.expireAfterSeconds === right.expireAfterSeconds &&
    sameSpec(left, right, 'key') &&
    sameSpec(left, right, 'partialFilterExpression')
  );
}

/** Whether an option, or the key, is the same in two definitions. */
export function sameSpec(left: IndexDefinition, right: IndexDefinition, option: string): boolean {
  return equalValues(left.spec.get(option), right.spec.get(option));
}

/** The index that every collection has on `_id`; its keys stand in the collection's own table. */
export const ID_INDEX = parseIndex(documentOf<Value>({ v: 2, key: documentOf({ _id: 1 }), name: '_id_' }));
