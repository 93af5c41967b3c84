import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
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

/** Some of a file. */
export interface Portion {
  file: FileToSend;
  from: number;
  bytes: number;
  /** Told how many bytes have left since. */
  onSent: (bytes: number) => void;
}

/**
 * Sends a part of a file whose length is known before its first byte, so that a hub that takes less refuses at once.
 * `fetch` can do either: tell the length, or tell how far it is.
 * @throws RemoteEnd
 */
export async function sendBytes(task: {
  url: URL;
  headers: Record<string, string>;
  portion: Portion;
}): Promise<{ status: number; text: string }> {
  const { url, portion } = task;
  const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, {
    method: 'PATCH',
    headers: {
      ...task.headers,
      'content-type': 'application/octet-stream',
      'content-length': String(portion.bytes),
      'upload-offset': String(portion.from),
    },
  });
  const { promise: answered, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', resolve);
  request.once('error', reject);
  const body = Readable.from(bytesOf(portion), { objectMode: false });
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

/** @throws RemoteEnd when the file cannot be read, or is no longer as long as was announced */
async function* bytesOf({ file, from, bytes, onSent }: Portion): AsyncGenerator<Buffer> {
  const changed = () => wrongUsage(`${file.path} changed while it was sent. Nothing was kept.`);
  let sent = 0;
  try {
    if ((await stat(file.path)).size !== file.bytes) throw changed();
    const end = from + bytes - 1;
    for await (const chunk of createReadStream(file.path, { start: from, end, highWaterMark: CHUNK_BYTES })) {
      const part = chunk as Buffer;
      yield part;
      sent += part.length;
      onSent(sent);
    }
  } catch (error) {
    if (error instanceof RemoteEnd) throw error;
    throw wrongUsage(
      `${file.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (sent < bytes) throw changed();
}
