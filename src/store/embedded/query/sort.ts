import { notSupported, StoreError } from '../errors.ts';
import { encodeKeyParts } from '../bson/key.ts';
import { numberOf } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import { extractKeys } from './extract.ts';
import { parseFieldPath } from './path.ts';

/** A field of a sort or an index, and its direction. */
export interface OrderedField {
  readonly path: readonly string[];
  readonly name: string;
  readonly descending: boolean;
}

/** Reads a sort document; empty for none. @throws StoreError 15974, 15975 and others as MongoDB */
export function parseSort(sort: Value | undefined): OrderedField[] {
  if (sort === undefined || sort === null) return [];
  if (!(sort instanceof Map)) throw new StoreError(14, 'Expected field sort to be of type object');
  if (sort.size > 32) throw new StoreError(13103, 'too many compound keys');
  return [...sort].map(([name, direction]) => parseField(name, direction));
}

function parseField(name: string, direction: Value): OrderedField {
  if (name === '$natural' || direction instanceof Map) throw notSupported('sorting by $natural or $meta');
  const number = numberOf(direction);
  if (number === undefined) throw new StoreError(15974, `Illegal key in $sort specification: ${name}`);
  if (Math.abs(number) !== 1)
    throw new StoreError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  return { path: parseFieldPath(name), name, descending: number < 0 };
}

/**
 * The key under which a document sorts. Of an array it is the smallest element, in a descending sort the largest,
 * which with keys that order bytewise is in both cases the smallest key.
 * @throws StoreError 2 for two arrays side by side
 */
export function sortKey(document: Document, sort: readonly OrderedField[]): Buffer {
  const { values: keyValues, isParallel } = extractKeys(document, sort);
  if (isParallel) throw new StoreError(2, 'cannot sort with keys that are parallel arrays');
  const keys = keyValues.map((values) =>
    encodeKeyParts(sort.map(({ descending }, at) => ({ value: values[at], descending }))),
  );
  return keys.reduce((least, key) => (Buffer.compare(key, least) < 0 ? key : least));
}

interface Sorted<Item> {
  readonly key: Buffer;
  readonly item: Item;
  readonly bytes: number;
}

/** Bytes that a sort may hold, as in MongoDB. */
const MAX_BYTES = 100 * 1024 * 1024;
/** What an item costs besides its content and its key. */
const OVERHEAD = 100;

/** The least `keep` of many, by sort key; those that came first win a tie. Memory is bounded. */
export class Sorter<Item> {
  readonly #keep: number;
  readonly #items: Sorted<Item>[] = [];
  #bytes = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** `bytes` is what the item holds in memory. @throws StoreError 292 when all items together hold too much */
  add(added: Sorted<Item>): void {
    this.#bytes += added.bytes + added.key.length + OVERHEAD;
    this.#items.push(added);
    if (this.#items.length >= 2 * this.#keep + 1_000 || this.#bytes > MAX_BYTES) this.#cut();
    if (this.#bytes > MAX_BYTES)
      throw new StoreError(
        292,
        'embedded store: sort exceeded 100 MB of memory; add an index for this order or a limit',
      );
  }

  /** The items in order. */
  finish(): Item[] {
    this.#cut();
    return this.#items.map(({ item }) => item);
  }

  /** JavaScript's sort leaves equal items in the order they came in. */
  #cut(): void {
    this.#items.sort((left, right) => Buffer.compare(left.key, right.key));
    for (const gone of this.#items.splice(this.#keep)) this.#bytes -= gone.bytes + gone.key.length + OVERHEAD;
  }
}
