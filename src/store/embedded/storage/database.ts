import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { StoreError, TurnLost } from '../errors.ts';

/** SQLite's primary result codes that mean more here than a mistake of ours. */
const SQLITE_FULL = 13;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;

/** The layout of tables and keys in the file; a newer one is refused. */
const FORMAT = 1;

/** Statements kept compiled; collections and indexes each need a handful. */
const MAX_STATEMENTS = 4_000;

export type Column = null | number | string | Buffer;

/**
 * The SQLite file. All writes of one turn of the server share a transaction, which begins with the first write
 * and ends with `commit`: with `synchronous=FULL` its pages are on the disk when `commit` returns.
 */
export class Database {
  readonly #handle: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #isOpen = false;
  #writes = 0;

  constructor(file: string) {
    this.#handle = new DatabaseSync(file, { timeout: 5_000 });
    for (const pragma of [
      'page_size = 8192',
      'auto_vacuum = INCREMENTAL',
      'journal_mode = WAL',
      'synchronous = FULL',
      'wal_autocheckpoint = 4000',
      'journal_size_limit = 67108864',
      'cache_size = -65536',
      'foreign_keys = OFF',
    ])
      this.#handle.exec(`PRAGMA ${pragma}`);
    this.#checkVersion();
  }

  #checkVersion(): void {
    const found = Number(this.#handle.prepare('PRAGMA user_version').get()?.['user_version']);
    if (found > FORMAT)
      throw new Error(`embedded store: the file has format ${found}, this version reads up to ${FORMAT}`);
    if (found < FORMAT) this.#handle.exec(`PRAGMA user_version = ${FORMAT}`);
  }

  /** Counts writing statements: who looks before and after knows whether anything was written between. */
  get writes(): number {
    return this.#writes;
  }

  /** Whether the turn has written something that is not committed yet. */
  get hasWritten(): boolean {
    return this.#isOpen;
  }

  /** Rows as arrays of columns; blobs as Buffers. */
  rows(sql: string, ...values: SQLInputValue[]): Column[][] {
    return this.#guard(() => {
      const found: unknown = this.#statement(sql).all(...values);
      return Array.isArray(found) ? found.map(columnsOf) : [];
    });
  }

  /** The first row, or undefined. */
  row(sql: string, ...values: SQLInputValue[]): Column[] | undefined {
    return this.#guard(() => {
      const found: unknown = this.#statement(sql).get(...values);
      return found === undefined ? undefined : columnsOf(found);
    });
  }

  /** Runs a writing statement in the turn's transaction and returns the rowid of an inserted row. */
  write(sql: string, ...values: SQLInputValue[]): number {
    return this.#guard(() => {
      this.#begin();
      this.#writes += 1;
      return Number(this.#statement(sql).run(...values).lastInsertRowid);
    });
  }

  /** Makes the turn's writes durable. @throws TurnLost, or another error, when they could not be; they are undone then */
  commit(): void {
    if (!this.#isOpen) return;
    try {
      this.#guard(() => {
        this.#statement('COMMIT').run();
        this.#isOpen = false;
      });
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  /** Undoes the turn's writes. */
  rollback(): void {
    if (this.#handle.isTransaction) this.#handle.exec('ROLLBACK');
    this.#isOpen = false;
  }

  /** Between turns: gives room back to the disk and empties the log into the file. */
  tidy(): void {
    this.#guard(() => {
      this.#handle.exec('PRAGMA incremental_vacuum(2000)');
      this.#handle.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    });
  }

  /** Forgets compiled statements; after tables were dropped. */
  forgetStatements(): void {
    this.#statements.clear();
  }

  close(): void {
    this.rollback();
    this.#statements.clear();
    this.#handle.close();
  }

  #begin(): void {
    if (this.#isOpen) return;
    this.#statement('BEGIN IMMEDIATE').run();
    this.#isOpen = true;
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    const statement = this.#handle.prepare(sql);
    statement.setReturnArrays(true);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw translated(error);
    }
  }
}

function columnsOf(row: unknown): Column[] {
  if (!Array.isArray(row)) throw new StoreError(1, 'embedded store: unexpected row');
  return row.map((column: unknown) => {
    if (column instanceof Uint8Array) return Buffer.from(column.buffer, column.byteOffset, column.byteLength);
    if (typeof column === 'number' || typeof column === 'string' || column === null) return column;
    throw new StoreError(1, `embedded store: unexpected column of type ${typeof column}`);
  });
}

function translated(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  if (error.message.startsWith('no such table'))
    return new StoreError(175, 'embedded store: the collection or index was dropped while the request ran');
  switch (error.errcode & 0xff) {
    case SQLITE_FULL:
      return new TurnLost(
        new StoreError(14031, 'embedded store: the disk is full; nothing of this was saved'),
      );
    case SQLITE_IOERR:
      return new TurnLost(new StoreError(8, `embedded store: the disk failed (${error.message})`));
    case SQLITE_CORRUPT:
      return new TurnLost(new StoreError(8, 'embedded store: the file is damaged; restore it from a backup'));
    default:
      return error;
  }
}
