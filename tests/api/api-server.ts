import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from '#api/create-api.ts';
import type { Hub } from '#hub/hub.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { TOKENS } from './test-hub.ts';

/** The API behind a real HTTP server on a free port. What is not the API's is answered 299. */
export async function apiServer(hub: Hub, settings: { uploadLimitBytes?: number } = {}) {
  const logged: unknown[] = [];
  const log = { error: (fields: unknown) => logged.push(fields), debug: () => undefined };
  let origin = '';
  const api = createApi({
    hub,
    log,
    uploadLimitBytes: settings.uploadLimitBytes ?? 2 ** 40,
    addressOf: (request) => request.socket.remoteAddress ?? '',
    originOf: () => origin,
  });
  const server = createServer((request, response) => {
    void api(request, response).then((ours) => {
      if (!ours) response.writeHead(299).end('not ours');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    port,
    server,
    logged,
    /**
     * A request with an operator's token, unless `headers` brings its own credentials; held to the document of the
     * API.
     */
    ask: (path: string, init: RequestInit = {}) => checkedFetch(`${origin}${path}`, withToken(init)),
    /** The same for what is in no document: agents' content, health, and what there is not. */
    askBeside: (path: string, init: RequestInit = {}) => fetch(`${origin}${path}`, withToken(init)),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function withToken(init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  const own = headers.has('authorization') || headers.has('cookie');
  if (!own) headers.set('authorization', `Bearer ${TOKENS.operator}`);
  return { ...init, headers };
}

export const sendJson = (method: string, value: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
