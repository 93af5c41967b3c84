import type { IncomingMessage, ServerResponse } from 'node:http';
import { headersOf, type Reply, send } from './reply.ts';

/** What is still taken of a request that was refused before its end, so that its sender hears why. */
const DRAIN = { bytes: 64 * 1024 * 1024, milliseconds: 5_000 } as const;

/**
 * Sends the answer. When the request has not been read to its end, the connection is closed behind it, but not at
 * once: a sender that finds its connection reset in mid-sending never reads the answer.
 */
export async function finish(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  if (!hasMoreToCome(request) || reply.stream !== undefined) {
    await send(response, reply);
    return;
  }
  response.writeHead(reply.status, { ...headersOf(reply), connection: 'close' });
  if (reply.body !== undefined && request.method !== 'HEAD') response.write(reply.body);
  await drained(request);
  response.end();
}

function hasMoreToCome(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const hasBody = encoding !== undefined || Number(length ?? 0) > 0;
  return hasBody && !request.complete && !request.destroyed;
}

async function drained(request: IncomingMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = () => resolve(undefined);
  const timer = setTimeout(stop, DRAIN.milliseconds);
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAIN.bytes) stop();
  };
  request.on('data', count);
  request.once('end', stop);
  request.once('close', stop);
  request.once('error', stop);
  // Explicitly: letting go of an upload has paused it, and then a listener alone does not set it flowing.
  request.resume();
  await promise;
  clearTimeout(timer);
  request.off('data', count);
  request.pause();
}
