import { orderOf } from './types.ts';
import {
  Binary,
  DateTime,
  Double,
  ObjectId,
  RegularExpression,
  Timestamp,
  type Document,
  type Value,
} from './value.ts';

/**
 * MongoDB's comparison of two values across all types, as sort and `$max` use it: negative, 0 or positive.
 * Numbers compare by value whatever their type; NaN is below all other numbers and equal to itself.
 */
export function compareValues(left: Value | undefined, right: Value | undefined): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const byType = orderOf(left) - orderOf(right);
  if (byType !== 0 || left === undefined || right === undefined) return byType;
  return compareSameType(left, right);
}

/** True where MongoDB's `$eq` would be, without looking into arrays. */
export function equalValues(left: Value | undefined, right: Value | undefined): boolean {
  return compareValues(left, right) === 0;
}

function compareSameType(left: Value, right: Value): number {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (left instanceof ObjectId && right instanceof ObjectId) return Buffer.compare(left.bytes, right.bytes);
  if (left instanceof DateTime && right instanceof DateTime)
    return compareOrdered(left.milliseconds, right.milliseconds);
  if (left instanceof Map && right instanceof Map) return compareDocuments(left, right);
  if (Array.isArray(left) && Array.isArray(right)) return compareArrays(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Binary && right instanceof Binary) return compareBinary(left, right);
  if (left instanceof Timestamp && right instanceof Timestamp)
    return compareOrdered(left.unsigned, right.unsigned);
  if (left instanceof RegularExpression && right instanceof RegularExpression)
    return compareText(left.pattern, right.pattern) || compareText(left.flags, right.flags);
  return 0;
}

type NumberValue = number | bigint | Double;

function isNumber(value: Value): value is NumberValue {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Double;
}

function compareNumbers(left: NumberValue, right: NumberValue): number {
  const first = left instanceof Double ? left.value : left;
  const second = right instanceof Double ? right.value : right;
  if (Number.isNaN(first)) return Number.isNaN(second) ? 0 : -1;
  if (Number.isNaN(second)) return 1;
  // JavaScript compares a bigint with a number by exact value.
  return compareOrdered(first, second);
}

function compareOrdered(left: number | bigint, right: number | bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareBinary(left: Binary, right: Binary): number {
  return (
    left.bytes.length - right.bytes.length ||
    left.subtype - right.subtype ||
    Buffer.compare(left.bytes, right.bytes)
  );
}

/** By UTF-8 bytes, which is by code point: JavaScript's own order differs where surrogates meet U+E000 and above. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const first = left.charCodeAt(index);
    const second = right.charCodeAt(index);
    if (first === second) continue;
    const firstIsHalf = first >= 0xd800 && first < 0xe000;
    const secondIsHalf = second >= 0xd800 && second < 0xe000;
    if (firstIsHalf === secondIsHalf) return first - second;
    return firstIsHalf ? 1 : -1;
  }
  return left.length - right.length;
}

/** Field by field: type, then name, then value; a document that is the beginning of another is smaller. */
function compareDocuments(left: Document, right: Document): number {
  const others = right.entries();
  for (const [name, value] of left) {
    const next = others.next();
    if (next.done === true) return 1;
    const [otherName, other] = next.value;
    const result =
      orderOf(value) - orderOf(other) || compareText(name, otherName) || compareValues(value, other);
    if (result !== 0) return result;
  }
  return left.size - right.size;
}

function compareArrays(left: readonly Value[], right: readonly Value[]): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const result = compareValues(left[index], right[index]);
    if (result !== 0) return result;
  }
  return left.length - right.length;
}
