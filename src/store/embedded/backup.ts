import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { storeFile } from './location.ts';

/** Pages copied in one step: all of them, so that no write in between makes the copy begin anew. */
const ALL_PAGES = 1_000_000_000;

/**
 * Writes a consistent copy of the store in `directory` into one file, whether a hub is using the store or not.
 * @throws Error when there is no store; the file is then not touched
 */
export async function backupStore({ directory, file }: { directory: string; file: string }): Promise<void> {
  const source = storeFile(resolve(directory));
  if (!existsSync(source)) throw new Error(`embedded store: there is no store in ${directory}`);
  const target = resolve(file);
  mkdirSync(dirname(target), { recursive: true });
  // Under another name until it is whole and on the disk, so that a file of this name is always a whole backup.
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  const store = new DatabaseSync(source, { readOnly: true });
  try {
    await backup(store, partial, { rate: ALL_PAGES });
    chmodSync(partial, 0o600);
    flush(partial);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    store.close();
  }
}

function flush(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
