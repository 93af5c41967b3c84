import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#domain/entities.ts';
import { apiServer, sendJson } from './api-server.ts';
import { SESSION, testHub, TOKENS } from './test-hub.ts';

const asking: Actor[] = [];
let api: Awaited<ReturnType<typeof apiServer>>;
beforeAll(async () => {
  const users = async (actor: Actor) => {
    asking.push(actor);
    return [];
  };
  const createUser = async (actor: Actor) => {
    asking.push(actor);
    return {
      id: 'a'.repeat(24),
      name: 'ann',
      role: 'viewer' as const,
      createdAt: '2030-01-01T00:00:00.000Z',
    };
  };
  api = await apiServer(testHub({ queries: { users }, commands: { createUser } }));
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const refusal = async (response: Response) => {
  const { code } = (await response.json()) as { code: string };
  return [response.status, code];
};
const cookie = `other=1; reveille_session=${SESSION}`;
const ann = { name: 'ann', password: 'long enough', role: 'viewer' };
const postWith = (headers: Record<string, string>) => {
  const init = sendJson('POST', ann);
  return api.ask('/api/v1/users', { ...init, headers: { ...(init.headers as object), ...headers } });
};

describe('API tokens', () => {
  test('a known token names its owner and where the request came from', async () => {
    asking.length = 0;
    const response = await api.ask('/api/v1/users', {
      headers: { authorization: `Bearer ${TOKENS.viewer}` },
    });
    expect(response.status).toBe(200);
    expect(asking).toMatchObject([{ name: 'reader', role: 'viewer', address: '127.0.0.1' }]);
  });

  test('an unknown token is refused and told how to sign in', async () => {
    const response = await api.ask('/api/v1/users', { headers: { authorization: 'Bearer guessed' } });
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await refusal(response)).toEqual([401, 'apiTokenUnknown']);
  });

  test.each(['Basic YTpi', 'Bearer', 'Bearer two words', `Reveille-Agent e30.x`])(
    '%s is none',
    async (authorization) => {
      const response = await api.ask('/api/v1/users', { headers: { authorization } });
      expect(await refusal(response)).toEqual([401, 'notSignedIn']);
    },
  );

  test('a wrong token is not saved by a good cookie', async () => {
    const response = await api.ask('/api/v1/users', { headers: { authorization: 'Bearer guessed', cookie } });
    expect(await refusal(response)).toEqual([401, 'apiTokenUnknown']);
  });

  test('no credentials at all', async () => {
    expect(await refusal(await fetch(`${api.origin}/api/v1/users`))).toEqual([401, 'notSignedIn']);
  });
});

describe('the session cookie', () => {
  test('reads from anywhere', async () => {
    const response = await api.ask('/api/v1/users', { headers: { cookie, origin: 'https://evil.example' } });
    expect(response.status).toBe(200);
  });

  test('changes only from the hub’s own origin', async () => {
    expect(await refusal(await postWith({ cookie }))).toEqual([403, 'badOrigin']);
    expect(await refusal(await postWith({ cookie, origin: 'https://evil.example' }))).toEqual([
      403,
      'badOrigin',
    ]);
    expect(await refusal(await postWith({ cookie, origin: 'null' }))).toEqual([403, 'badOrigin']);
    expect((await postWith({ cookie, origin: api.origin })).status).toBe(201);
  });

  test('a token needs no origin: no browser sends it by itself', async () => {
    const authorization = `Bearer ${TOKENS.operator}`;
    expect((await postWith({ authorization, origin: 'https://evil.example' })).status).toBe(201);
  });

  test('an ended session is not signed in', async () => {
    const response = await api.ask('/api/v1/users', { headers: { cookie: 'reveille_session=ended' } });
    expect(await refusal(response)).toEqual([401, 'notSignedIn']);
  });
});

describe('JSON bodies', () => {
  test('over 1 MiB are refused, and the sender hears it', async () => {
    const response = await api.ask('/api/v1/users', sendJson('POST', { name: 'x'.repeat(3 * 1024 * 1024) }));
    expect(await refusal(response)).toEqual([413, 'tooLarge']);
  });

  test.each([
    ['no JSON', '{"name":', 'application/json', [400, 'invalidInput']],
    ['no object', '[1]', 'application/json', [400, 'invalidInput']],
    ['another type', 'name=ann', 'application/x-www-form-urlencoded', [415, 'wrongContentType']],
    ['a form as a simple request sends it', JSON.stringify(ann), 'text/plain', [415, 'wrongContentType']],
  ])('%s', async (_what, body, type, expected) => {
    const init = { method: 'POST', body, headers: { 'content-type': type } };
    expect(await refusal(await api.ask('/api/v1/users', init))).toEqual(expected);
  });
});
