import { notSupported, StoreError } from '../errors.ts';
import { integerOf, isTrue, typeOf } from '../bson/types.ts';
import type { Document } from '../bson/value.ts';
import type { Command } from '../wire/message.ts';

/** The collection that a command names in its first field. @throws StoreError 73 */
export function collectionName({ name, body }: Command): string {
  const value = body.get(name);
  if (typeof value !== 'string' || value === '') throw new StoreError(73, 'collection name has invalid type');
  return value;
}

/** A document argument; empty where there is none. @throws StoreError 14 */
export function documentArgument(body: Document, name: string): Document {
  const value = body.get(name) ?? null;
  if (value === null) return new Map();
  if (value instanceof Map) return value;
  throw new StoreError(
    14,
    `BSON field '${name}' is the wrong type '${typeOf(value)}', expected type 'object'`,
  );
}

/** A whole number that is not negative; undefined where there is none. @throws StoreError 14, 51024 */
export function countArgument(body: Document, name: string): number | undefined {
  const value = body.get(name) ?? null;
  if (value === null) return undefined;
  const number = integerOf(value);
  if (number === undefined)
    throw new StoreError(
      14,
      `BSON field '${name}' is the wrong type '${typeOf(value)}', expected type 'int'`,
    );
  if (number < 0)
    throw new StoreError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return number;
}

/** A flag; false where there is none. */
export function flagArgument(body: Document, name: string): boolean {
  return isTrue(body.get(name));
}

/** Options that MongoDB knows and this store does not, anywhere. */
const REFUSED = new Set(
  (
    'collation hint arrayFilters tailable awaitData min max returnKey showRecordId oplogReplay ' +
    'validator capped size timeseries viewOn clusteredIndex changeStreamPreAndPostImages expireAfterSeconds'
  ).split(' '),
);

/** Refuses fields that the part of a command does not know. @throws StoreError 40415, 115 for options of MongoDB */
export function checkFields(
  body: Document,
  { part, known }: { part: string; known: ReadonlySet<string> },
): void {
  for (const name of body.keys()) {
    if (known.has(name)) continue;
    if (REFUSED.has(name)) throw notSupported(`the option ${name} of ${part}`);
    throw new StoreError(40415, `BSON field '${part}.${name}' is an unknown field.`);
  }
}
