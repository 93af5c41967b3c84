import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { UploadedFile } from '#hub/hub.ts';
import { openContentStore } from '#hub/content/content-store.ts';

/** A content store in a folder of its own, gone at the end of the block. */
export async function contentStore(settings: { maximumBytes?: number } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'reveille-content-'));
  const store = await openContentStore({ directory, maximumBytes: settings.maximumBytes ?? 2 ** 40 });
  return {
    store,
    directory,
    /** Every file below the folder, the unfinished included. */
    filesOnDisk: async () => {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const uploadedFile = (name: string, content: string | Uint8Array | Readable): UploadedFile => ({
  name,
  stream: content instanceof Readable ? content : Readable.from([Buffer.from(content)]),
});

export async function* upload(...files: UploadedFile[]): AsyncGenerator<UploadedFile> {
  yield* files;
}

export interface ArchiveEntry {
  path: string;
  content?: string;
  mode?: number;
}

/** An archive as any tool would write it. */
export async function archiveOf(...entries: ArchiveEntry[]): Promise<Buffer> {
  const archive = new ZipFile();
  for (const { path, content = 'content', mode = 0o100644 } of entries) {
    archive.addBuffer(Buffer.from(content), path, { mode, mtime: new Date(0), forceDosTimestamp: true });
  }
  archive.end();
  return buffer(archive.outputStream);
}

/** An archive with a path that no honest tool writes: put in place of a harmless one of the same length. */
export async function archiveWithPath(path: string): Promise<Buffer> {
  const harmless = 'x'.repeat(Buffer.byteLength(path));
  const archive = await archiveOf({ path: 'readme.txt' }, { path: harmless });
  return Buffer.from(archive.toString('latin1').replaceAll(harmless, path), 'latin1');
}
