import { mkdirSync, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptKey } from '#protocol/identifiers.ts';

/** Where the agent keeps what is not its journal. Each is readable by its own account alone. */
export interface Folders {
  /** Downloaded content by its SHA-256. */
  cache: string;
  /** One folder for each attempt, as long as it runs. */
  work: string;
  /** What procedures may keep from one job to the next. */
  files: string;
}

export function makeFolders(data: string): Folders {
  const folders = { cache: join(data, 'cache'), work: join(data, 'work'), files: join(data, 'files') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folders;
}

export const workFolderOf = (folders: Folders, { jobId, attempt }: AttemptKey) =>
  join(folders.work, `${jobId}-${attempt}`);

/** Makes an attempt's folder, empty also when an earlier start has left something in it. */
export async function makeWorkFolder(folder: string): Promise<void> {
  await removeFolder(folder);
  await mkdir(folder, { mode: 0o700 });
}

export const removeFolder = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 3 });

/** Removes what an agent that died has left behind, except the folder of the attempt it still holds. */
export async function removeLeftovers(folders: Folders, held: AttemptKey | undefined): Promise<void> {
  const kept = held === undefined ? undefined : workFolderOf(folders, held);
  for (const name of readdirSync(folders.work)) {
    const folder = join(folders.work, name);
    if (folder !== kept) await removeFolder(folder);
  }
}
