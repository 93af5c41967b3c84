import { addAbortSignal } from 'node:stream';
import type { UploadedFile } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';

/**
 * The reading side of one upload: counts its bytes against the limit, and turns whatever goes wrong with the
 * sender into `uploadBroken`, so that every other error is known to be the hub's own.
 */
export class Upload {
  readonly #files: AsyncIterator<UploadedFile>;
  readonly #maximumBytes: number;
  readonly #stop = new AbortController();
  readonly #stopped: AbortSignal;
  #bytes = 0;

  /** `closing` aborts with the Refusal that the upload then ends with. */
  constructor(source: { files: AsyncIterable<UploadedFile>; maximumBytes: number; closing: AbortSignal }) {
    this.#files = source.files[Symbol.asyncIterator]();
    this.#maximumBytes = source.maximumBytes;
    this.#stopped = AbortSignal.any([source.closing, this.#stop.signal]);
  }

  /** The next file; the one before must have been read to its end. Undefined after the last. */
  async nextFile(): Promise<UploadedFile | undefined> {
    this.#stopped.throwIfAborted();
    const interrupted = Promise.withResolvers<never>();
    const interrupt = () => interrupted.reject(this.#stopped.reason);
    this.#stopped.addEventListener('abort', interrupt, { once: true });
    try {
      const next = await Promise.race([this.#files.next(), interrupted.promise]);
      return next.done === true ? undefined : next.value;
    } catch (error) {
      throw asRefusal(error);
    } finally {
      this.#stopped.removeEventListener('abort', interrupt);
    }
  }

  /** The bytes of one file. @throws Refusal `uploadBroken`, `tooLarge` */
  async *read(file: UploadedFile): AsyncGenerator<Uint8Array, void, undefined> {
    addAbortSignal(this.#stopped, file.stream);
    const chunks: AsyncIterator<unknown> = file.stream[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await chunks.next().catch((error: unknown) => {
          throw this.#stopped.aborted ? this.#stopped.reason : asRefusal(error);
        });
        if (next.done === true) return;
        const chunk = asBytes(next.value);
        this.#bytes += chunk.length;
        if (this.#bytes > this.#maximumBytes) {
          throw new Refusal('tooLarge', { detail: `An upload may have ${this.#maximumBytes} bytes.` });
        }
        yield chunk;
      }
    } finally {
      await chunks.return?.();
    }
  }

  /** Ends every read with `reason`. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
  }

  /** Tells the source that nothing more is wanted. Must be called at the end, whatever the end is. */
  async release(): Promise<void> {
    this.stop(new Refusal('uploadBroken'));
    // A source that waits for its sender answers only when that sender moves: it is told, not waited for.
    void this.#files.return?.().catch(() => undefined);
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal('uploadBroken', error instanceof Error ? { detail: error.message } : {});
}

function asBytes(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}
