import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** An answer, before it is sent. `stream` is opened only when its bytes are wanted: not for HEAD. */
export interface Reply {
  status: number;
  headers: OutgoingHttpHeaders;
  body?: Buffer;
  stream?: () => Promise<Readable>;
}

/** Milliseconds without a byte moving after which a transfer is given up, so that its file does not stay open. */
export const TRANSFER_IDLE_MS = 60_000;

/** On everything that leaves the API: never kept by a cache, never taken for another type, never framed. */
const ALWAYS: OutgoingHttpHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

export function json(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Reply {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}

export const ok = (value: unknown): Reply => json(200, value);

export const created = (location: string, value: unknown): Reply =>
  json(201, value, { location: `/api/v1/${location}` });

export const noContent = (): Reply => ({ status: 204, headers: {} });

export const plainText = (text: string, headers: OutgoingHttpHeaders = {}): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body: Buffer.from(text),
});

/** Sends an answer. @throws when the other side goes away, or falls silent, in a stream. */
export async function send(response: ServerResponse, reply: Reply): Promise<void> {
  if (response.req.method === 'HEAD') {
    response.writeHead(reply.status, headersOf(reply)).end();
    return;
  }
  response.setTimeout(TRANSFER_IDLE_MS, () => response.destroy());
  if (reply.stream === undefined) {
    response.writeHead(reply.status, headersOf(reply)).end(reply.body);
    return;
  }
  // Opened before the head is sent: what fails here can still be answered with a problem.
  const stream = await reply.stream();
  response.writeHead(reply.status, headersOf(reply));
  await pipeline(stream, response);
}

export function headersOf(reply: Reply): OutgoingHttpHeaders {
  const length = reply.body === undefined ? {} : { 'content-length': reply.body.length };
  return { ...ALWAYS, ...length, ...reply.headers };
}
