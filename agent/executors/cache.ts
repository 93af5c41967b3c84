import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../clock.ts';

const CACHE_BYTES = 2 * 1024 ** 3;

/** Downloaded content by its SHA-256, the least recently used removed first. */
export class ContentCache {
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  pathOf(sha256: string): string {
    return join(this.#folder, sha256);
  }

  /** Where a download gathers, to be gone on with later. */
  partOf(sha256: string): string {
    return join(this.#folder, `${sha256}.part`);
  }

  /** @returns the path of this content, its bytes read and compared again; undefined when it is not here. */
  async find(sha256: string, signal: AbortSignal): Promise<string | undefined> {
    const path = this.pathOf(sha256);
    if ((await sizeOf(path)) === undefined) return undefined;
    if ((await hashOf(path, signal)) !== sha256) {
      await rm(path, { force: true });
      return undefined;
    }
    await utimes(path, this.#clock.now(), this.#clock.now());
    return path;
  }

  /** Takes a complete download over. @returns its path, undefined when it is not this content: then it is gone. */
  async keep(sha256: string, signal: AbortSignal): Promise<string | undefined> {
    const part = this.partOf(sha256);
    if ((await hashOf(part, signal)) !== sha256) {
      await rm(part, { force: true });
      return undefined;
    }
    await rename(part, this.pathOf(sha256));
    return this.pathOf(sha256);
  }

  /** Removes what has been unused longest until the rest fits. `inUse`: content that an attempt still needs. */
  async tidy(inUse: string | undefined, limit = CACHE_BYTES): Promise<void> {
    const files = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const { size, mtimeMs } = await stat(path);
      if (inUse === undefined || !name.startsWith(inUse)) files.push({ path, size, mtimeMs });
    }
    files.sort((a, b) => b.mtimeMs - a.mtimeMs);
    let bytes = 0;
    for (const { path, size } of files) {
      bytes += size;
      if (bytes > limit) await rm(path, { force: true });
    }
  }
}

/** @returns the size of a file in bytes, undefined when there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), hash, { signal });
  return hash.digest('hex');
}
