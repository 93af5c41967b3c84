import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import type { OnlyFile } from '#domain/package-suggestion.ts';
import type { ContentReader, UploadedFile } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';
import { Sha256 } from '#protocol/identifiers.ts';
import type { ContentView } from '#protocol/views/package.ts';
import { listArchive, readOnlyFile } from './archive-files.ts';
import { readDebianControl } from './debian-control.ts';
import { syncFolder } from './incoming-file.ts';
import { takeUpload } from './take-upload.ts';
import { Upload } from './upload.ts';

/** Where uploads that can be taken up again lie, in the folder of content. */
export const OPEN_UPLOADS_FOLDER = join('incoming', 'uploads');

/** The content of packages on disk: one `.zip` for each SHA-256, however many packages use it. */
export interface ContentStore extends ContentReader {
  /**
   * Reads an upload, one file after the other. A single `.zip` is checked and kept as it is; anything else is
   * packed into one on the way in. When it resolves, the content is durable.
   * @throws Refusal `invalidInput`, `uploadBroken`, `tooLarge`, `archiveInvalid`, `archiveUnsafe`, `diskFull`,
   * `stopping`; after each, nothing is left on disk.
   */
  take(files: AsyncIterable<UploadedFile>): Promise<ContentView>;
  /**
   * Removes what broken uploads of an earlier process left, but for those that can be taken up again. For the
   * server's start; the first `take` does it too.
   * Not part of opening: a command line beside a running hub must not take its uploads away.
   */
  removeLeftovers(): Promise<void>;
  /** The files of an archive, the first `limit` of those with `search` in their path; undefined when it is not there. */
  list(
    sha256: string,
    question: { search: string; limit: number },
  ): Promise<Awaited<ReturnType<typeof listArchive>> | undefined>;
  /** What content says of itself that is one installer and nothing else. */
  onlyInstaller(sha256: string): Promise<OnlyFile | undefined>;
  /** The hashes of all content that is there. */
  stored(): Promise<string[]>;
  /** Removes content that no package uses any more. Readers that have it open read on to its end. */
  remove(sha256: string): Promise<void>;
  /** Breaks off uploads and downloads that are under way; resolves when the uploads have cleaned up. */
  close(): Promise<void>;
}

/**
 * Opens the store in `directory`, which it makes when it is not there. One process alone may take uploads into a
 * directory. `maximumBytes`: what one upload may send.
 */
export async function openContentStore(settings: {
  directory: string;
  maximumBytes: number;
}): Promise<ContentStore> {
  const incoming = join(settings.directory, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  return new FolderOfContent({ ...settings, incoming });
}

class FolderOfContent implements ContentStore {
  readonly #folder: string;
  readonly #incoming: string;
  readonly #maximumBytes: number;
  readonly #closing = new AbortController();
  readonly #uploads = new Set<Promise<unknown>>();
  readonly #downloads = new Set<Readable>();
  #cleaned: Promise<void> | undefined;

  constructor(settings: { directory: string; incoming: string; maximumBytes: number }) {
    this.#folder = settings.directory;
    this.#incoming = settings.incoming;
    this.#maximumBytes = settings.maximumBytes;
  }

  async take(files: AsyncIterable<UploadedFile>): Promise<ContentView> {
    await this.removeLeftovers();
    const upload = new Upload({ files, maximumBytes: this.#maximumBytes, closing: this.#closing.signal });
    const taking = takeUpload({ upload, incoming: this.#incoming, folder: this.#folder });
    this.#uploads.add(taking);
    try {
      return await taking;
    } finally {
      this.#uploads.delete(taking);
    }
  }

  removeLeftovers(): Promise<void> {
    // Once in a process: later on, what lies there belongs to uploads that are under way.
    this.#cleaned ??= emptyFolder(this.#incoming, basename(OPEN_UPLOADS_FOLDER));
    return this.#cleaned;
  }

  async open(sha256: string, range?: { start: number; end: number }) {
    if (this.#closing.signal.aborted) throw new Refusal('stopping');
    const path = this.#pathOf(sha256);
    const handle = path === undefined ? undefined : await open(path, 'r').catch(undefinedWhenMissing);
    if (handle === undefined) return undefined;
    try {
      const { size } = await handle.stat();
      const start = range?.start ?? 0;
      const end = Math.min(range?.end ?? size - 1, size - 1);
      if (start > end) {
        await handle.close();
        return { bytes: 0, stream: Readable.from([]) };
      }
      return { bytes: end - start + 1, stream: this.#streamOf(handle, { start, end }) };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async size(sha256: string): Promise<number | undefined> {
    const path = this.#pathOf(sha256);
    if (path === undefined) return undefined;
    return (await stat(path).catch(undefinedWhenMissing))?.size;
  }

  async list(sha256: string, question: { search: string; limit: number }) {
    const path = this.#pathOf(sha256);
    if (path === undefined || (await this.size(sha256)) === undefined) return undefined;
    return listArchive(path, question);
  }

  async onlyInstaller(sha256: string): Promise<OnlyFile | undefined> {
    const path = this.#pathOf(sha256);
    if (path === undefined) return undefined;
    return readOnlyFile(path, /\.(deb|msi|rpm|pkg)$/i, async (file, bytes) => {
      const debian = /\.deb$/i.test(file) ? await readDebianControl(bytes) : undefined;
      return debian === undefined ? { path: file } : { path: file, debian };
    });
  }

  async stored(): Promise<string[]> {
    const names = await readdir(this.#folder);
    return names.flatMap((name) => {
      const sha256 = Sha256.safeParse(name.replace(/\.zip$/, ''));
      return name.endsWith('.zip') && sha256.success ? [sha256.data] : [];
    });
  }

  async remove(sha256: string): Promise<void> {
    const path = this.#pathOf(sha256);
    if (path === undefined) return;
    await rm(path, { force: true });
    await syncFolder(this.#folder);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Refusal('stopping'));
    for (const stream of this.#downloads) stream.destroy();
    await Promise.allSettled(this.#uploads);
  }

  #streamOf(handle: FileHandle, range: { start: number; end: number }): Readable {
    const stream = handle.createReadStream(range);
    this.#downloads.add(stream);
    stream.once('close', () => this.#downloads.delete(stream));
    return stream;
  }

  /** Undefined for anything that is not a SHA-256: no word from outside ever becomes part of a path. */
  #pathOf(sha256: string): string | undefined {
    return Sha256.safeParse(sha256).success ? join(this.#folder, `${sha256}.zip`) : undefined;
  }
}

async function emptyFolder(folder: string, except: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== except) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
