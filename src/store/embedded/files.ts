import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { storeFile } from './location.ts';

/** Where it is kept that a backup was written, beside the store. */
export const backupNote = (directory: string) => join(directory, 'last-backup.json');

export interface WrittenBackup {
  at: Date;
  file: string;
  bytes: number;
}

/** Bytes of the store on the disk, what is not yet moved into its main file included. */
export async function storeBytes(directory: string): Promise<number> {
  const file = storeFile(resolve(directory));
  const found = await Promise.all([file, `${file}-wal`].map((path) => stat(path).catch(() => undefined)));
  return found.reduce((sum, one) => sum + (one?.size ?? 0), 0);
}

/** The newest backup that was written of the store, wherever its file is by now; undefined when none is known. */
export async function lastBackup(directory: string): Promise<WrittenBackup | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(backupNote(directory), 'utf8'));
    return isNote(note) ? { ...note, at: new Date(note.at) } : undefined;
  } catch {
    return undefined;
  }
}

function isNote(note: unknown): note is { at: string; file: string; bytes: number } {
  if (typeof note !== 'object' || note === null) return false;
  if (!('at' in note) || !('file' in note) || !('bytes' in note)) return false;
  const { at, file, bytes } = note;
  return (
    typeof at === 'string' &&
    !Number.isNaN(Date.parse(at)) &&
    typeof file === 'string' &&
    typeof bytes === 'number'
  );
}
