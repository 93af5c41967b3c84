import { StoreError } from '../errors.ts';
import { decodeDocument } from '../bson/decode.ts';
import { encodeKey } from '../bson/key.ts';
import type { Document } from '../bson/value.ts';
import type { KeyRange } from './bounds.ts';
import type { Column, Database } from './database.ts';
import { duplicateKey } from './duplicate.ts';
import { ID_INDEX, type IndexDefinition } from './index-definition.ts';
import { keysOf, type DocumentKeys } from './index-keys.ts';

/** MongoDB's bound on one document, in bytes. */
export const MAX_DOCUMENT = 16 * 1024 * 1024;

/** An index as it stands in the file: its keys are the table `x<id>`. */
export interface StoredIndex {
  readonly id: number;
  readonly definition: IndexDefinition;
  /** Once a document had several keys, for ever (as in MongoDB): the planner may then use less of the index. */
  isMultikey: boolean;
}

/** A stored document: `rid` is its place in the table, in the order of insertion. */
export interface Row {
  readonly rid: number;
  readonly bytes: Buffer;
}

/** A document decoded and its bytes. */
export interface Content {
  readonly document: Document;
  readonly bytes: Buffer;
}

interface KeysRequest {
  readonly index: StoredIndex;
  readonly ranges: readonly KeyRange[];
  /** 0: without limit. */
  readonly limit: number;
}

interface Identity {
  readonly id: number;
  readonly database: string;
  readonly name: string;
}

/** The documents of one collection and their index keys: table `c<id>` has the key of `_id` and the BSON bytes. */
export class Collection {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly store: Database;
  readonly indexes: StoredIndex[] = [];

  constructor({ id, database, name }: Identity, store: Database) {
    this.id = id;
    this.database = database;
    this.name = name;
    this.store = store;
  }

  get namespace(): string {
    return `${this.database}.${this.name}`;
  }

  /** Stores a new document. @throws StoreError 11000, 171; nothing is stored then */
  insert({ document, bytes }: Content): void {
    checkSize(bytes);
    const id = document.get('_id') ?? null;
    const key = encodeKey(id);
    const entries = this.#entriesOf(document);
    if (this.rowOfId(key) !== undefined)
      throw duplicateKey({ namespace: this.namespace, index: ID_INDEX, values: [id] });
    for (const entry of entries) this.#checkUnique(entry);
    const rid = this.store.write(`INSERT INTO c${this.id} (k, d) VALUES (?, ?)`, key, bytes);
    for (const entry of entries) this.#add({ ...entry, rid });
  }

