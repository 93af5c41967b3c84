import { StoreError, TurnLost } from '../errors.ts';
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { Collection, type StoredIndex } from './collection.ts';
import type { Column, Database } from './database.ts';
import { parseIndex, type IndexDefinition } from './index-definition.ts';

/** As many collections as one file may hold; each is a table of SQLite, each index another. */
const MAX_COLLECTIONS = 2_000;
const MAX_INDEXES = 64;

/** Ids are never used again: a request that pauses while its collection is dropped must not meet another one. */
const TABLES = [
  'CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT, name TEXT, UNIQUE (database, name))',
  'CREATE TABLE IF NOT EXISTS indexes (id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER, spec BLOB, multikey INTEGER)',
];

/** Which collections and indexes there are: kept in memory, stored in two tables, read again after an undone turn. */
export class Catalog {
  readonly #database: Database;
  #collections = new Map<string, Collection>();

  constructor(database: Database) {
    this.#database = database;
    for (const table of TABLES) database.write(table);
    database.commit();
    this.reload();
  }

  /** Reads the tables again. Collections that were handed out before are stale afterwards. */
  reload(): void {
    this.#database.forgetStatements();
    this.#collections = new Map();
    const byId = new Map<number, Collection>();
    const stored = this.#database.rows('SELECT id, database, name FROM collections ORDER BY id');
    for (const [id, database, name] of stored) {
      const collection = this.#open({ id: numberIn(id), database: textIn(database), name: textIn(name) });
      byId.set(collection.id, collection);
    }
    for (const [id, owner, spec, multikey] of this.#database.rows(
      'SELECT id, collection, spec, multikey FROM indexes ORDER BY id',
    )) {
      const definition = parseIndex(decodeDocument(bytesIn(spec)));
      const index: StoredIndex = { id: numberIn(id), definition, isMultikey: multikey === 1 };
      byId.get(numberIn(owner))?.indexes.push(index);
    }
  }

  #open(identity: { id: number; database: string; name: string }): Collection {
    const collection = new Collection(identity, this.#database);
    this.#collections.set(`${identity.database}.${identity.name}`, collection);
    return collection;
  }

  find(database: string, name: string): Collection | undefined {
    return this.#collections.get(`${database}.${name}`);
  }

  /** All collections of a database, in the order of their creation. */
  list(database: string): Collection[] {
    return [...this.#collections.values()].filter((collection) => collection.database === database);
  }

  /** All collections of all databases. */
  all(): Collection[] {
    return [...this.#collections.values()];
  }

  /** @throws StoreError 73 for a name MongoDB would not take */
  create(database: string, name: string): Collection {
    checkName(name);
    if (this.#collections.size >= MAX_COLLECTIONS)
      throw new StoreError(2, `embedded store: no more than ${MAX_COLLECTIONS} collections`);
    const id = this.#database.write('INSERT INTO collections (database, name) VALUES (?, ?)', database, name);
    this.#database.write(
      `CREATE TABLE c${id} (rid INTEGER PRIMARY KEY, k BLOB NOT NULL UNIQUE, d BLOB NOT NULL)`,
    );
    return this.#open({ id, database, name });
  }

  drop(collection: Collection): void {
    for (const index of [...collection.indexes]) this.dropIndex(collection, index);
    this.#database.forgetStatements();
    this.#database.write(`DROP TABLE c${collection.id}`);
    this.#database.write('DELETE FROM collections WHERE id = ?', collection.id);
    this.#collections.delete(`${collection.database}.${collection.name}`);
  }

  /** Adds indexes and fills them from the documents that are there: all or none. @throws StoreError 11000 on duplicates */
  createIndexes(collection: Collection, definitions: readonly IndexDefinition[]): void {
    const before = collection.indexes.length;
    try {
      for (const definition of definitions) this.#createIndex(collection, definition);
    } catch (error) {
      // Of a lost turn nothing is left to be undone.
      const made = error instanceof TurnLost ? [] : collection.indexes.slice(before);
      for (const index of made) this.dropIndex(collection, index);
      throw error;
    }
  }

  #createIndex(collection: Collection, definition: IndexDefinition): void {
    if (collection.indexes.length >= MAX_INDEXES - 1)
      throw new StoreError(67, `add index fails, too many indexes for ${collection.namespace}`);
    const id = this.#database.write(
      'INSERT INTO indexes (collection, spec, multikey) VALUES (?, ?, 0)',
      collection.id,
      encodeDocument(definition.spec),
    );
    this.#database.write(`CREATE TABLE x${id} (k BLOB, rid INTEGER, PRIMARY KEY (k, rid)) WITHOUT ROWID`);
    collection.fillIndex({ id, definition, isMultikey: false });
  }

  dropIndex(collection: Collection, index: StoredIndex): void {
    this.#database.forgetStatements();
    this.#database.write(`DROP TABLE x${index.id}`);
    this.#database.write('DELETE FROM indexes WHERE id = ?', index.id);
    collection.indexes.splice(collection.indexes.indexOf(index), 1);
  }
}

function checkName(name: string): void {
  const isBad =
    name === '' || name.startsWith('.') || name.endsWith('.') || name.includes('$') || name.includes('\0');
  if (isBad) throw new StoreError(73, `Invalid collection name: ${name}`);
  if (name.startsWith('system.')) throw new StoreError(73, `Invalid system namespace: ${name}`);
  if (name.length > 200) throw new StoreError(73, 'Collection name is longer than 200 characters');
}

function numberIn(column: Column | undefined): number {
  if (typeof column !== 'number') throw new StoreError(1, 'embedded store: the catalogue is damaged');
  return column;
}

function textIn(column: Column | undefined): string {
  if (typeof column !== 'string') throw new StoreError(1, 'embedded store: the catalogue is damaged');
  return column;
}

function bytesIn(column: Column | undefined): Buffer {
  if (!Buffer.isBuffer(column)) throw new StoreError(1, 'embedded store: the catalogue is damaged');
  return column;
}
