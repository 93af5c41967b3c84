import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** Stands in front of a hub as a proxy does. While the hub is away it drops every connection, or says so itself. */
export interface Front extends AsyncDisposable {
  address: string;
  hub: 'there' | 'away' | 'away, says the proxy';
  /** The hub hears the next change, its answer is lost. */
  losesAnswer: boolean;
}

export async function startFront(hub: string): Promise<Front> {
  const server = createServer((request, response) => {
    if (front.hub === 'away') {
      request.socket.destroy();
      return;
    }
    if (front.hub !== 'there') {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
      return;
    }
    void passOn(hub, request).then(({ status, type, body }) => {
      if (front.losesAnswer && request.method === 'POST') {
        front.losesAnswer = false;
        request.socket.destroy();
      } else response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const front: Front = {
    address: `http://127.0.0.1:${port}`,
    hub: 'there',
    losesAnswer: false,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return front;
}

async function passOn(hub: string, request: IncomingMessage) {
  const body = await text(request);
  const { authorization = '', 'content-type': type = '', 'idempotency-key': key } = request.headers;
  const answer = await fetch(`${hub}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers: {
      authorization,
      ...(type === '' ? {} : { 'content-type': type }),
      ...(typeof key === 'string' ? { 'idempotency-key': key } : {}),
    },
    ...(body === '' ? {} : { body }),
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    body: await answer.text(),
  };
}
