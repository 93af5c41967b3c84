import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storeFile } from './location.ts';
import { lockDirectory } from './lock.ts';

/**
 * Puts a backup in the place of a store that is not running. The old file is kept beside it under `…before-restore`.
 * @throws Error when a hub uses the folder, or when the file is no sound backup: then nothing is changed
 */
export function restoreEmbeddedStore({ file, directory }: { file: string; directory: string }): void {
  const source = resolve(file);
  if (!existsSync(source)) throw new Error(`embedded store: there is no file ${source}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(directory);
  try {
    const fresh = join(directory, 'store.restoring');
    rmSync(fresh, { force: true });
    copyFileSync(source, fresh);
    checkSound(fresh, source);
    const target = storeFile(directory);
    if (existsSync(target)) {
      // What is only in the old file's log must come with it.
      const old = new DatabaseSync(target);
      old.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      old.close();
      renameSync(target, `${target}.before-restore`);
    }
    for (const ending of ['-wal', '-shm']) rmSync(`${target}${ending}`, { force: true });
    renameSync(fresh, target);
  } finally {
    lock.close();
  }
}

function checkSound(fresh: string, source: string): void {
  const reason = `embedded store: ${source} is not a sound backup`;
  let handle: DatabaseSync | undefined;
  try {
    handle = new DatabaseSync(fresh, { readOnly: true });
    const result = handle.prepare('PRAGMA integrity_check').get();
    const tables = handle
      .prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('collections', 'indexes')")
      .get();
    if (result?.['integrity_check'] !== 'ok' || tables?.['n'] !== 2) throw new Error(reason);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw new Error(reason, { cause: error });
  } finally {
    handle?.close();
    for (const ending of ['-wal', '-shm']) rmSync(`${fresh}${ending}`, { force: true });
  }
}
