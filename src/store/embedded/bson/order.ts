import { encodeKey } from './key.ts';
import { ObjectId, type Value } from './value.ts';

/**
 * MongoDB's comparison of two values across all types, as a sort has it: negative, 0 or positive. Numbers compare by
 * value whatever their type; NaN is below all others and equal to itself. The order of keys is the definition.
 */
export function compareValues(left: Value | undefined, right: Value | undefined): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && left === right) return 0;
  if (left instanceof ObjectId && right instanceof ObjectId) return Buffer.compare(left.bytes, right.bytes);
  return Buffer.compare(encodeKey(left), encodeKey(right));
}

/** True where MongoDB's `$eq` would be, without looking into arrays. */
export function equalValues(left: Value | undefined, right: Value | undefined): boolean {
  return compareValues(left, right) === 0;
}
