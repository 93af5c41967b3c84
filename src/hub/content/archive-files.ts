import { type Entry, openPromise } from 'yauzl';
import { entryPath } from './entry-path.ts';

/** A file inside a package's archive. Bytes unpacked. */
export interface ArchiveFile {
  path: string;
  bytes: number;
}

/**
 * The files of an archive that was checked when it was taken in, in its own order: at most `limit` of those that have
 * `search` in their path, in any case. `found`: how many those are; `count` and `unpackedBytes` are of all.
 */
export async function listArchive(
  archivePath: string,
  { search, limit }: { search: string; limit: number },
): Promise<{ files: ArchiveFile[]; found: number; unpackedBytes: number; count: number }> {
  const listed: ArchiveFile[] = [];
  const wanted = search.toLowerCase();
  let found = 0;
  let count = 0;
  let unpackedBytes = 0;
  for await (const { path, entry } of filesOf(archivePath)) {
    count += 1;
    unpackedBytes += entry.uncompressedSize;
    if (!path.toLowerCase().includes(wanted)) continue;
    found += 1;
    if (listed.length < limit) listed.push({ path, bytes: entry.uncompressedSize });
  }
  return { files: listed, found, unpackedBytes, count };
}

/**
 * Reads the only file of an archive from its beginning, as far as the caller wants.
 * @returns undefined when the archive holds another number of files, or its file has another name
 */
export async function readOnlyFile<Value>(
  archivePath: string,
  named: RegExp,
  read: (path: string, bytes: AsyncIterable<Buffer>) => Promise<Value>,
): Promise<Value | undefined> {
  const archive = await openPromise(archivePath, { autoClose: false });
  try {
    const files: Entry[] = [];
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      files.push(entry);
      if (files.length > 1) return undefined;
    }
    const [only] = files;
    const path = entryPath(only?.fileName ?? '');
    if (only === undefined || !path.ok || !named.test(path.path)) return undefined;
    const stream = await archive.openReadStreamPromise(only);
    try {
      return await read(path.path, stream);
    } finally {
      stream.destroy();
    }
  } finally {
    archive.close();
  }
}

async function* filesOf(archivePath: string): AsyncGenerator<{ path: string; entry: Entry }> {
  const archive = await openPromise(archivePath, { autoClose: false });
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      const path = entryPath(entry.fileName);
      if (path.ok) yield { path: path.path, entry };
    }
  } finally {
    archive.close();
  }
}
