import { notSupported, StoreError } from '../errors.ts';
import type { Document, Value } from '../bson/value.ts';

/**
 * The parts of a dotted path. @throws StoreError 115 for positions in arrays (`a.0`, `a.$`, `a.$[]`), which this store
 * has nowhere, and with them for names of digits alone
 */
export function parsePath(name: string): string[] {
  const path = name.split('.');
  for (const [at, part] of path.entries())
    if (/^\d+$/.test(part) || (at > 0 && /^\$(\[.*\])?$/.test(part)))
      throw notSupported(`the position '${part}' in the path '${name}'`);
  return path;
}

/** A path as sorts, projections and pipelines take it: no part is empty. @throws StoreError 40352, 40353, 15998, 16410 */
export function parseFieldPath(name: string): string[] {
  const path = parsePath(name);
  if (name === '') throw new StoreError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.at(-1) === '') throw new StoreError(40353, "FieldPath must not end with a '.'.");
  if (path.includes('')) throw new StoreError(15998, 'FieldPath field names may not be empty strings.');
  if (path.some((part) => part.startsWith('$')))
    throw new StoreError(16410, "FieldPath field names may not start with '$'.");
  return path;
}

export interface PathVisit {
  readonly path: readonly string[];
  /** How many parts lie behind already. */
  readonly at?: number;
  /** Takes undefined for a missing value; `isWhole` for an array whose elements were visited. True stops the walk. */
  readonly visit: (value: Value | undefined, isWhole: boolean) => boolean;
}

/**
 * Visits the values at a dotted path as MongoDB's matcher does: the documents inside an array on the way are entered,
 * arrays inside that array are not; an array at the end gives its elements, then itself. True when the visitor stopped.
 */
export function visitPath(document: Document, { path, at = 0, visit }: PathVisit): boolean {
  let current = document;
  for (let index = at; ; index += 1) {
    const value = current.get(path[index] ?? '');
    const isEnd = index + 1 === path.length;
    if (Array.isArray(value)) {
      if (isEnd) return value.some((element) => visit(element, false)) || visit(value, true);
      return value.some((each) => each instanceof Map && visitPath(each, { path, at: index + 1, visit }));
    }
    if (isEnd) return visit(value, false);
    if (!(value instanceof Map)) return visit(undefined, false);
    current = value;
  }
}
