import { DatabaseSync } from 'node:sqlite';
import { decodeDocument } from '../../../src/store/embedded/bson/decode.ts';
import { encodeKey } from '../../../src/store/embedded/bson/key.ts';
import { storeFile } from '../../../src/store/embedded/location.ts';
import { Catalog } from '../../../src/store/embedded/storage/catalog.ts';
import { Database } from '../../../src/store/embedded/storage/database.ts';
import { keysOf } from '../../../src/store/embedded/storage/index-keys.ts';

/** What is wrong with a store's file that no hub uses: SQLite's own check, and every index entry worked out again. */
export function problemsOf(directory: string): string[] {
  const problems = integrityProblems(storeFile(directory));
  const database = new Database(storeFile(directory));
  for (const collection of new Catalog(database).all()) {
    const expected = new Map(collection.indexes.map((index) => [index.id, new Set<string>()]));
    for (const [rid, key, bytes] of database.rows(`SELECT rid, k, d FROM c${collection.id}`)) {
      if (!Buffer.isBuffer(key) || !Buffer.isBuffer(bytes)) throw new Error('unexpected row');
      const document = decodeDocument(bytes);
      if (!encodeKey(document.get('_id')).equals(key))
        problems.push(`${collection.namespace}: wrong _id key at ${rid}`);
      for (const index of collection.indexes)
        for (const { key: each } of keysOf(document, index.definition).keys.values())
          expected.get(index.id)?.add(`${each.toString('hex')} ${rid}`);
    }
    for (const [id, entries] of expected) {
      const stored = database.rows(`SELECT k, rid FROM x${id}`).map(([key, rid]) => {
        if (!Buffer.isBuffer(key)) throw new Error('unexpected row');
        return `${key.toString('hex')} ${rid}`;
      });
      const extra = stored.filter((entry) => !entries.has(entry)).length;
      const missing = entries.size - (stored.length - extra);
      if (extra + missing > 0)
        problems.push(`${collection.namespace}, index ${id}: ${missing} missing, ${extra} too many`);
    }
  }
  database.close();
  return problems;
}

function integrityProblems(file: string): string[] {
  const handle = new DatabaseSync(file);
  const rows = handle.prepare('PRAGMA integrity_check').all();
  handle.close();
  return rows.map((row) => String(row['integrity_check'])).filter((text) => text !== 'ok');
}
