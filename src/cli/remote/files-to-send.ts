import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { LIMITS } from '#protocol/limits.ts';
import { wrongUsage } from './exit.ts';
import type { FileToSend } from './send-bytes.ts';

/**
 * The files that these words name: a file under its own name, a folder with everything below it, without its name.
 * @throws RemoteEnd for what cannot be read, is no file, or would lie where another one lies
 */
export async function filesToSend(words: readonly string[]): Promise<FileToSend[]> {
  const byName = new Map<string, FileToSend>();
  for (const word of words) {
    const found = (await stated(word)).isDirectory()
      ? await below(word)
      : [await fileAt(word, basename(resolve(word)))];
    for (const file of found) {
      const other = byName.get(file.name);
      if (other !== undefined)
        throw wrongUsage(`${other.path} and ${file.path} would both be "${file.name}".`);
      byName.set(file.name, file);
    }
    if (byName.size > LIMITS.uploadFiles) {
      throw wrongUsage(
        `A package may have ${LIMITS.uploadFiles} files when it is sent. Send them as one .zip.`,
      );
    }
  }
  return [...byName.values()];
}

async function below(folder: string): Promise<FileToSend[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(cannotRead(folder));
  const files: FileToSend[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    // A link would bring along what lies elsewhere.
    if (entry.isSymbolicLink()) throw wrongUsage(`${path} is a link. A package holds files alone.`);
    files.push(await fileAt(path, relative(folder, path).replaceAll(sep, '/')));
  }
  if (files.length === 0) throw wrongUsage(`${folder} holds no files.`);
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function fileAt(path: string, name: string): Promise<FileToSend> {
  const facts = await stated(path);
  if (!facts.isFile()) throw wrongUsage(`${path} is no file.`);
  return { path, name, bytes: facts.size };
}

const stated = (path: string) => stat(path).catch(cannotRead(path));

const cannotRead =
  (path: string) =>
  (error: unknown): never => {
    throw wrongUsage(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  };
