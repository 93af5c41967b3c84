import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '#protocol/errors.ts';

/** A file on its way in: under a temporary name until `publish` has made it durable, gone after `discard`. */
export class IncomingFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #open = true;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  static async create(folder: string): Promise<IncomingFile> {
    const path = join(folder, `${randomUUID()}.part`);
    return new IncomingFile(path, await open(path, 'wx', 0o600).catch(refuseFullDisk));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws Refusal `diskFull` */
  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    for (let offset = 0; offset < chunk.length;) {
      const { bytesWritten } = await this.#handle.write(chunk, offset).catch(refuseFullDisk);
      offset += bytesWritten;
    }
    this.#bytes += chunk.length;
  }

  /**
   * Moves the file to `<folder>/<SHA-256 of its bytes>.zip`. When this resolves, a power cut no longer loses it.
   * A file that is there already holds the same bytes and is replaced: sent again, damaged content is whole again.
   */
  async publish(folder: string): Promise<{ sha256: string; bytes: number }> {
    // The name must never become visible before the bytes behind it are on the disk.
    await this.#handle.sync().catch(refuseFullDisk);
    await this.#close();
    const sha256 = this.#hash.digest('hex');
    await rename(this.path, join(folder, `${sha256}.zip`));
    await syncFolder(folder);
    return { sha256, bytes: this.#bytes };
  }

  /** Removes the file unless it was published. */
  async discard(): Promise<void> {
    await this.#close();
    await rm(this.path, { force: true });
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
  }
}

/** Makes renames and removals in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no such call for folders and refuses to open one.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @throws Refusal `diskFull`, or the error itself when it is another. */
export function refuseFullDisk(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') throw new Refusal('diskFull');
  throw error;
}

/** The last part of a path from outside, whichever way its slashes lean. */
export const lastPart = (path: string) => basename(path.replaceAll('\\', '/'));
/** The first folder of a relative path, or undefined when the path is a bare name. */
export function topFolder(path: string): string | undefined {
  const folder = dirname(path);
  return folder === '.' ? undefined : folder.split('/')[0];
}
