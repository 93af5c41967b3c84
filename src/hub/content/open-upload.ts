import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { acceptBytes, type Uploader } from '#domain/uploads.ts';
import type { UploadedFile } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';
import type { AnnouncedFile } from '#protocol/requests.ts';
import type { ContentView } from '#protocol/views/package.ts';
import { refuseFullDisk, syncFolder } from './incoming-file.ts';
import {
  type Manifest,
  readManifest,
  stampManifest,
  writeFinished,
  writeManifest,
} from './upload-manifest.ts';
import { WrongOffset } from './wrong-offset.ts';

/** Bytes after which a long transfer notes that it is alive. */
const NOTED_EVERY_BYTES = 64 * 1024 * 1024;

/** Bytes for one file, and where their sender believes them to belong. */
export interface SentBytes {
  index: number;
  offset: number;
  /** How many will come, when the sender says so. */
  length: number | undefined;
  stream: AsyncIterable<Uint8Array>;
}

/**
 * An upload on disk: a folder with its manifest and one file for each of its own that has begun. How long that is,
 * is how far it has come; so nothing has to be kept in step with it.
 */
export class OpenUpload {
  readonly id: string;
  readonly by: Uploader;
  readonly files: readonly AnnouncedFile[];
  readonly #folder: string;
  readonly #received: number[];
  readonly #stopped = new AbortController();
  readonly #writers = new Map<number, { stop: AbortController; ended: Promise<void> }>();
  #lastByteAt: Date;
  #finished: ContentView | undefined;

  private constructor(folder: string, it: Manifest & { id: string; received: number[]; lastByteAt: Date }) {
    this.#folder = folder;
    this.id = it.id;
    this.by = it.by;
    this.files = it.files;
    this.#received = it.received;
    this.#lastByteAt = it.lastByteAt;
  }

  /** Begins one in a folder of its own below `root`. @throws Refusal `diskFull` */
  static async create(root: string, it: Manifest & { id: string; now: Date }): Promise<OpenUpload> {
    const folder = join(root, it.id);
    try {
      await mkdir(folder, { mode: 0o700 });
      await writeManifest(folder, it);
      await stampManifest(folder, it.now);
      await syncFolder(root);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      refuseFullDisk(error);
    }
    const received = it.files.map(() => 0);
    return new OpenUpload(folder, { ...it, received, lastByteAt: it.now });
  }

  /** As an earlier process left it; undefined when there is nothing to go on with. */
  static async restore(root: string, id: string): Promise<OpenUpload | undefined> {
    const folder = join(root, id);
    const manifest = await readManifest(folder);
    if (manifest === undefined) return undefined;
    const received = manifest.files.map(() => 0);
    for (const name of await readdir(folder)) {
      const index = Number(/^(\d+)\.part$/.exec(name)?.[1] ?? NaN);
      if (index < received.length) received[index] = (await stat(join(folder, name))).size;
    }
    const upload = new OpenUpload(folder, { ...manifest, id, received });
    upload.#finished = manifest.finished;
    return upload;
  }

  get lastByteAt(): Date {
    return this.#lastByteAt;
  }
  get isWriting(): boolean {
    return this.#writers.size > 0;
  }
  get isComplete(): boolean {
    return this.files.every(({ bytes }, index) => this.receivedOf(index) === bytes);
  }
  /** What it has become. */
  get finished(): ContentView | undefined {
    return this.#finished;
  }

  /** Bytes of one of its files that are there. */
  receivedOf(index: number): number {
    return this.#finished === undefined ? (this.#received[index] ?? 0) : (this.files[index]?.bytes ?? 0);
  }

  /**
   * Adds bytes to one of the files. What has arrived when it fails is kept. A sender that is still there is stopped:
   * as a rule it is the same one, whose connection the hub does not know to be dead yet.
   * @returns how much of the file is there, on the disk itself
   * @throws Refusal `notFound`, `uploadOffset`, `tooLarge`, `uploadBroken`, `diskFull`
   */
  async write(sent: SentBytes, now: () => Date): Promise<number> {
    const file = this.files[sent.index];
    if (file === undefined) throw new Refusal('notFound', { detail: 'This upload has no such file.' });
    for (let other = this.#writers.get(sent.index); other; other = this.#writers.get(sent.index)) {
      other.stop.abort(new Refusal('uploadBroken', { detail: 'This file is sent by another connection.' }));
      await other.ended;
    }
    const accepted = acceptBytes(
      { announced: file.bytes, received: this.receivedOf(sent.index) },
      { offset: sent.offset, bytes: sent.length },
    );
    if ('wrongOffset' in accepted) throw new WrongOffset(accepted.wrongOffset);
    if ('beyond' in accepted) throw tooLong(file);
    if (accepted.takes > 0 || sent.length !== 0) await this.#append(sent, { left: accepted.takes, now });
    return this.receivedOf(sent.index);
  }

