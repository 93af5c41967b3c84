import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { backupNote } from './files.ts';
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
    note({ directory, target });
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    store.close();
  }
}

/** A backup is one whether or not it can be noted: the folder may belong to another account. */
function note({ directory, target }: { directory: string; target: string }): void {
  const { mtime, size } = statSync(target);
  const written = { at: mtime.toISOString(), file: target, bytes: size };
  try {
    writeFileSync(backupNote(directory), `${JSON.stringify(written)}\n`, { mode: 0o600 });
  } catch {
    // Then the hub does not know of it.
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
