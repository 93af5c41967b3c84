import { StoreError } from '../errors.ts';
import { encodeKeyParts } from '../bson/key.ts';
import type { Document, Value } from '../bson/value.ts';
import type { IndexDefinition } from './index-definition.ts';

/** One value for each field; undefined stands for an empty array, a missing field counts as null. */
export type KeyValues = (Value | undefined)[];

/** An array of this many elements times many fields is as far as one document may fan out. */
const MAX_KEYS = 100_000;

export interface Extraction {
  readonly values: KeyValues[];
  /** True when an array was entered: then one document has, or may have, several keys. */
  readonly isMultikey: boolean;
  /** True when none of the fields exists. */
  readonly isMissing: boolean;
}

/**
 * The values under which a document stands in an index (or a sort) on `paths`: arrays give one key for each element,
 * as MongoDB's key generator does. @throws StoreError 171 for two arrays side by side
 */
export function extractKeys(document: Document, paths: readonly (readonly string[])[]): Extraction {
  const run: Run = { values: [], isMultikey: false, found: 0 };
  expand({ document, fields: paths.map((path) => ({ path, at: 0, value: null, isDone: false })) }, run);
  return { values: run.values, isMultikey: run.isMultikey, isMissing: run.found === 0 };
}

interface Run {
  readonly values: KeyValues[];
  isMultikey: boolean;
  found: number;
}

interface Field {
  readonly path: readonly string[];
  readonly at: number;
  readonly value: Value | undefined;
  readonly isDone: boolean;
}

interface Level {
  readonly document: Document;
  readonly fields: readonly Field[];
}

function expand(level: Level, run: Run): void {
  let shared: Value[] | undefined;
  const entering = new Set<number>();
  const fields = level.fields.map((field, index): Field => {
    if (field.isDone) return field;
    const reached = walk(level.document, field);
    if (reached.array === undefined) {
      if (reached.value !== undefined) run.found += 1;
      return { ...field, value: reached.value ?? null, isDone: true };
    }
    run.found += 1;
    if (shared !== undefined && shared !== reached.array)
      throw new StoreError(171, `cannot index parallel arrays [${field.path.join('.')}]`);
    shared = reached.array;
    entering.add(index);
    return { ...field, at: reached.at };
  });
  if (shared === undefined) return void push(fields, run);
  run.isMultikey = true;
  // An empty array is one element that has no value; inside it every deeper field is missing.
  const elements: (Value | undefined)[] = shared.length === 0 ? [undefined] : shared;
  for (const element of elements) {
    const inside = fields.map((field, index): Field => {
      if (!entering.has(index) || field.at < field.path.length) return field;
      return { ...field, value: element, isDone: true };
    });
    expand({ document: element instanceof Map ? element : new Map(), fields: inside }, run);
  }
}

function push(fields: readonly Field[], run: Run): void {
  if (run.values.length >= MAX_KEYS)
    throw new StoreError(2, `Index key count is limited to ${MAX_KEYS} a document`);
  run.values.push(fields.map((field) => field.value));
}

interface Reached {
  readonly value?: Value | undefined;
  readonly array?: Value[];
  readonly at: number;
}

/** Follows a path to its value, or to the first array on the way. */
function walk(document: Document, { path, at }: Field): Reached {
  let current: Document = document;
  for (let index = at; index < path.length; index += 1) {
    const next = current.get(path[index] ?? '');
    if (Array.isArray(next)) return { array: next, at: index + 1 };
    if (index + 1 === path.length) return { value: next, at: path.length };
    if (!(next instanceof Map)) return { value: undefined, at: path.length };
    current = next;
  }
  return { value: undefined, at: path.length };
}

export interface DocumentKeys {
  /** Encoded, without repetitions; the values beside each, for the text of a duplicate key error. */
  readonly keys: ReadonlyMap<string, { readonly key: Buffer; readonly values: KeyValues }>;
  readonly isMultikey: boolean;
}

const NO_KEYS: DocumentKeys = { keys: new Map(), isMultikey: false };

/** The keys of a document in an index; none where the index leaves the document out. */
export function keysOf(document: Document, index: IndexDefinition): DocumentKeys {
  if (index.partial !== undefined && !index.partial.includes(document)) return NO_KEYS;
  const paths = index.fields.map((field) => field.path);
  const extraction = extractKeys(document, paths);
  if (index.sparse && extraction.isMissing) return NO_KEYS;
  const keys = new Map<string, { key: Buffer; values: KeyValues }>();
  for (const values of extraction.values) {
    const key = encodeKeyParts(
      index.fields.map((field, at) => ({ value: values[at], descending: field.descending })),
    );
    keys.set(key.toString('latin1'), { key, values });
  }
  return { keys, isMultikey: extraction.isMultikey };
}
