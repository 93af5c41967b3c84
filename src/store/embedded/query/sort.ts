import { notSupported, StoreError } from '../errors.ts';
import { encodeKeyParts } from '../bson/key.ts';
import { numberOf } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import { positionOf } from './path.ts';
import { extractKeys } from '../storage/index-keys.ts';

export interface SortField {
  readonly path: readonly string[];
  readonly name: string;
  readonly descending: boolean;
}

/** Reads a sort document; empty for none. @throws StoreError 15974, 15975, 15976 and others as MongoDB */
export function parseSort(sort: Value | undefined): SortField[] {
  if (sort === undefined || sort === null) return [];
  if (!(sort instanceof Map)) throw new StoreError(14, 'Expected field sort to be of type object');
  if (sort.size > 32) throw new StoreError(13103, 'too many compound keys');
  return [...sort].map(([name, direction]) => parseField(name, direction));
}

function parseField(name: string, direction: Value): SortField {
  if (direction instanceof Map) throw notSupported('sorting by $meta');
  const number = numberOf(direction);
  if (number === undefined) throw new StoreError(15974, `Illegal key in $sort specification: ${name}`);
  if (Math.abs(number) !== 1)
    throw new StoreError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  if (name === '$natural') throw notSupported('sorting by $natural');
  if (name.startsWith('$'))
    throw new StoreError(
      16410,
      `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
    );
  const path = name.split('.');
  if (name === '') throw new StoreError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.includes('')) throw new StoreError(15998, 'FieldPath field names may not be empty strings.');
  if (path.some((part) => positionOf(part) !== undefined))
    throw notSupported('sorting by a position inside an array');
  return { path, name, descending: number < 0 };
}

/**
 * The key under which a document sorts. Of an array it is the smallest element, in a descending sort the largest,
 * which with keys that order bytewise is in both cases the smallest key.
 */
export function sortKey(document: Document, sort: readonly SortField[]): Buffer {
  const { values } = extractForSort(document, sort);
  let least: Buffer | undefined;
  for (const each of values) {
    const key = encodeKeyParts(sort.map((field, at) => ({ value: each[at], descending: field.descending })));
    if (least === undefined || Buffer.compare(key, least) < 0) least = key;
  }
  return least ?? Buffer.alloc(0);
}

function extractForSort(document: Document, sort: readonly SortField[]): ReturnType<typeof extractKeys> {
  try {
    return extractKeys(
      document,
      sort.map((field) => field.path),
    );
  } catch (error) {
    if (error instanceof StoreError && error.code === 171)
      throw new StoreError(2, 'cannot sort with keys that are parallel arrays');
    throw error;
  }
}

/** The least `keep` of many, by sort key; those that came first win a tie. Memory is bounded, as MongoDB's is. */
export class Sorter<Item> {
  readonly #keep: number;
  readonly #items: {
    readonly key: Buffer;
    readonly order: number;
    readonly item: Item;
    readonly bytes: number;
  }[] = [];
  #count = 0;
  #bytes = 0;
  static readonly MAX_BYTES = 100 * 1024 * 1024;

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** `bytes` is what the item holds in memory. @throws StoreError 292 when all items together hold too much */
  add({ key, item, bytes }: { key: Buffer; item: Item; bytes: number }): void {
    this.#count += 1;
    this.#bytes += bytes + key.length + 100;
    this.#items.push({ key, order: this.#count, item, bytes });
    if (this.#items.length >= 2 * this.#keep + 1_000) this.#cut();
    if (this.#bytes > Sorter.MAX_BYTES) {
      this.#cut();
      if (this.#bytes > Sorter.MAX_BYTES)
        throw new StoreError(
          292,
          'embedded store: sort exceeded 100 MB of memory; add an index for this order or a limit',
        );
    }
  }

  /** The items in order. */
  finish(): Item[] {
    this.#cut();
    return this.#items.map((each) => each.item);
  }

  #cut(): void {
    this.#items.sort((left, right) => Buffer.compare(left.key, right.key) || left.order - right.order);
    for (const gone of this.#items.splice(this.#keep)) this.#bytes -= gone.bytes + gone.key.length + 100;
  }
}
