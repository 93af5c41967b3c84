import { StoreError } from '../errors.ts';
import { Binary, DateTime, Double, ObjectId, RegularExpression, Timestamp, type Value } from './value.ts';

export type TypeName =
  | 'minKey'
  | 'null'
  | 'int'
  | 'long'
  | 'double'
  | 'string'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'bool'
  | 'date'
  | 'timestamp'
  | 'regex'
  | 'maxKey';

/** The BSON type of a value, by the name that `$type` uses. */
export function typeOf(value: Value): TypeName {
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'boolean') return 'bool';
  if (value === null) return 'null';
  if (value instanceof Map) return 'object';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Double) return 'double';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof DateTime) return 'date';
  if (value instanceof Binary) return 'binData';
  if (value instanceof RegularExpression) return 'regex';
  if (value instanceof Timestamp) return 'timestamp';
  return value.end === 'min' ? 'minKey' : 'maxKey';
}

/**
 * The byte that orders values of different types, MongoDB's canonical order; all numbers share one.
 * 0 is kept free (it ends a document in a key), 255 too (it ends a range of keys).
 */
export const ORDER_OF_TYPE: Readonly<Record<TypeName, number>> = {
  minKey: 1,
  null: 20,
  int: 30,
  long: 30,
  double: 30,
  string: 40,
  object: 50,
  array: 60,
  binData: 70,
  objectId: 80,
  bool: 90,
  date: 100,
  timestamp: 110,
  regex: 120,
  maxKey: 250,
};

/** The place of a missing value in the order, where one is compared: between MinKey and null. */
export const ORDER_OF_MISSING = 10;

/** Order of a value's type, `ORDER_OF_MISSING` for a missing one. */
export function orderOf(value: Value | undefined): number {
  return value === undefined ? ORDER_OF_MISSING : ORDER_OF_TYPE[typeOf(value)];
}

const NAMES_BY_NUMBER: Readonly<Record<number, TypeName>> = {
  [-1]: 'minKey',
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  127: 'maxKey',
};

/** Types that exist in BSON but never in this store: a query for them finds nothing. */
const NEVER_STORED = new Set([
  'undefined',
  'dbPointer',
  'javascript',
  'symbol',
  'javascriptWithScope',
  'decimal',
]);
const NEVER_STORED_NUMBERS = new Set([6, 12, 13, 14, 15, 19]);

/** The types that an argument of `$type` (alias or number) names. @throws code 2 for an unknown one. */
export function typesNamed(argument: Value): TypeName[] {
  if (typeof argument === 'string') {
    if (argument === 'number') return ['int', 'long', 'double'];
    if (Object.hasOwn(ORDER_OF_TYPE, argument)) return Object.keys(ORDER_OF_TYPE).filter(isNamed(argument));
    if (NEVER_STORED.has(argument)) return [];
    throw new StoreError(2, `Unknown type name alias: ${argument}`);
  }
  const number = numberOf(argument);
  if (number === undefined) throw new StoreError(14, 'type must be represented as a number or a string');
  const name = NAMES_BY_NUMBER[number];
  if (name !== undefined) return [name];
  if (NEVER_STORED_NUMBERS.has(number)) return [];
  throw new StoreError(2, `Invalid numerical type code: ${number}`);
}

function isNamed(name: string): (candidate: string) => candidate is TypeName {
  return (candidate): candidate is TypeName => candidate === name;
}

/** A numeric value as a JavaScript number (an int64 beyond 2^53 is rounded); undefined for other types. */
export function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Double ? value.value : undefined;
}

/** A numeric value with no fraction as a safe integer; undefined otherwise. */
export function integerOf(value: Value | undefined): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** Truth as MongoDB sees it in options and projections: everything but false, zero, null and missing. */
export function isTrue(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  const number = numberOf(value);
  return number === undefined || number !== 0;
}

/** A number of the smallest integer type that holds it: int32, else int64. */
export function integerValue(number: number): Value {
  return number === (number | 0) ? number : BigInt(number);
}
