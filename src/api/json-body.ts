import type { IncomingMessage } from 'node:http';
import { Refusal } from '#protocol/errors.ts';

/** Bytes of a JSON body: 20,000 targets and their names fit twice. */
export const JSON_BODY_BYTES = 1024 * 1024;
/** Milliseconds for all of it: a sender that drips is not waited for. */
const JSON_BODY_MS = 60_000;

/** The body as a JSON object; no body is an empty one. @throws Refusal `invalidInput`, `wrongContentType`, `tooLarge` */
export async function jsonBody(
  request: IncomingMessage,
  most: number = JSON_BODY_BYTES,
): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const type = contentType(request);
  for await (const chunk of bodyOf(request)) {
    bytes += chunk.length;
    if (bytes > most) {
      throw new Refusal('tooLarge', { detail: `A JSON body may have ${most} bytes here.` });
    }
    chunks.push(chunk);
  }
  if (bytes === 0) return {};
  if (type !== 'application/json') {
    throw new Refusal('wrongContentType', { detail: 'Send this as application/json.' });
  }
  return jsonObject(Buffer.concat(chunks).toString('utf8'));
}

/** @throws Refusal `invalidInput` for anything but an object. */
export function jsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('invalidInput', { detail: 'This is not valid JSON.' });
  }
  if (!isObject(value)) throw new Refusal('invalidInput', { detail: 'The JSON must be an object.' });
  return value;
}

/** The media type alone, in lower case, empty when there is none. */
export function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Leaves the request open when the reader stops early: it still has to be answered. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  const deadline = setTimeout(() => request.destroy(), JSON_BODY_MS);
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw new Refusal('uploadBroken', error instanceof Error ? { detail: error.message } : {});
  } finally {
    clearTimeout(deadline);
  }
}
