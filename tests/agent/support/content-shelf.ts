import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  CONTENT_AUTHORIZATION,
  type ContentRequest,
  contentRequestText,
  type PreStageRequest,
  preStageRequestText,
} from '#protocol/proof.ts';
import { agentSigned } from './hub-key.ts';
import { sha256Of } from './jobs.ts';

/** Serves content by its SHA-256 over HTTP, with Range, as the hub does, and breaks off when it is told to. */
export class ContentShelf {
  readonly #contents = new Map<string, Buffer>();
  /** The `Range` of every request, undefined where there was none. */
  readonly ranges: (string | undefined)[] = [];
  readonly requests: { request: ContentRequest | PreStageRequest; signature: string }[] = [];
  /** Sends so many bytes of every response and then nothing more, without ending it. */
  stallAfter: number | undefined;
  /** Answers with this status, when set. */
  status: number | undefined;

  readonly #served = Promise.withResolvers<void>();
  /** Over which the newest response goes. */
  #serving: Socket | undefined;

  /** Resolves when the first response has been begun. */
  served(): Promise<void> {
    return this.#served.promise;
  }

  /** Puts content on the shelf. `as`: under the hash of something else. */
  put(content: Buffer, as = sha256Of(content)): void {
    this.#contents.set(as, content);
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const content = this.#contents.get(request.url?.split('/').at(-1) ?? '');
    this.ranges.push(request.headers.range);
    this.requests.push(readAuthorization(request.headers.authorization ?? ''));
    const status = this.status ?? (content === undefined ? 404 : undefined);
    if (status !== undefined || content === undefined) {
      response.writeHead(status ?? 404).end('no content');
      return;
    }
    this.#serving = request.socket;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': content.length - from,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
    });
    if (this.stallAfter !== undefined) {
      response.write(content.subarray(from, from + this.stallAfter), () => this.#served.resolve());
      return;
    }
    response.end(content.subarray(from));
  }

  /** Cuts the connection of what is being served. */
  breakOff(): void {
    this.#serving?.destroy();
  }

  /** Whether every request so far was signed by this agent. */
  allSignedBy(publicKey: string): boolean {
    return this.requests.every(({ request, signature }) =>
      agentSigned(publicKey, { text: textOf(request), signature }),
    );
  }
}

const textOf = (request: ContentRequest | PreStageRequest) =>
  'grantId' in request ? preStageRequestText(request) : contentRequestText(request);

function readAuthorization(header: string): {
  request: ContentRequest | PreStageRequest;
  signature: string;
} {
  const [scheme, credentials = ''] = header.split(' ');
  if (scheme !== CONTENT_AUTHORIZATION) throw new Error('not the scheme of agents');
  const [body = '', signature = ''] = credentials.split('.');
  return { request: JSON.parse(Buffer.from(body, 'base64url').toString()), signature };
}
