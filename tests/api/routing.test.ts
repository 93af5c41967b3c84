import { expect, test } from 'vitest';
import { Refusal } from '#protocol/errors.ts';
import type { ComputerView } from '#protocol/views/computer.ts';
import { apiServer, sendJson } from './api-server.ts';
import { testHub } from './test-hub.ts';

const ID = 'a'.repeat(24);
const A_COMPUTER: ComputerView = {
  id: ID,
  name: 'desk',
  notes: '',
  presence: 'online',
  users: [],
  groups: [],
  hasSecureOn: false,
  enrolledAt: '2026-03-01T08:00:00.000Z',
  revision: 1,
};

test('paths that are not the API’s are left to others', async () => {
  await using api = await apiServer(testHub());
  for (const path of ['/', '/computers', '/apiary', '/api', '/healthz/x']) {
    expect((await api.askBeside(path)).status).toBe(299);
  }
});

test('an unknown path below /api is a problem document', async () => {
  await using api = await apiServer(testHub());
  for (const path of ['/api/', '/api/v1', '/api/v2/computers', '/api/v1/computers/', '/api/v1/nothing']) {
    const response = await api.askBeside(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toEqual({
      type: 'urn:reveille:error:notFound',
      title: 'This does not exist, or no longer.',
      status: 404,
      code: 'notFound',
    });
  }
});

test('a wrong method names the right ones', async () => {
  await using api = await apiServer(testHub());
  const response = await api.askBeside('/api/v1/packages', { method: 'DELETE' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, POST, HEAD');
  expect(await response.json()).toMatchObject({ code: 'methodNotAllowed' });
});

test('lists pass limit, cursor and search on, and answer rows and next', async () => {
  const asked: unknown[] = [];
  const computers = async (_actor: unknown, query: unknown) => {
    asked.push(query);
    return { rows: [], from: 50, matching: 70, total: 90, unknownNames: [], next: 'page-2' };
  };
  await using api = await apiServer(testHub({ queries: { computers } }));

  const response = await api.ask('/api/v1/computers?limit=50&cursor=page-1&search=lab');
  expect(await response.json()).toMatchObject({ rows: [], next: 'page-2' });
  await api.ask('/api/v1/computers');
  expect(asked).toEqual([{ limit: 50, cursor: 'page-1', search: 'lab' }, {}]);

  for (const query of ['limit=0', 'limit=501', 'limit=many', `search=${'x'.repeat(1_001)}`]) {
    const refused = await api.ask(`/api/v1/computers?${query}`);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      code: 'invalidInput',
      fields: [{ path: /^\w+/.exec(query)?.[0] }],
    });
  }
});

test('the path decides whom a command is about, not the body', async () => {
  const given: unknown[] = [];
  const orderPower = async (_actor: unknown, input: unknown) => {
    given.push(input);
    return A_COMPUTER;
  };
  await using api = await apiServer(testHub({ commands: { orderPower } }));
  const body = { action: 'restart', delaySeconds: 60, computerId: 'b'.repeat(24) };
  const response = await api.ask(`/api/v1/computers/${ID}/power`, sendJson('POST', body));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(A_COMPUTER);
  expect(given).toEqual([{ computerId: ID, action: 'restart', delaySeconds: 60, reason: '' }]);
});

test('waking and its traces: one computer by its path, many by the body', async () => {
  const asked: unknown[] = [];
  const answer = { wakes: [], online: 1, notWakeable: 0 };
  await using api = await apiServer(
    testHub({
      commands: {
        wakeComputers: async (_actor, input) => {
          asked.push(input);
          return answer;
        },
      },
      queries: {
        wakesOfComputer: async (_actor, query) => {
          asked.push(query);
          return { rows: [] };
        },
      },
    }),
  );
  const [one, other] = [ID, 'b'.repeat(24)];
  const many = await api.ask('/api/v1/computers/wake', sendJson('POST', { computerIds: [one, other] }));
  expect([many.status, await many.json()]).toEqual([200, answer]);
  await api.ask(`/api/v1/computers/${one}/wake`, sendJson('POST', { computerIds: [other] }));
  expect(await (await api.ask(`/api/v1/computers/${one}/wakes`)).json()).toEqual({ rows: [] });
  await api.ask(`/api/v1/computers/${one}/wakes?containerId=${other}`);
  expect(asked).toEqual([
    { computerIds: [one, other] },
    { computerIds: [one] },
    { computerId: one },
    { computerId: one, containerId: other },
  ]);
});

test('a SecureOn password is read in any notation, and refused when it is none', async () => {
  const given: unknown[] = [];
  const changeSecureOn = async (_actor: unknown, input: unknown) => {
    given.push(input);
    return A_COMPUTER;
  };
  await using api = await apiServer(testHub({ commands: { changeSecureOn } }));
  const send = (password: unknown) =>
    api.ask(`/api/v1/computers/${ID}/secure-on`, sendJson('POST', { password }));
  expect((await send('00-1A-2B-3C-4D-5E')).status).toBe(200);
  expect((await send(null)).status).toBe(200);
  expect((await send('secret')).status).toBe(400);
  expect(given).toEqual([
    { computerId: ID, password: '00:1a:2b:3c:4d:5e' },
    { computerId: ID, password: null },
  ]);
});

test('what is due on a computer: now, later, not at all', async () => {
  const given: unknown[] = [];
  const command = (name: string) => async (_actor: unknown, input: unknown) => {
    given.push([name, input]);
    return A_COMPUTER;
  };
  const commands = {
    carryOutPower: command('now'),
    postponePower: command('postpone'),
    callOffPower: command('callOff'),
  };
  await using api = await apiServer(testHub({ commands }));
  const path = `/api/v1/computers/${ID}/power`;
  for (const [below, request] of [
    ['/now', sendJson('POST', {})],
    ['/postpone', sendJson('POST', { minutes: 60, computerId: 'b'.repeat(24) })],
    ['', { method: 'DELETE' }],
  ] as const) {
    const response = await api.ask(path + below, request);
    expect([response.status, await response.json()]).toEqual([200, A_COMPUTER]);
  }
  expect(given).toEqual([
    ['now', { computerId: ID }],
    ['postpone', { computerId: ID, minutes: 60 }],
    ['callOff', { computerId: ID }],
  ]);
  for (const minutes of [0, 0.5, 7 * 24 * 60 + 1]) {
    expect((await api.ask(`${path}/postpone`, sendJson('POST', { minutes }))).status).toBe(400);
  }
});

test('what is created is answered 201 with its place', async () => {
  const createUser = async () => ({
    id: ID,
    name: 'ann',
    role: 'viewer' as const,
    createdAt: '2030-01-01T00:00:00.000Z',
  });
  await using api = await apiServer(testHub({ commands: { createUser } }));
  const user = { name: 'ann', password: 'long enough', role: 'viewer' };
  const response = await api.ask('/api/v1/users', sendJson('POST', user));
  expect(response.status).toBe(201);
  expect(response.headers.get('location')).toBe(`/api/v1/users/${ID}`);
  expect(await response.json()).toMatchObject({ id: ID });
});

test('a refusal becomes its problem, with Retry-After in whole seconds', async () => {
  const job = async () => {
    throw new Refusal('unavailable', { detail: 'Nobody home.', retryAfter: 1200 });
  };
  await using api = await apiServer(testHub({ queries: { job } }));
  const response = await api.ask(`/api/v1/jobs/${ID}`);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('2');
  expect(await response.json()).toMatchObject({ code: 'unavailable', detail: 'Nobody home.' });
  expect(api.logged).toEqual([]);
});

test('an unknown error is logged, and tells the caller nothing of the inside', async () => {
  const job = async () => {
    throw new Error('secret of the inside');
  };
  await using api = await apiServer(testHub({ queries: { job } }));
  const response = await api.ask(`/api/v1/jobs/${ID}`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
  expect(api.logged).toHaveLength(1);
});

test('every answer forbids caching and guessing', async () => {
  await using api = await apiServer(testHub());
  for (const path of ['/healthz', '/api/v1/nothing']) {
    const { headers } = await api.askBeside(path);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('health needs no credentials; readiness says why not', async () => {
  const health = async () => ({ ready: false, reasons: ['The database does not answer.'] });
  await using api = await apiServer(testHub({ health }));
  expect((await fetch(`${api.origin}/healthz`)).status).toBe(200);
  const ready = await fetch(`${api.origin}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ ready: false, reasons: ['The database does not answer.'] });
});

test('output is JSON, or the bare text with a link to the next page', async () => {
  const asked: unknown[] = [];
  const output = async (_actor: unknown, query: { jobId: string; attempt?: number; after: number }) => {
    asked.push(query);
    const at = '2030-01-01T00:00:00.000Z';
    return {
      jobId: query.jobId,
      attempt: 2,
      chunks: [
        { sequence: 6, stream: 'stdout' as const, text: 'one\n', at },
        { sequence: 7, stream: 'stderr' as const, text: 'two\n', at },
      ],
      extent: { lastSequence: 9, bytes: 16 },
      next: 7,
    };
  };
  await using api = await apiServer(testHub({ queries: { output } }));
  const page = await api.ask(`/api/v1/jobs/${ID}/output?after=5&attempt=2`);
  expect(await page.json()).toMatchObject({ chunks: [{ sequence: 6 }, { sequence: 7 }], next: 7 });
  const text = await api.ask(`/api/v1/jobs/${ID}/output`, { headers: { accept: 'text/plain' } });
  expect(text.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(text.headers.get('link')).toBe(`</api/v1/jobs/${ID}/output?attempt=2&after=7>; rel="next"`);
  expect(await text.text()).toBe('one\ntwo\n');
  expect(asked).toEqual([
    { jobId: ID, after: 5, attempt: 2 },
    { jobId: ID, after: 0 },
  ]);
});

test('jobs are filtered by known states alone', async () => {
  const asked: unknown[] = [];
  const jobs = async (_actor: unknown, query: unknown) => {
    asked.push(query);
    return { rows: [] };
  };
  await using api = await apiServer(testHub({ queries: { jobs } }));
  expect((await api.ask('/api/v1/jobs?state=waiting,failed')).status).toBe(200);
  expect((await api.ask('/api/v1/jobs?state=asleep')).status).toBe(400);
  expect(asked).toEqual([{ states: ['waiting', 'failed'] }]);
});