  /**
   * Puts a new version in the place of a document with the same `_id`; only keys that differ are written.
   * @throws StoreError 11000, 171; nothing is changed then
   */
  replace({ rid, before, after }: { rid: number; before: Document; after: Content }): void {
    checkSize(after.bytes);
    const entries = this.#entriesOf(after.document).map((entry) => ({
      ...entry,
      rid,
      old: keysOf(before, entry.index.definition),
    }));
    for (const entry of entries) this.#checkUnique(entry);
    for (const { index, keys, old } of entries) {
      this.#remove({ index, rid, keys: old, except: keys });
      this.#add({ index, rid, keys, except: old });
    }
    this.store.write(`UPDATE c${this.id} SET d = ? WHERE rid = ?`, after.bytes, rid);
  }

  remove({ rid, document }: { rid: number; document: Document }): void {
    for (const index of this.indexes) this.#remove({ index, rid, keys: keysOf(document, index.definition) });
    this.store.write(`DELETE FROM c${this.id} WHERE rid = ?`, rid);
  }

  /** Begins to keep a new index and writes the keys of all documents into it. @throws StoreError 11000, 171 */
  fillIndex(index: StoredIndex): void {
    this.indexes.push(index);
    let last = 0;
    for (;;) {
      const rows = this.rowsAfter({ rid: last, count: 500 });
      for (const { rid, bytes } of rows) {
        const keys = keysOf(decodeDocument(bytes), index.definition);
        this.#checkUnique({ index, keys });
        this.#add({ index, rid, keys });
        last = rid;
      }
      if (rows.length === 0) return;
    }
  }

  /** The next documents in the order of insertion. */
  rowsAfter({ rid, count }: { rid: number; count: number }): Row[] {
    return this.store
      .rows(`SELECT rid, d FROM c${this.id} WHERE rid > ? ORDER BY rid LIMIT ?`, rid, count)
      .map(rowOf);
  }

  /** The document at a place, undefined when it is gone. */
  rowAt(rid: number): Row | undefined {
    const found = this.store.row(`SELECT rid, d FROM c${this.id} WHERE rid = ?`, rid);
    return found === undefined ? undefined : rowOf(found);
  }

  /** The document whose `_id` has this key. */
  rowOfId(key: Buffer): Row | undefined {
    const found = this.store.row(`SELECT rid, d FROM c${this.id} WHERE k = ?`, key);
    return found === undefined ? undefined : rowOf(found);
  }

  /** How many documents there are; SQLite counts the entries of the `_id` index. */
  size(): number {
    const count = this.store.row(`SELECT count(*) FROM c${this.id}`)?.[0];
    return typeof count === 'number' ? count : 0;
  }

  /** How many documents have a key within one of these ranges, which do not overlap; counting stops at the limit. */
  keysWithin({ index, ranges, limit }: KeysRequest): number {
    // Several keys of a document may lie in one range when they come from an array.
    const rid = index.isMultikey ? 'DISTINCT rid' : 'rid';
    const sql = `SELECT count(*) FROM (SELECT ${rid} FROM x${index.id} WHERE k >= ? AND k < ? LIMIT ?)`;
    let total = 0;
    for (const { low, high } of ranges) {
      if (limit > 0 && total >= limit) return total;
      // SQLite takes a limit below 0 for none.
      const count = this.store.row(sql, low, high, limit === 0 ? -1 : limit)?.[0];
      total += typeof count === 'number' ? count : 0;
    }
    return total;
  }

  #entriesOf(document: Document): IndexEntries[] {
    return this.indexes.map((index) => ({ index, keys: keysOf(document, index.definition) }));
  }

  /** @throws StoreError 11000 when another document has one of the keys */
  #checkUnique({ index, keys, rid = 0, old }: UniqueCheck): void {
    if (!index.definition.unique) return;
    for (const [text, { key, values }] of keys.keys) {
      if (old?.keys.has(text) === true) continue;
      const sql = `SELECT 1 FROM x${index.id} WHERE k = ? AND rid <> ? LIMIT 1`;
      if (this.store.row(sql, key, rid) !== undefined)
        throw duplicateKey({ namespace: this.namespace, index: index.definition, values });
    }
  }

  #add({ index, rid, keys, except }: KeyChange): void {
    for (const [text, { key }] of keys.keys)
      if (except?.keys.has(text) !== true)
        this.store.write(`INSERT INTO x${index.id} (k, rid) VALUES (?, ?)`, key, rid);
    if (!keys.isMultikey || index.isMultikey) return;
    this.store.write('UPDATE indexes SET multikey = 1 WHERE id = ?', index.id);
    index.isMultikey = true;
  }

  #remove({ index, rid, keys, except }: KeyChange): void {
    for (const [text, { key }] of keys.keys)
      if (except?.keys.has(text) !== true)
        this.store.write(`DELETE FROM x${index.id} WHERE k = ? AND rid = ?`, key, rid);
  }
}

interface IndexEntries {
  readonly index: StoredIndex;
  readonly keys: DocumentKeys;
}

interface UniqueCheck extends IndexEntries {
  /** The place of the document itself, when it is stored already, and the keys it has there. */
  readonly rid?: number;
  readonly old?: DocumentKeys;
}

interface KeyChange extends IndexEntries {
  readonly rid: number;
  readonly except?: DocumentKeys;
}

function checkSize(bytes: Buffer): void {
  if (bytes.length > MAX_DOCUMENT)
    throw new StoreError(
      10334,
      `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and 16793600`,
    );
}

export function rowOf([rid, bytes]: Column[]): Row {
  if (typeof rid !== 'number' || !Buffer.isBuffer(bytes))
    throw new StoreError(1, 'embedded store: unexpected row');
  return { rid, bytes };
}
