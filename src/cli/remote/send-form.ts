import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { RemoteEnd, wrongUsage } from './exit.ts';
import { unreachable } from './hub-failure.ts';

const CHUNK_BYTES = 256 * 1024;

/** A file of this machine and where it lies in the package. */
export interface FileToSend {
  path: string;
  name: string;
  bytes: number;
}

/** One field of JSON before any number of files. */
export interface FormToSend {
  field: { name: string; value: object };
  files: readonly FileToSend[];
}

/**
 * Sends a form whose length is known before its first byte, so that a hub that takes less refuses at once. `fetch`
 * can do either: tell the length, or tell how far it is.
 * @throws RemoteEnd
 */
export async function sendForm(task: {
  url: URL;
  headers: Record<string, string>;
  form: FormToSend;
  onSent: (bytes: number) => void;
}): Promise<{ status: number; text: string }> {
  const { url, form } = task;
  const boundary = `reveille-${randomUUID()}`;
  const parts = partsOf(form, boundary);
  const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, {
    method: 'POST',
    headers: {
      ...task.headers,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(parts.reduce((sum, part) => sum + part.bytes, 0)),
    },
  });
  const { promise: answered, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', resolve);
  request.once('error', reject);
  const body = Readable.from(bytesOf(parts, task.onSent), { objectMode: false });
  // An answer may come before the end: the hub refuses without having read all.
  pipeline(body, request).catch(reject);
  try {
    const response = await answered;
    return { status: response.statusCode ?? 0, text: await text(response) };
  } catch (error) {
    throw error instanceof RemoteEnd ? error : unreachable(url, error);
  } finally {
    body.destroy();
    request.destroy();
  }
}

interface Part {
  head: Buffer;
  file?: FileToSend;
  bytes: number;
}

function partsOf({ field, files }: FormToSend, boundary: string): Part[] {
  const heads = files.map((file, index): Part => {
    const separator = index === 0 ? '' : '\r\n';
    const head = Buffer.from(
      `${separator}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted(file.name)}"\r\n` +
        'content-type: application/octet-stream\r\n\r\n',
    );
    return { head, file, bytes: head.length + file.bytes };
  });
  const first = Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="${field.name}"\r\n\r\n${JSON.stringify(field.value)}\r\n`,
  );
  const last = Buffer.from(`${files.length === 0 ? '' : '\r\n'}--${boundary}--\r\n`);
  return [{ head: first, bytes: first.length }, ...heads, { head: last, bytes: last.length }];
}

/** As browsers write names. */
const quoted = (name: string) => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

async function* bytesOf(parts: readonly Part[], onSent: (bytes: number) => void): AsyncGenerator<Buffer> {
  let sent = 0;
  for (const { head, file } of parts) {
    yield head;
    sent += head.length;
    if (file !== undefined) {
      for await (const chunk of fileBytes(file)) {
        yield chunk;
        sent += chunk.length;
        onSent(sent);
      }
    }
    onSent(sent);
  }
}

/** @throws RemoteEnd when the file cannot be read, or is no longer as long as was announced */
async function* fileBytes(file: FileToSend): AsyncGenerator<Buffer> {
  const changed = () => wrongUsage(`${file.path} changed while it was sent. Nothing was kept.`);
  let left = file.bytes;
  try {
    for await (const chunk of createReadStream(file.path, { highWaterMark: CHUNK_BYTES })) {
      const bytes = chunk as Buffer;
      left -= bytes.length;
      if (left < 0) throw changed();
      yield bytes;
    }
  } catch (error) {
    if (error instanceof RemoteEnd) throw error;
    throw wrongUsage(
      `${file.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (left > 0) throw changed();
}
