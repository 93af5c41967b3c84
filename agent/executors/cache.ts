import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LIMITS } from '#protocol/limits.ts';
import type { PreStageFailureReason } from '#protocol/pre-stage.ts';
import type { Clock } from '../clock.ts';

const GIB = 1024 ** 3;

/** Bytes. */
export interface CacheLimits {
  /** What was used last, beside what is to be kept. */
  used: number;
  /** What is to be kept, when more is to be brought in advance. */
  kept: number;
  /** What of the disk stays free, when something is brought in advance. */
  spare: number;
}
const LIMITS_OF_CACHE: CacheLimits = { used: 2 * GIB, kept: 20 * GIB, spare: GIB };

/** Files beside what is to be kept: no more than can be told to the hub. */
const FILES = LIMITS.contentsPerComputer / 2;

export interface CacheParts {
  clock: Clock;
  /** Content that is not to be cleared away. */
  kept?: () => ReadonlySet<string>;
  limits?: Partial<CacheLimits>;
}

interface CachedFile {
  path: string;
  sha256: string;
  size: number;
  usedAt: number;
}

/** Why there is no room for content that is to be brought in advance. */
export interface Lack {
  reason: Extract<PreStageFailureReason, 'cacheFull' | 'diskFull'>;
  detail: string;
}

/** Downloaded content by its SHA-256, the least recently used removed first. */
export class ContentCache {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #kept: () => ReadonlySet<string>;
  readonly #limits: CacheLimits;

  constructor(folder: string, { clock, kept = () => new Set(), limits = {} }: CacheParts) {
    this.#folder = folder;
    this.#clock = clock;
    this.#kept = kept;
    this.#limits = { ...LIMITS_OF_CACHE, ...limits };
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

  /** What is here whole: what is to be kept first, then what was used last. At most as much as the hub is told. */
  held(): string[] {
    const kept = this.#kept();
    // Somebody may have removed it: the next download makes no secret of that.
    const files = (existsSync(this.#folder) ? readdirSync(this.#folder) : [])
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .map((sha256) => ({
        sha256,
        isKept: kept.has(sha256),
        usedAt: statSync(this.pathOf(sha256), { throwIfNoEntry: false })?.mtimeMs ?? 0,
      }));
    files.sort((one, other) => Number(other.isKept) - Number(one.isKept) || other.usedAt - one.usedAt);
    return files.slice(0, LIMITS.contentsPerComputer).map(({ sha256 }) => sha256);
  }

  /**
   * What keeps content from being brought in advance: too much is kept already, or the disk would get too full, also
   * when all that is not to be kept were cleared away, which then is done.
   */
  async lackFor({ sha256, bytes }: { sha256: string; bytes: number }): Promise<Lack | undefined> {
    if ((await sizeOf(this.pathOf(sha256))) !== undefined) return undefined;
    const kept = this.#kept();
    const others = (await this.#files()).filter((file) => file.sha256 !== sha256 && kept.has(file.sha256));
    const keptBytes = others.reduce((sum, { size }) => sum + size, 0);
    if (keptBytes + bytes > this.#limits.kept) {
      const detail = `${bytes} bytes beside ${keptBytes} bytes that are kept for other jobs; ${this.#limits.kept} are allowed.`;
      return { reason: 'cacheFull', detail };
    }
    const missing = bytes - ((await sizeOf(this.partOf(sha256))) ?? 0);
    if ((await this.#freeBytes()) - missing < this.#limits.spare) await this.tidy(sha256, 0);
    const free = await this.#freeBytes();
    if (free - missing >= this.#limits.spare) return undefined;
    const detail = `${missing} bytes are missing and ${free} are free, of which ${this.#limits.spare} stay free.`;
    return { reason: 'diskFull', detail };
  }

  /**
   * Removes what has been unused longest until the rest fits. @param inUse content that an attempt still needs, beside
   * what is to be kept
   */
  async tidy(inUse: string | undefined, limit = this.#limits.used): Promise<void> {
    const kept = this.#kept();
    const files = (await this.#files()).filter(({ sha256 }) => sha256 !== inUse && !kept.has(sha256));
    files.sort((one, other) => other.usedAt - one.usedAt);
    let bytes = 0;
    for (const [place, { path, size }] of files.entries()) {
      bytes += size;
      if (bytes > limit || place >= FILES) await rm(path, { force: true });
    }
  }

  async #files(): Promise<CachedFile[]> {
    const files = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      // Gone since: a download that was complete has another name now.
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) continue;
      files.push({ path, sha256: name.replace(/\.part$/, ''), size: found.size, usedAt: found.mtimeMs });
    }
    return files;
  }

  async #freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
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
