import { StoreError } from '../errors.ts';
import { encodeKeyParts, textOfKey } from '../bson/key.ts';
import type { Document } from '../bson/value.ts';
import { extractKeys, type KeyValues } from '../query/extract.ts';
import type { IndexDefinition } from './index-definition.ts';

export interface DocumentKeys {
  /** Encoded, without repetitions; the values beside each, for the text of a duplicate key error. */
  readonly keys: ReadonlyMap<string, { readonly key: Buffer; readonly values: KeyValues }>;
  readonly isMultikey: boolean;
}

const NO_KEYS: DocumentKeys = { keys: new Map(), isMultikey: false };

/** The keys of a document in an index; none where the index leaves the document out. @throws StoreError 171 */
export function keysOf(document: Document, { fields, partial, sparse }: IndexDefinition): DocumentKeys {
  if (partial?.includes(document) === false) return NO_KEYS;
  const { values: keyValues, isMultikey, isMissing, isParallel } = extractKeys(document, fields);
  if (isParallel)
    throw new StoreError(171, `cannot index parallel arrays [${fields.map(({ name }) => name).join('] [')}]`);
  if (sparse && isMissing) return NO_KEYS;
  const keys = new Map<string, { key: Buffer; values: KeyValues }>();
  for (const values of keyValues) {
    const key = encodeKeyParts(fields.map(({ descending }, at) => ({ value: values[at], descending })));
    keys.set(textOfKey(key), { key, values });
  }
  return { keys, isMultikey };
}
