import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import type { UploadedFile } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';
import { JSON_BODY_BYTES } from './json-body.ts';
import { TRANSFER_IDLE_MS } from './reply.ts';

/** The only parts that are files. Every other part is a field, whatever it says of itself. */
export const FILE_PART = 'file';
const FIELDS = 50;
/** Bytes of the headers of one part. */
const PART_HEADER_BYTES = 16 * 1024;

export interface Form extends Disposable {
  fields: ReadonlyMap<string, string>;
  hasFiles: boolean;
  /** To be read once, each file to its end before the next is asked for. */
  files: AsyncIterable<UploadedFile>;
  /** Lets go of the request, which then still has to be answered; files that were not read are destroyed. */
  [Symbol.dispose](): void;
}

/**
 * Reads a multipart form as it arrives: resolves with all fields when the first file begins, or when the form ends
 * without one. What is not read of the files is not taken from the network either.
 * @throws Refusal `invalidInput`, `tooLarge`, `uploadBroken`; so do `files`.
 */
export async function readForm(request: IncomingMessage): Promise<Form> {
  const form = new FormReader(request);
  const first = await form.nextFile();
  return {
    fields: form.fields,
    hasFiles: first !== undefined,
    files: form.filesFrom(first),
    [Symbol.dispose]: () => form.letGo(broken('The upload was given up.')),
  };
}

class FormReader {
  readonly fields = new Map<string, string>();
  readonly #request: IncomingMessage;
  readonly #parser: BusboyInstance;
  /** Files whose head has been read. More than the current one only when they came in one chunk of the network. */
  readonly #waiting: { name: string; stream: BusboyFileStream }[] = [];
  readonly #unread = new Set<Readable>();
  #fieldBytes = 0;
  #filesBegan = false;
  #ended = false;
  #failure: Refusal | undefined;
  #wake: () => void = () => undefined;

  constructor(request: IncomingMessage) {
    this.#request = request;
    this.#parser = parserOf(request);
    this.#parser.on('field', (name, value, _nameCut, cut) => this.#onField(name, value, cut));
    this.#parser.on('file', (_part, stream, name) => this.#onFile(name, stream));
    this.#parser.on('fieldsLimit', () => {
      this.#fail(new Refusal('invalidInput', { detail: `A form may have ${FIELDS} fields.` }));
    });
    this.#parser.on('error', (error) => this.#fail(broken(messageOf(error))));
    this.#parser.on('finish', () => {
      this.#ended = true;
      this.#wake();
    });
    request.on('close', this.#onClose);
    request.on('error', this.#onClose);
    request.setTimeout(TRANSFER_IDLE_MS, () => this.#fail(broken('Nothing arrived for a minute.')));
    request.pipe(this.#parser);
  }

  /** Undefined after the last file. */
  async nextFile(): Promise<UploadedFile | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const file = this.#waiting.shift();
      if (file !== undefined) return file;
      if (this.#ended) return undefined;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.#wake = () => resolve(undefined);
      await promise;
    }
  }

  async *filesFrom(first: UploadedFile | undefined): AsyncGenerator<UploadedFile> {
    for (let file = first; file !== undefined; file = await this.nextFile()) yield file;
  }

  letGo(reason: Refusal): void {
    this.#request.unpipe(this.#parser);
    this.#request.off('close', this.#onClose);
    for (const stream of this.#unread) stream.destroy(reason);
    this.#waiting.length = 0;
  }

  #onField(name: string, value: string, cut: boolean): void {
    this.#fieldBytes += value.length;
    if (this.#filesBegan) {
      const detail = `The field "${name}" came after a file. Send all fields first, then the files.`;
      this.#fail(new Refusal('invalidInput', { detail }));
    } else if (cut || this.#fieldBytes > JSON_BODY_BYTES) {
      const detail = `The fields are too long at "${name}". Files belong into parts named "${FILE_PART}".`;
      this.#fail(new Refusal('tooLarge', { detail }));
    } else if (this.fields.has(name)) {
      this.#fail(new Refusal('invalidInput', { detail: `The field "${name}" is there twice.` }));
    } else {
      this.fields.set(name, value);
    }
  }

  #onFile(name: string | undefined, stream: BusboyFileStream): void {
    // The parser reports a form cut short on the file too; without a listener that would end the process.
    stream.on('error', () => undefined);
    if (this.#failure !== undefined) {
      stream.resume();
      return;
    }
    this.#filesBegan = true;
    if (name === undefined || name === '') {
      this.#expectEmpty(stream);
      return;
    }
    this.#unread.add(stream);
    stream.once('close', () => this.#unread.delete(stream));
    this.#waiting.push({ name, stream });
    this.#wake();
  }

  /** A file input that was left empty arrives as a file without name and bytes: it is no file. */
  #expectEmpty(stream: Readable): void {
    stream.on('data', () => {
      const detail = `A part named "${FILE_PART}" has no filename.`;
      this.#fail(new Refusal('invalidInput', { detail }));
    });
  }

  readonly #onClose = () => {
    if (!this.#request.complete) this.#fail(broken('The connection closed before the end.'));
  };

  #fail(failure: Refusal): void {
    this.#failure ??= failure;
    this.letGo(this.#failure);
    this.#wake();
  }
}

function parserOf(request: IncomingMessage): BusboyInstance {
  const type = request.headers['content-type'] ?? '';
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': type },
      preservePath: true,
      isPartAFile: (name) => name === FILE_PART,
      limits: {
        fields: FIELDS,
        fieldSize: JSON_BODY_BYTES,
        headerPairs: 50,
        headerSize: PART_HEADER_BYTES,
      },
    });
  } catch (error) {
    throw new Refusal('invalidInput', { detail: messageOf(error) });
  }
}

const broken = (detail: string) => new Refusal('uploadBroken', { detail });

const messageOf = (error: unknown) => (error instanceof Error ? error.message : 'The form cannot be read.');
