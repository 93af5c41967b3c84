import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Sha256 } from '#protocol/identifiers.ts';
import { inTransaction, readRows } from './database.ts';

const Row = z.object({ sha256: Sha256 });

/** Content that the hub wants to be kept for jobs to come: on disk, so that a restart clears nothing of it away. */
export class KeptContent {
  readonly #database: DatabaseSync;
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = {
      all: database.prepare('SELECT sha256 FROM keptContent'),
      clear: database.prepare('DELETE FROM keptContent'),
      add: database.prepare('INSERT OR IGNORE INTO keptContent (sha256) VALUES (?)'),
    };
  }

  all(): ReadonlySet<string> {
    return new Set(readRows(Row, this.#statements.all.all()).map(({ sha256 }) => sha256));
  }

  /** These and no others, from now on. */
  replace(contents: readonly string[]): void {
    const known = this.all();
    if (known.symmetricDifference(new Set(contents)).size === 0) return;
    inTransaction(this.#database, () => {
      this.#statements.clear.run();
      for (const sha256 of contents) this.#statements.add.run(sha256);
    });
  }
}