  async #append(sent: SentBytes, task: { left: number; now: () => Date }): Promise<void> {
    const stop = new AbortController();
    const stopped = AbortSignal.any([stop.signal, this.#stopped.signal]);
    const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
    this.#writers.set(sent.index, { stop, ended: ended });
    try {
      await this.#appendUntil(stopped, sent, task);
    } finally {
      this.#writers.delete(sent.index);
      end(undefined);
    }
  }

  async #appendUntil(
    stopped: AbortSignal,
    { index, stream }: SentBytes,
    { left, now }: { left: number; now: () => Date },
  ): Promise<void> {
    stopped.throwIfAborted();
    const handle = await open(this.#partOf(index), 'a', 0o600).catch(refuseFullDisk);
    let unnoted = 0;
    let failure: unknown;
    try {
      for await (const chunk of untilStopped(stream, stopped)) {
        if (chunk.length > left) throw tooLong(this.files[index]);
        for (let written = 0; written < chunk.length;) {
          const { bytesWritten } = await handle.write(chunk, written).catch(refuseFullDisk);
          written += bytesWritten;
          this.#received[index] = (this.#received[index] ?? 0) + bytesWritten;
        }
        left -= chunk.length;
        unnoted += chunk.length;
        if (unnoted >= NOTED_EVERY_BYTES) {
          await this.note(now());
          unnoted = 0;
        }
      }
    } catch (error) {
      failure = error;
    }
    // What is acknowledged, or found to be there after a break, survives a power cut.
    await handle.datasync().catch((error: unknown) => (failure ??= error));
    await handle.close();
    if (unnoted > 0) await this.note(now());
    if (failure !== undefined) refuseFullDisk(failure);
  }

  /** K1: it is alive. */
  async note(at: Date): Promise<void> {
    this.#lastByteAt = at;
    await stampManifest(this.#folder, at);
  }

  /** All of it, to be read once. */
  async *read(): AsyncGenerator<UploadedFile> {
    for (const [index, { path, bytes }] of this.files.entries()) {
      const { signal } = this.#stopped;
      signal.throwIfAborted();
      const stream = bytes === 0 ? Readable.from([]) : createReadStream(this.#partOf(index), { signal });
      // It may be stopped before anybody reads it; without a listener that would end the process.
      stream.on('error', () => undefined);
      yield { name: path, stream };
    }
  }

  /** It has become this content. Its own bytes go with `dropParts`. */
  async settle(content: ContentView, at: Date): Promise<void> {
    await writeFinished(this.#folder, content);
    this.#finished = content;
    await this.note(at);
  }

  async dropParts(): Promise<void> {
    for (const index of this.files.keys()) await rm(this.#partOf(index), { force: true });
  }

  /** Ends what is being written or read of it, with this reason. Resolves when no writer is left. */
  async stop(reason: Refusal): Promise<void> {
    this.#stopped.abort(reason);
    await Promise.all([...this.#writers.values()].map(({ ended }) => ended));
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #partOf(index: number): string {
    return join(this.#folder, `${index}.part`);
  }
}

const tooLong = (file: AnnouncedFile | undefined) =>
  new Refusal('tooLarge', { detail: `This file was announced with ${file?.bytes ?? 0} bytes.` });

/** A sender that is silent is not waited for any longer than it is wanted. */
async function* untilStopped(
  stream: AsyncIterable<Uint8Array>,
  stopped: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = stream[Symbol.asyncIterator]();
  const interrupted = Promise.withResolvers<never>();
  interrupted.promise.catch(() => undefined);
  const interrupt = () => interrupted.reject(stopped.reason);
  stopped.addEventListener('abort', interrupt, { once: true });
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), interrupted.promise]).catch(asRefusal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    stopped.removeEventListener('abort', interrupt);
    // Told, not waited for: it answers only when its sender moves.
    void chunks.return?.().catch(() => undefined);
  }
}

function asRefusal(error: unknown): never {
  if (error instanceof Refusal) throw error;
  throw new Refusal('uploadBroken', { detail: 'The connection broke. What has arrived was kept.' });
}
