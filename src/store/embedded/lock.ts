import { DatabaseSync } from 'node:sqlite';
import { lockFile } from './location.ts';

/**
 * Takes the folder for this process, until `close` or the end of the process, however it ends: SQLite's lock on a file
 * of its own, so that the data file can be read by a backup meanwhile.
 * @throws Error when another process has it
 */
export function lockDirectory(directory: string): DatabaseSync {
  const lock = new DatabaseSync(lockFile(directory), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close();
    throw new Error(`embedded store: ${directory} is in use by another hub; stop it first`);
  }
}
