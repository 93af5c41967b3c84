import { StoreError } from '../errors.ts';
import { encodeElement } from '../bson/encode.ts';
import { isNotANumber, typeOf } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import type { Change } from './parse.ts';

export interface Application {
  readonly document: Document;
  readonly changes: readonly Change[];
  readonly isInsert: boolean;
}

/**
 * The document after an update; the one that is given stays as it is. The same object comes back when nothing changed.
 * @throws StoreError 28, 2, 14, 66, as MongoDB
 */
export function applyUpdate({ document, changes, isInsert }: Application): Document {
  let current = document;
  for (const change of changes)
    if (change.operator !== '$setOnInsert' || isInsert) current = changeField({ change, at: 0 }, current);
  const [before, after] = [document.get('_id'), current.get('_id')];
  if (before !== undefined && !isSame(before, after))
    throw new StoreError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  return current;
}

interface Step {
  readonly change: Change;
  readonly at: number;
}

/** Documents on the way are copied, unless nothing in them changed. */
function changeField({ change, at }: Step, document: Document): Document {
  const name = change.path[at] ?? '';
  const before = document.get(name);
  const after = changeValue({ change, at: at + 1 }, before);
  if (after === before) return document;
  const copy = new Map(document);
  if (after === undefined) copy.delete(name);
  else copy.set(name, after);
  return copy;
}

/** The value that takes the place of `value`: the same one when nothing changed. */
function changeValue(step: Step, value: Value | undefined): Value | undefined {
  const { path, operator, leaf } = step.change;
  if (step.at === path.length) {
    const after = leaf(value);
    // A change in MongoDB's count: a sum that is NaN, and what `$push` added, even when `$slice` took it away again.
    const isCounted = operator === '$push' || (operator === '$inc' && isNotANumber(after));
    return !isCounted && isSame(value, after) ? value : after;
  }
  if (value instanceof Map) return changeField(step, value);
  const isRemoving = operator === '$unset' || operator === '$pull';
  if (value === undefined) return isRemoving ? undefined : changeField(step, new Map());
  if (operator === '$unset') return value;
  // A path cannot lead through a value that has no fields, nor into the elements of an array.
  throw new StoreError(
    28,
    `Cannot create field '${path[step.at] ?? ''}' in element of type ${typeOf(value)}`,
  );
}

/** Equal to the last byte: type, value, order of fields. */
function isSame(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return typeOf(left) === typeOf(right) && encodeElement('', left).equals(encodeElement('', right));
}
