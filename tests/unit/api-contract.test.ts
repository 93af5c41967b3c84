import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedFetch, exercisedOperations } from '#tests/support/api-contract.ts';

/** What the next question is answered with. */
let answer: (response: ServerResponse) => void = (response) => response.end();
const server = createServer((_request, response) => answer(response));
let api = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const ID = 'a'.repeat(24);
const SESSION = { id: 'b'.repeat(64), address: '', current: false };
const AT = '2026-03-01T08:00:00.000Z';
function answering(status: number, value: unknown, headers: Record<string, string> = {}): void {
  answer = (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
}
const sessions = (createdAt: string) => ({ rows: [{ ...SESSION, createdAt, expiresAt: AT }] });

describe('an answer is held to the document', () => {
  it('and passes when it is as declared', async () => {
    answering(200, sessions(AT));
    const response = await checkedFetch(`${api}/sessions`);
    expect(await response.json()).toEqual(sessions(AT));
    expect(exercisedOperations()).toContain('GET /sessions');
  });

  it.each<[what: string, status: number, value: unknown, headers: Record<string, string>, said: RegExp]>([
    ['an undeclared status', 418, {}, {}, /the status 418 is not declared/],
    ['an undeclared type', 200, sessions(AT), { 'content-type': 'text/html' }, /the type text\/html of 200/],
    ['an undeclared header', 200, sessions(AT), { link: '<x>' }, /the header link of 200 is not declared/],
    ['an undeclared property', 200, { ...sessions(AT), secret: 1 }, {}, /has secret, which is not declared/],
    ['a date', 200, sessions('yesterday'), {}, /createdAt is no date-time/],
    ['a date without its zone', 200, sessions('2026-03-01T08:00:00'), {}, /createdAt is no date-time/],
  ])('%s fails who asked', async (_what, status, value, headers, said) => {
    answering(status, value, headers);
    await expect(checkedFetch(`${api}/sessions`)).rejects.toThrow(said);
  });

  it('and so does a path', async () => {
    answering(200, {});
    for (const [method, path] of [
      ['GET', 'sessionz'],
      ['GET', 'sessions/'],
      ['PUT', 'sessions'],
    ] as const) {
      const asked = checkedFetch(`${api}/${path}`, { method });
      await expect(asked).rejects.toThrow(`${method} /api/v1/${path} is not in the document of the API`);
    }
  });
});

describe('a question that was answered is held to the document', () => {
  const removed = () => answering(200, { removed: 1 });
  const json = { 'content-type': 'application/json' };

  it.each<[what: string, query: string, init: RequestInit, said: RegExp]>([
    ['an undeclared parameter', '?all=1', { body: '{}', headers: json }, /\?all= was asked with/],
    [
      'an undeclared header',
      '',
      { body: '{}', headers: { ...json, 'upload-offset': '1' } },
      /upload-offset was asked with/,
    ],
    ['an undeclared type', '', { body: 'x', headers: { 'content-type': 'text/plain' } }, /"text\/plain"/],
    ['a value that does not fit', '', { body: '{"installations":[]}', headers: json }, /too few items/],
    [
      'an undeclared property',
      '',
      { body: '{"installedOn":{"id":1}}', headers: json },
      /has id, which is not declared/,
    ],
  ])('%s fails who asked', async (_what, query, init, said) => {
    removed();
    const asked = checkedFetch(`${api}/installations/remove${query}`, { method: 'POST', ...init });
    await expect(asked).rejects.toThrow(said);
  });

  it('a header that is required must be given', async () => {
    answering(200, { index: 0, received: 3 });
    const asked = (headers: Record<string, string>) =>
      checkedFetch(`${api}/uploads/${ID}/files/0`, { method: 'PATCH', headers, body: new Uint8Array(3) });
    await expect(asked({})).rejects.toThrow('Upload-Offset was not given');
    expect((await asked({ 'upload-offset': '0' })).status).toBe(200);
  });
});
