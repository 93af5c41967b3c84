import { StoreError } from '../errors.ts';
import { decodeDocument } from '../bson/decode.ts';
import { encodeKey } from '../bson/key.ts';
import { documentOf, type Document } from '../bson/value.ts';
import type { Column, Database } from './database.ts';
import { duplicateKey } from './duplicate.ts';
import type { IndexDefinition } from './index-definition.ts';
import { keysOf, type DocumentKeys } from './index-keys.ts';

/** MongoDB's bound on one document, in bytes. */
export const MAX_DOCUMENT = 16 * 1024 * 1024;

/** An index as it stands in the file: its keys are the table `x<id>`. */
export interface StoredIndex {
  readonly id: number;
  definition: IndexDefinition;
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

interface Identity {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly uuid: Buffer;
  readonly store: Database;
}

/** The documents of one collection and their index keys: table `c<id>` has the key of `_id` and the BSON bytes. */
export class Collection {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly uuid: Buffer;
  readonly store: Database;
  readonly indexes: StoredIndex[] = [];

  constructor(identity: Identity) {
    this.id = identity.id;
    this.database = identity.database;
    this.name = identity.name;
    this.uuid = identity.uuid;
    this.store = identity.store;
  }

  get namespace(): string {
    return `${this.database}.${this.name}`;
  }

  /** Stores a new document. @throws StoreError 11000, 53, 171; nothing is stored then */
  insert({ document, bytes }: Content): void {
    checkSize(bytes);
    const keys = this.#keysOf(document);
    this.store.atomically(() => {
      const id = document.get('_id') ?? null;
      const key = encodeKey(id);
      if (this.store.row(`SELECT 1 FROM c${this.id} WHERE k = ?`, key) !== undefined)
        throw duplicateKey({
          namespace: this.namespace,
          index: '_id_',
          pattern: documentOf({ _id: 1 }),
          values: [id],
        });
      const rid = this.store.write(`INSERT INTO c${this.id} (k, d) VALUES (?, ?)`, key, bytes);
      for (const [index, added] of keys) this.#add({ index, rid, keys: added });
    });
    this.#noteMultikey(keys);
  }

  /** Puts a new version in the place of a document with the same `_id`; only keys that differ are written. */
  replace({ rid, before, after }: { rid: number; before: Document; after: Content }): void {
    checkSize(after.bytes);
    const added = this.#keysOf(after.document);
    this.store.atomically(() => {
      for (const [index, keys] of added) {
        const old = keysOf(before, index.definition);
        this.#remove({ index, rid, keys: old, except: keys });
        this.#add({ index, rid, keys, except: old });
      }
      this.store.write(`UPDATE c${this.id} SET d = ? WHERE rid = ?`, after.bytes, rid);
    });
    this.#noteMultikey(added);
  }

  remove({ rid, document }: { rid: number; document: Document }): void {
    this.store.atomically(() => {
      for (const index of this.indexes)
        this.#remove({ index, rid, keys: keysOf(document, index.definition) });
      this.store.write(`DELETE FROM c${this.id} WHERE rid = ?`, rid);
    });
  }

  /** Writes the keys of all documents into a new index and begins to keep it. */
  fillIndex(index: StoredIndex): void {
    let last = 0;
    for (;;) {
      const rows = this.rowsAfter({ rid: last, count: 500 });
      for (const { rid, bytes } of rows) {
        const keys = keysOf(decodeDocument(bytes), index.definition);
        this.#add({ index, rid, keys });
        this.#noteMultikey([[index, keys]]);
        last = rid;
      }
      if (rows.length === 0) break;
    }
    this.indexes.push(index);
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

  #add({ index, rid, keys, except }: KeyChange): void {
    const { definition } = index;
    for (const [text, { key, values }] of keys.keys) {
      if (except?.keys.has(text) === true) continue;
      if (definition.unique && this.#isTaken({ index, key, rid })) {
        const pattern = definition.spec.get('key');
        throw duplicateKey({
          namespace: this.namespace,
          index: definition.name,
          pattern: pattern instanceof Map ? pattern : new Map(),
          values,
        });
      }
      this.store.write(`INSERT INTO x${index.id} (k, rid) VALUES (?, ?)`, key, rid);
    }
  }

  #keysOf(document: Document): [StoredIndex, DocumentKeys][] {
    return this.indexes.map((index) => [index, keysOf(document, index.definition)]);
  }

  /** Only after the document is stored: a savepoint that is undone would leave the mark in memory alone. */
  #noteMultikey(written: Iterable<readonly [StoredIndex, DocumentKeys]>): void {
    for (const [index, keys] of written) {
      if (!keys.isMultikey || index.isMultikey) continue;
      this.store.write('UPDATE indexes SET multikey = 1 WHERE id = ?', index.id);
      index.isMultikey = true;
    }
  }

  #remove({ index, rid, keys, except }: KeyChange): void {
    for (const [text, { key }] of keys.keys)
      if (except?.keys.has(text) !== true)
        this.store.write(`DELETE FROM x${index.id} WHERE k = ? AND rid = ?`, key, rid);
  }

  #isTaken({ index, key, rid }: { index: StoredIndex; key: Buffer; rid: number }): boolean {
    return (
      this.store.row(`SELECT 1 FROM x${index.id} WHERE k = ? AND rid <> ? LIMIT 1`, key, rid) !== undefined
    );
  }
}

interface KeyChange {
  readonly index: StoredIndex;
  readonly rid: number;
  readonly keys: DocumentKeys;
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
