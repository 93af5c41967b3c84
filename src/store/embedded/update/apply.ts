import { StoreError } from '../errors.ts';
import { encodeElement } from '../bson/encode.ts';
import { typeOf } from '../bson/types.ts';
import { Double, type Document, type Value } from '../bson/value.ts';
import { positionOf } from '../query/path.ts';
import type { ArrayFilters, Change } from './change.ts';
import type { Update } from './parse.ts';

export interface Application {
  readonly document: Document;
  readonly update: Update;
  /** The place in the array that the query matched, for `$`. */
  readonly position: number | undefined;
  readonly isInsert: boolean;
}

/** MongoDB fills an array with at most so many nulls to reach a position. */
const MAX_FILL = 1_500_000;

/**
 * The document after an update; the one that is given stays as it is. The same object comes back when nothing changed.
 * @throws StoreError 28, 2, 14, 66 and others, as MongoDB
 */
export function applyUpdate({ document, update, position, isInsert }: Application): Document {
  if (update.kind === 'replacement') return replaced(document, update.document);
  let current = document;
  for (const change of update.changes) {
    if (change.onlyOnInsert && !isInsert) continue;
    const path = withPosition(change.path, position);
    const after = changeValue({ change, path, at: 0, filters: update.filters }, current);
    if (after instanceof Map) current = after;
  }
  const [before, after] = [document.get('_id'), current.get('_id')];
  if (before !== undefined && !isSame(before, after)) throw immutableId();
  return current;
}

/** `_id` stays first, from the old document when the new one has none. */
function replaced(before: Document, replacement: Document): Document {
  const id = before.get('_id');
  const given = replacement.get('_id');
  if (id === undefined) return replacement;
  if (given !== undefined && !isSame(id, given)) throw immutableId();
  return new Map([['_id', id], ...replacement]);
}

function immutableId(): StoreError {
  return new StoreError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
}

function withPosition(path: readonly string[], position: number | undefined): readonly string[] {
  if (!path.includes('$')) return path;
  if (position === undefined)
    throw new StoreError(2, 'The positional operator did not find the match needed from the query.');
  return path.map((part) => (part === '$' ? String(position) : part));
}

interface Step {
  readonly change: Change;
  readonly path: readonly string[];
  readonly at: number;
  readonly filters: ArrayFilters;
}

/** The value that takes the place of `value`; containers on the way are copied, unless nothing in them changed. */
function changeValue(step: Step, value: Value | undefined): Value | undefined {
  const { change, path, at } = step;
  if (at === path.length) {
    const after = change.leaf(value);
    // MongoDB counts arithmetic that gives NaN as a change, since NaN is not equal to itself.
    const isArithmetic = change.operator === '$inc' || change.operator === '$mul';
    if (isArithmetic && after instanceof Double && Number.isNaN(after.value)) return after;
    return isSame(value, after) ? value : after;
  }
  if (value instanceof Map) return changeField(step, value);
  if (Array.isArray(value)) return changeElement(step, value);
  const part = path[at] ?? '';
  if (value === undefined) {
    if (part.startsWith('$['))
      throw new StoreError(
        2,
        `The path '${path.slice(0, at).join('.')}' must exist in the document in order to apply array updates.`,
      );
    if (!change.creates) return undefined;
    const below = changeValue({ ...step, at: at + 1 }, undefined);
    return below === undefined ? undefined : new Map([[part, below]]);
  }
  if (part.startsWith('$[')) throw notAnArray(step, value);
  return blocked(step, value);
}

function notAnArray({ path, at }: Step, value: Value): StoreError {
  return new StoreError(
    2,
    `Cannot apply array updates to non-array element ${path[at - 1] ?? ''} of type ${typeOf(value)}`,
  );
}

/** A path that leads through a value that has no fields. */
function blocked(step: Step, value: Value): Value {
  const { change, path, at } = step;
  if (change.toleratesBlocked) return value;
  throw new StoreError(
    28,
    `Cannot create field '${path[at] ?? ''}' in element {${path[at - 1] ?? ''}: ...} of type ${typeOf(value)}`,
  );
}

function changeField(step: Step, document: Document): Document {
  const name = step.path[step.at] ?? '';
  if (name.startsWith('$[')) throw notAnArray(step, document);
  const before = document.get(name);
  const after = changeValue({ ...step, at: step.at + 1 }, before);
  if (after === before) return document;
  const copy = new Map(document);
  if (after === undefined) copy.delete(name);
  else copy.set(name, after);
  return copy;
}

function changeElement(step: Step, array: Value[]): Value {
  const { path, at, filters, change } = step;
  const part = path[at] ?? '';
  const below = { ...step, at: at + 1 };
  if (part.startsWith('$[')) {
    const filter = filters.get(part.slice(2, -1));
    // Inside an array an unset element leaves null, so that the others keep their places.
    const after = array.map((element) =>
      filter === undefined || filter(element) ? (changeValue(below, element) ?? null) : element,
    );
    return after.every((element, index) => element === array[index]) ? array : after;
  }
  const position = positionOf(part);
  if (position === undefined) return blocked(step, array);
  const before = array[position];
  if (before === undefined && !change.creates) return array;
  const after = changeValue(below, before);
  if (after === before) return array;
  if (position - array.length > MAX_FILL)
    throw new StoreError(2, `can't backfill more than ${MAX_FILL} elements`);
  const copy = [...array];
  while (copy.length < position) copy.push(null);
  copy[position] = after ?? null;
  return copy;
}

/** Equal to the last byte: type, value, order of fields. */
function isSame(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  if (typeOf(left) !== typeOf(right)) return false;
  return encodeElement('', left).equals(encodeElement('', right));
}
