import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json } from 'node:stream/consumers';

const PIECE = 4 * 1024 * 1024;

/** A file that cannot be compressed. */
export async function writeRandomFile(path: string, bytes: number): Promise<void> {
  const handle = await open(path, 'w');
  try {
    const piece = Buffer.alloc(PIECE);
    for (let left = bytes; left > 0; left -= piece.length) {
      // Whole pieces are drawn anew: a file of equal pieces is what no disk and no archive is tested with.
      randomFillSync(piece);
      await handle.write(piece, 0, Math.min(left, piece.length));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a machine does at best with so many bytes: reads them, writes them, and waits for the disk. */
export async function copyPlainly(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from, { highWaterMark: PIECE }), createWriteStream(to, { flush: true }));
}

export interface Place {
  address: string;
  token: string;
}

/** Sends a request, with a file as its body when one is given. @throws Error for anything but success */
export async function ask(
  place: Place,
  of: { method: string; path: string; headers?: Record<string, string | number>; file?: string },
): Promise<IncomingMessage> {
  const sending = request(`${place.address}/api/v1/${of.path}`, {
    method: of.method,
    headers: { authorization: `Bearer ${place.token}`, ...of.headers },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sending.once('response', resolve);
    sending.once('error', reject);
  });
  if (of.file === undefined) sending.end();
  else await pipeline(createReadStream(of.file, { highWaterMark: PIECE }), sending);
  const response = await answered;
  if ((response.statusCode ?? 500) < 300) return response;
  throw new Error(`${of.method} ${of.path}: ${response.statusCode} ${JSON.stringify(await json(response))}`);
}

/** As `ask` with a JSON body; the answer is believed to be what the caller says. */
export async function askJson<Answer>(
  place: Place,
  of: { method: string; path: string; body?: unknown },
): Promise<Answer> {
  const response = await fetch(`${place.address}/api/v1/${of.path}`, {
    method: of.method,
    headers: { authorization: `Bearer ${place.token}`, 'content-type': 'application/json' },
    ...(of.body === undefined ? {} : { body: JSON.stringify(of.body) }),
  });
  if (!response.ok) throw new Error(`${of.method} ${of.path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Reads a download to its end. @returns the SHA-256 of its bytes, and how many there were */
export async function readThrough(response: IncomingMessage): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    response,
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done();
      },
    }).resume(),
  );
  return { sha256: hash.digest('hex'), bytes };
}
