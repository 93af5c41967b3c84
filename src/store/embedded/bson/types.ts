import { Binary, DateTime, Double, ObjectId, type Value } from './value.ts';

export type TypeName =
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
  | 'regex';

/** The BSON type of a value, by MongoDB's name. */
export function typeOf(value: Value): TypeName {
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'boolean') return 'bool';
  if (value === null) return 'null';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof DateTime) return 'date';
  if (value instanceof Double) return 'double';
  if (value instanceof Map) return 'object';
  if (Array.isArray(value)) return 'array';
  return value instanceof Binary ? 'binData' : 'regex';
}

/**
 * The byte that orders values of different types, MongoDB's canonical order; all numbers share one.
 * 0 is kept free (it ends a document in a key), 255 too (it ends a range of keys).
 */
const ORDER_OF_TYPE: Readonly<Record<TypeName, number>> = {
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
  regex: 120,
};

/** Where a missing value stands, when one is compared: below null. */
const ORDER_OF_MISSING = 10;

export function orderOf(value: Value | undefined): number {
  return value === undefined ? ORDER_OF_MISSING : ORDER_OF_TYPE[typeOf(value)];
}

export type NumberValue = number | bigint | Double;

export function isNumber(value: Value | undefined): value is NumberValue {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double;
}

/** A numeric value as a JavaScript number (an int64 beyond 2^53 is rounded); undefined for other types. */
export function numberOf(value: Value | undefined): number | undefined {
  if (!isNumber(value)) return undefined;
  return value instanceof Double ? value.value : Number(value);
}

/** A numeric value with no fraction as a safe integer; undefined otherwise. */
export function integerOf(value: Value | undefined): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** Truth as MongoDB sees it in options and projections: everything but false, zero, null and missing. */
export function isTrue(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== false && numberOf(value) !== 0;
}

export function isNotANumber(value: Value | undefined): boolean {
  return value instanceof Double && Number.isNaN(value.value);
}

/** A number of the smallest integer type that holds it: int32, else int64. */
export function integerValue(number: number): Value {
  return number === (number | 0) ? number : BigInt(number);
}
