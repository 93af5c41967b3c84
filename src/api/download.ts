import type { IncomingMessage } from 'node:http';
import type { ContentReader } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';
import { byteRange } from './byte-range.ts';
import { problem } from './problem.ts';
import type { Reply } from './reply.ts';

/**
 * Content as a download that can be taken up again. Its hash names it for ever, so the hash is its ETag.
 * @throws Refusal `contentMissing`
 */
export async function download(task: {
  content: ContentReader;
  sha256: string;
  fileName: string;
  request: IncomingMessage;
}): Promise<Reply> {
  const { content, sha256, request } = task;
  const size = await content.size(sha256);
  if (size === undefined) throw new Refusal('contentMissing');
  const etag = `"${sha256}"`;
  const headers = {
    'content-type': 'application/zip',
    'content-disposition': attachment(task.fileName),
    'accept-ranges': 'bytes',
    etag,
  };
  if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };

  const unchanged = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const range = unchanged ? byteRange(request.headers.range, size) : 'whole';
  if (range === 'unsatisfiable') {
    return problem(new Refusal('rangeNotSatisfiable'), { 'content-range': `bytes */${size}` });
  }
  const part = range === 'whole' ? undefined : range;
  const bytes = part === undefined ? size : part.end - part.start + 1;
  return {
    status: part === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-length': bytes,
      ...(part === undefined ? {} : { 'content-range': `bytes ${part.start}-${part.end}/${size}` }),
    },
    stream: async () => {
      const opened = await content.open(sha256, part);
      if (opened === undefined) throw new Refusal('contentMissing');
      return opened.stream;
    },
  };
}

/** The name once in plain letters for old clients, once whole (RFC 6266). */
function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
