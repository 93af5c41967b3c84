import { StoreError } from '../errors.ts';
import type { Document, Value } from '../bson/value.ts';

/** One value for each field; undefined stands for an empty array, a missing field counts as null. */
export type KeyValues = readonly (Value | undefined)[];

export interface Extraction {
  readonly values: readonly KeyValues[];
  /** An array was entered: the document has, or may have, several keys. */
  readonly isMultikey: boolean;
  /** Two fields lead into different arrays: such a document has no keys, and the values mean nothing. */
  readonly isParallel: boolean;
  /** None of the fields exists. */
  readonly isMissing: boolean;
}

/** As far as one document may fan out. */
const MAX_KEYS = 100_000;

/**
 * The values under which a document stands in an index or a sort on some fields: arrays give one key for each element,
 * as MongoDB's key generator does. @throws StoreError 2 for too many keys
 */
export function extractKeys(
  document: Document,
  fields: readonly { readonly path: readonly string[] }[],
): Extraction {
  const run = { values: [], isMultikey: false, isParallel: false, isMissing: true };
  const places = fields.map(({ path }): Place => ({ path, at: 0, value: null, isDone: false }));
  expand({ document, places }, run);
  return run;
}

interface Run extends Extraction {
  readonly values: KeyValues[];
  isMultikey: boolean;
  isParallel: boolean;
  isMissing: boolean;
}

/** How far a field's path has been followed. */
interface Place {
  readonly path: readonly string[];
  readonly at: number;
  readonly value: Value | undefined;
  readonly isDone: boolean;
}

/** Follows all paths to their values, or to the array they share and then on in each of its elements. */
function expand({ document, places }: { document: Document; places: readonly Place[] }, run: Run): void {
  let array: readonly Value[] | undefined;
  const reached = places.map((place): Place => {
    if (place.isDone) return place;
    const { value, at } = follow(document, place);
    if (value !== undefined) run.isMissing = false;
    if (!Array.isArray(value)) return { ...place, value: value ?? null, isDone: true };
    if (array !== undefined && array !== value) run.isParallel = true;
    array = value;
    return { ...place, at };
  });
  if (run.isParallel) return;
  if (array === undefined) {
    if (run.values.length >= MAX_KEYS)
      throw new StoreError(2, `Index key count is limited to ${MAX_KEYS} a document`);
    run.values.push(reached.map(({ value }) => value));
    return;
  }
  run.isMultikey = true;
  // An empty array is one element that has no value; inside it every deeper field is missing.
  const elements: readonly (Value | undefined)[] = array.length === 0 ? [undefined] : array;
  for (const element of elements) {
    const inside = reached.map((place): Place =>
      place.isDone || place.at < place.path.length ? place : { ...place, value: element, isDone: true },
    );
    expand({ document: element instanceof Map ? element : new Map(), places: inside }, run);
  }
}

/** Follows a path to its value, or to the first array on the way. */
function follow(document: Document, { path, at }: Place): { value: Value | undefined; at: number } {
  let current = document;
  for (let index = at; ; index += 1) {
    const value = current.get(path[index] ?? '');
    if (Array.isArray(value) || index + 1 === path.length) return { value, at: index + 1 };
    if (!(value instanceof Map)) return { value: undefined, at: path.length };
    current = value;
  }
}
