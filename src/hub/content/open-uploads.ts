import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isExpired, keptUntil, mayGoOn, type Uploader } from '#domain/uploads.ts';
import { Refusal, type ErrorCode } from '#protocol/errors.ts';
import { Identifier } from '#protocol/identifiers.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { AnnouncedFile } from '#protocol/requests.ts';
import type { ContentView } from '#protocol/views/package.ts';
import type { UploadView } from '#protocol/views/upload.ts';
import type { Clock } from '../clock.ts';
import { SerialQueue } from '../serial-queue.ts';
import type { ContentStore } from './content-store.ts';
import { takenPath } from './entry-path.ts';
import { OpenUpload, type SentBytes } from './open-upload.ts';

/** Uploads that may begin at the same time. */
const BEGINNING = 100;
/** After these the same bytes would be refused again; after any other it may be finished once more. */
const HOPELESS: readonly ErrorCode[] = ['archiveInvalid', 'archiveUnsafe', 'invalidInput', 'tooLarge'];

/**
 * Uploads that can be taken up again, below `incoming/uploads` of the content. Finished ones stay as the note that
 * their content is wanted, until a package uses it or a day is over.
 */
export class OpenUploads {
  readonly #parts: {
    folder: string;
    maximumBytes: number;
    clock: Clock;
    content: ContentStore;
    contentUse: SerialQueue;
  };
  readonly #uploads = new Map<string, OpenUpload>();
  readonly #finishing = new Map<string, Promise<ContentView>>();
  readonly #beginning = new SerialQueue(BEGINNING);
  #restored: Promise<void> | undefined;
  #closed = false;

  /** `contentUse`: in which packages take and let go of content. `maximumBytes`: of one upload. */
  constructor(parts: {
    folder: string;
    maximumBytes: number;
    clock: Clock;
    content: ContentStore;
    contentUse: SerialQueue;
  }) {
    this.#parts = parts;
  }

  /** @throws Refusal `invalidInput`, `tooLarge`, `tooManyUploads`, `diskFull`, `stopping` */
  async begin(id: string, by: Uploader, files: readonly AnnouncedFile[]): Promise<OpenUpload> {
    const { folder, clock } = this.#parts;
    if (this.#beginning.isFull) throw new Refusal('tooManyUploads');
    const announced = this.#judged(files);
    // One at a time, so that no two of them are the last that is allowed.
    return this.#beginning.run(async () => {
      await this.#restore();
      if (this.#closed) throw new Refusal('stopping');
      this.#requireRoom(by, files);
      await this.#requireSpace(files);
      const upload = await OpenUpload.create(folder, { id, by, files: announced, now: clock.now() });
      this.#uploads.set(id, upload);
      return upload;
    });
  }

  /** @throws Refusal `notFound` when it is unknown or has expired, `forbidden` when somebody else began it */
  async find(id: string, by: Uploader): Promise<OpenUpload> {
    await this.#restore();
    const upload = this.#uploads.get(id);
    if (upload === undefined || this.#isOver(upload)) {
      throw new Refusal('notFound', { detail: 'This upload is unknown or has expired. Begin again.' });
    }
    if (!mayGoOn(upload.by, by)) {
      throw new Refusal('forbidden', { detail: 'Only who began an upload goes on with it.' });
    }
    return upload;
  }

  write(upload: OpenUpload, sent: SentBytes): Promise<number> {
    if (this.#closed) throw new Refusal('stopping');
    return upload.write(sent, () => this.#parts.clock.now());
  }

  /** Several who ask get the same. @throws Refusal `uploadIncomplete`, and those of `ContentStore.take` */
  async finish(upload: OpenUpload): Promise<ContentView> {
    if (upload.finished !== undefined) return upload.finished;
    if (!upload.isComplete) throw new Refusal('uploadIncomplete');
    const under = this.#finishing.get(upload.id);
    if (under !== undefined) return under;
    const finishing = this.#finish(upload).finally(() => this.#finishing.delete(upload.id));
    this.#finishing.set(upload.id, finishing);
    return finishing;
  }

  async #finish(upload: OpenUpload): Promise<ContentView> {
    const { content, contentUse, clock } = this.#parts;
    try {
      const taken = await content.take(upload.read());
      // Between taking and noting it, the last package with the same bytes may have been deleted, and they with it.
      await contentUse.run(async () => {
        await upload.settle(taken, clock.now());
        if ((await content.size(taken.sha256)) === undefined) await content.take(upload.read());
      });
      await upload.dropParts();
      return taken;
    } catch (error) {
      if (error instanceof Refusal && HOPELESS.includes(error.code)) await this.#remove(upload);
      throw error;
    }
  }

  /** Ends it, whatever is happening with it. @returns the content that is not waited for any more */
  async cancel(upload: OpenUpload): Promise<string | undefined> {
    await upload.stop(new Refusal('uploadBroken', { detail: 'The upload was cancelled.' }));
    await this.#finishing.get(upload.id)?.catch(() => undefined);
    const sha256 = upload.finished?.sha256;
    await this.#remove(upload);
    return sha256;
  }

  /** Content that this actor has uploaded for a package. */
  async finishedBy(by: Uploader, sha256: string): Promise<ContentView | undefined> {
    await this.#restore();
    return this.#finishedWith(sha256).find((upload) => mayGoOn(upload.by, by))?.finished;
  }

  /** Whether somebody may still make a package of this content. */
  async awaits(sha256: string): Promise<boolean> {
    await this.#restore();
    return this.#finishedWith(sha256).length > 0;
  }

  /** A package uses it now. */
  async used(by: Uploader, sha256: string): Promise<void> {
    for (const upload of this.#finishedWith(sha256)) if (mayGoOn(upload.by, by)) await this.#remove(upload);
  }

  /** K1. @returns content that is not waited for any more */
  async removeExpired(): Promise<string[]> {
    await this.#restore();
    const over = [...this.#uploads.values()].filter((upload) => this.#isOver(upload));
    for (const upload of over) await this.#remove(upload);
    return over.flatMap(({ finished }) => (finished === undefined ? [] : [finished.sha256]));
  }

  viewOf(upload: OpenUpload): UploadView {
    return {
      id: upload.id,
      files: upload.files.map((_, index) => ({ index, received: upload.receivedOf(index) })),
      expiresAt: keptUntil(upload.lastByteAt).toISOString(),
    };
  }

  /** Breaks off what is under way; everything that has arrived stays for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#beginning.drained();
    const stopping = new Refusal('stopping');
    await Promise.all([...this.#uploads.values()].map((upload) => upload.stop(stopping)));
    await Promise.allSettled(this.#finishing.values());
  }

  #finishedWith(sha256: string): OpenUpload[] {
    return [...this.#uploads.values()].filter(
      (upload) => upload.finished?.sha256 === sha256 && !this.#isOver(upload),
    );
  }

  #isOver(upload: OpenUpload): boolean {
    const busy = upload.isWriting || this.#finishing.has(upload.id);
    return !busy && isExpired(upload.lastByteAt, this.#parts.clock.now());
  }

  async #remove(upload: OpenUpload): Promise<void> {
    this.#uploads.delete(upload.id);
    await upload.remove();
  }

  #judged(files: readonly AnnouncedFile[]): AnnouncedFile[] {
    const paths = new Set<string>();
    return files.map(({ path, bytes }) => ({ path: takenPath(path, paths), bytes }));
  }

  #requireRoom(by: Uploader, files: readonly AnnouncedFile[]): void {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (bytes > this.#parts.maximumBytes) {
      throw new Refusal('tooLarge', { detail: `An upload may have ${this.#parts.maximumBytes} bytes.` });
    }
    const open = [...this.#uploads.values()].filter((upload) => !this.#isOver(upload));
    const own = open.filter((upload) => mayGoOn(upload.by, by)).length;
    const all = open.reduce((sum, upload) => sum + upload.files.length, files.length);
    if (own >= LIMITS.uploadsPerActor || all > LIMITS.filesOfOpenUploads) throw new Refusal('tooManyUploads');
  }

  async #requireSpace(files: readonly AnnouncedFile[]): Promise<void> {
    const { bavail, bsize } = await statfs(this.#parts.folder);
    if (files.reduce((sum, file) => sum + file.bytes, 0) <= bavail * bsize) return;
    throw new Refusal('diskFull', { detail: 'The disk of the hub has no room for this upload.' });
  }

  #restore(): Promise<void> {
    this.#restored ??= this.#readFolder();
    return this.#restored;
  }

  async #readFolder(): Promise<void> {
    const { folder } = this.#parts;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      const upload = Identifier.safeParse(name).success ? await OpenUpload.restore(folder, name) : undefined;
      if (upload === undefined) await rm(join(folder, name), { recursive: true, force: true });
      else this.#uploads.set(name, upload);
    }
  }
}
