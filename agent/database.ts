import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { join } from 'node:path';
import type { z } from 'zod';
import { Refusal } from '#protocol/errors.ts';
import { faultText } from './faults.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS attempts (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    jobId TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    -- The order as JSON; null once the attempt is finished.
    "order" TEXT,
    phase TEXT NOT NULL,
    begun INTEGER NOT NULL DEFAULT 0,
    cancelRequested INTEGER NOT NULL DEFAULT 0,
    -- When it was accepted: milliseconds of the wall clock, of the monotonic clock, and the boot these belong to.
    acceptedWall INTEGER NOT NULL,
    acceptedMonotonic REAL NOT NULL,
    bootId TEXT NOT NULL,
    -- The procedure: its process, and the start of that process as the system counts it.
    pid INTEGER,
    processStart TEXT,
    begunMonotonic REAL,
    begunBootId TEXT,
    UNIQUE (jobId, attempt)
  );
  CREATE INDEX IF NOT EXISTS heldAttempts ON attempts (phase) WHERE phase <> 'finished';
  CREATE TABLE IF NOT EXISTS outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    jobId TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS output (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    jobId TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    stream TEXT NOT NULL,
    text TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sinceAccepted REAL NOT NULL,
    UNIQUE (jobId, attempt, sequence)
  );
  -- Content that the hub wants to be kept for jobs to come.
  CREATE TABLE IF NOT EXISTS keptContent (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
`;

/**
 * Opens the journal's database, for this process alone: two agents on one data folder would run jobs twice.
 * Every write is on the disk when it returns.
 * @throws Refusal `internal` when another agent holds it.
 */
export function openDatabase(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'journal.db'), { timeout: 2000 });
  try {
    // Exclusive locking comes first: in this mode the write-ahead log is opened for one process only.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = INCREMENTAL;');
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216;',
    );
    database.exec(`BEGIN IMMEDIATE; ${TABLES} COMMIT;`);
    return database;
  } catch (fault) {
    database.close();
    if (!faultText(fault).includes('locked')) throw fault;
    throw new Refusal('internal', { detail: `Another agent runs on the data folder ${folder}.` });
  }
}

/** Writes all of it or nothing of it. Not to be nested. */
export function inTransaction<Value>(database: DatabaseSync, write: () => Value): Value {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = write();
    database.exec('COMMIT');
    return value;
  } catch (fault) {
    database.exec('ROLLBACK');
    throw fault;
  }
}

type Row = Record<string, SQLOutputValue>;

/** Rows as their schema says, and nothing else. */
export const readRows = <S extends z.ZodType>(schema: S, rows: Row[]): z.output<S>[] =>
  rows.map((row) => schema.parse(row));
export const readRow = <S extends z.ZodType>(schema: S, row: Row | undefined): z.output<S> | undefined =>
  row === undefined ? undefined : schema.parse(row);
