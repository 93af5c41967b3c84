import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '#protocol/role.ts';
import { PackageView } from '#protocol/views/package.ts';
import { checkedFetch, declaredOperations, exercisedOperations } from '#tests/support/api-contract.ts';
import { ASKED_ELSEWHERE } from '#tests/support/api-coverage.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let agent: BareAgent;
const tokens = new Map<Role, string>();
beforeAll(async () => {
  hub = await startTestHub();
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    tokens.set(role, (await hub.hub.commands.createApiToken(ADMIN, { name: role, role })).token);
  }
  const { body } = await ask('POST', 'enrolment-tokens', { body: { name: 'contract', maxUses: 2 } });
  agent = await new BareAgent(hub.address).join(String(body['token']), 'contract-1');
});
afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

interface Wish {
  as?: Role;
  cookie?: string;
  body?: unknown;
  key?: string;
}
/** Every answer is held to the document. */
async function ask(method: string, path: string, { as = 'admin', cookie, body, key }: Wish = {}) {
  const headers = new Headers();
  if (cookie === undefined) headers.set('authorization', `Bearer ${tokens.get(as) ?? ''}`);
  else headers.set('cookie', `reveille_session=${cookie}`);
  if (cookie !== undefined) headers.set('origin', hub.address);
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (key !== undefined) headers.set('idempotency-key', key);
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body: parsed };
}
const rowsIn = ({ body }: { body: Record<string, unknown> }) => body['rows'] as Record<string, unknown>[];
const told = ({ status, body }: { status: number; body: Record<string, unknown> }) => [status, body['code']];

async function aPackage(name: string): Promise<string> {
  const body = { familyName: name, version: '1', installProcedure: 'true' };
  return String((await ask('POST', 'packages', { body })).body['id']);
}
async function aUser(name: string, role: Role) {
  const password = `password of ${name}`;
  const { body } = await ask('POST', 'users', { body: { name, role, password } });
  const sign = () => hub.hub.commands.signIn({ name, password }, { address: '127.0.0.1' });
  return { id: String(body['id']), password, sign, cookie: (await sign()).secret };
}

describe('a request with an idempotency key', () => {
  it('is carried out once and answered the same again, also when two are sent at once', async () => {
    const body = { name: 'Once' };
    const [one, other] = await Promise.all(
      [1, 2].map(() => ask('POST', 'package-families', { body, key: 'once' })),
    );
    const again = await ask('POST', 'package-families', { body, key: 'once' });
    expect([one?.status, other?.status, again.status]).toEqual([201, 201, 201]);
    expect(other?.body).toEqual(one?.body);
    expect(again.body).toEqual(one?.body);
    expect(again.headers.get('location')).toBe(one?.headers.get('location'));
    const replayed = [one, other, again].map((answer) => answer?.headers.get('idempotent-replayed'));
    expect(replayed.sort()).toEqual([null, 'true', 'true'].sort());
    const families = await ask('GET', 'package-families?search=Once');
    expect(rowsIn(families)).toHaveLength(1);
  });

  it('is refused with the key of another request, and free again when the first was refused', async () => {
    await ask('POST', 'package-families', { body: { name: 'First' }, key: 'reused' });
    const another = await ask('POST', 'package-families', { body: { name: 'Second' }, key: 'reused' });
    expect(told(another)).toEqual([422, 'idempotencyKeyReused']);
    const taken = { body: { name: 'First' }, key: 'refused' };
    expect(told(await ask('POST', 'package-families', taken))).toEqual([409, 'nameTaken']);
    const mended = await ask('POST', 'package-families', { body: { name: 'Third' }, key: 'refused' });
    expect(mended.status).toBe(201);
  });

  it('belongs to who sent it', async () => {
    const key = 'mine';
    await ask('POST', 'package-families', { as: 'admin', body: { name: 'Of admin' }, key });
    const other = await ask('POST', 'package-families', {
      as: 'operator',
      body: { name: 'Of operator' },
      key,
    });
    expect(other.status).toBe(201);
  });

  it('is refused where an answer holds a secret, and when the key is none', async () => {
    const secret = await ask('POST', 'api-tokens', { body: { name: 'x', role: 'viewer' }, key: 'k' });
    expect(told(secret)).toEqual([400, 'invalidInput']);
    const long = await ask('POST', 'package-families', { body: { name: 'Long' }, key: 'x'.repeat(101) });
    expect(told(long)).toEqual([400, 'invalidInput']);
  });
});

describe('lists', () => {
  it('refuse a parameter they do not know, or that is there twice', async () => {
    for (const query of ['serach=x', 'limit=1&limit=2']) {
      expect(told(await ask('GET', `computers?${query}`))).toEqual([400, 'invalidInput']);
    }
  });

  it('of computers are filtered by who is online, page by page', async () => {
    expect(rowsIn(await ask('GET', 'computers?online=true&search=CONTRACT'))).toHaveLength(1);
    expect(rowsIn(await ask('GET', 'computers?online=false'))).toEqual([]);
  });

  it('of containers and jobs are filtered by state, name and whose they are', async () => {
    const packageId = await aPackage('Filtered');
    const make = async (name: string) => {
      const body = { name, computerIds: [agent.computerId], packageIds: [packageId], paused: true };
      return String((await ask('POST', 'job-containers', { body })).body['id']);
    };
    const [one, two] = [await make('filter one'), await make('filter two')];
    const ids = async (query: string) => rowsIn(await ask('GET', query)).map((row) => row['id']);
    expect(await ids('job-containers?search=FILTER')).toEqual([two, one]);
    expect(await ids('job-containers?search=filter+one&state=paused,failed')).toEqual([one]);
    expect(await ids('job-containers?search=filter&state=running')).toEqual([]);
    const first = await ask('GET', 'job-containers?state=paused&limit=1');
    expect(rowsIn(first).map((row) => row['id'])).toEqual([two]);
    const next = await ask('GET', `job-containers?state=paused&limit=1&cursor=${String(first.body['next'])}`);
    expect(rowsIn(next).map((row) => row['id'])).toEqual([one]);

    expect(first.body).toMatchObject({ total: 2, states: { paused: 2 } });
    expect(await ids('job-containers?search=filter&createdBy=nobody')).toEqual([]);
    expect(await ids('job-containers?search=filter&sort=name&limit=1')).toEqual([one]);
    expect(await ids('job-containers?search=filter&sort=-name&from=1')).toEqual([one]);
    const hour = (ahead: number) => new Date(Date.now() + ahead * 3_600_000).toISOString();
    expect(await ids(`job-containers?search=filter&startFrom=${hour(-1)}&startBefore=${hour(1)}`)).toEqual([
      two,
      one,
    ]);
    expect(await ids(`job-containers?search=filter&startFrom=${hour(1)}`)).toEqual([]);
    expect(told(await ask('GET', 'job-containers?sort=size'))).toEqual([400, 'invalidInput']);

    const [job] = await ids(`jobs?containerId=${one}`);
    expect(await ids(`jobs?containerId=${one}&computerId=${agent.computerId}&state=waiting`)).toEqual([job]);
    expect(await ids(`jobs?containerId=${one}&state=failed`)).toEqual([]);
    expect(await ids(`jobs?packageId=${packageId}`)).toHaveLength(2);
    expect(await ids(`jobs?packageId=${packageId}&computerId=${'0'.repeat(24)}`)).toEqual([]);
    expect((await ask('GET', `jobs/${String(job)}`)).status).toBe(200);
    const cancelled = await ask('POST', `job-containers/${one}/cancel`, { body: { jobIds: [job] } });
    expect(cancelled.body).toMatchObject({ changed: 1, passedOver: 0, counts: { cancelled: 1 } });
    expect((await ask('POST', `job-containers/${two}/cancel`)).body).toMatchObject({ changed: 1 });
    expect((await ask('GET', `job-containers/${one}/failures`)).body).toMatchObject({ jobs: 0, groups: [] });
    const alike = `job-containers/${one}/failures/${'0'.repeat(16)}/jobs`;
    expect(told(await ask('GET', alike))).toEqual([404, 'notFound']);
  });

  it('of the audit log are filtered by time, page by page', async () => {
    const from = new Date().toISOString();
    for (const name of ['Timed 1', 'Timed 2', 'Timed 3']) {
      await ask('POST', 'package-families', { body: { name } });
    }
    const names = ({ body }: { body: Record<string, unknown> }) =>
      rowsIn({ body }).map(({ subject }) => (subject as { name: string }).name);
    const all = await ask('GET', `audit?verbPrefix=family.&from=${from}`);
    expect(names(all)).toEqual(['Timed 3', 'Timed 2', 'Timed 1']);
    const first = await ask('GET', `audit?verbPrefix=family.&from=${from}&limit=2`);
    const cursor = encodeURIComponent(String(first.body['next']));
    const next = await ask('GET', `audit?verbPrefix=family.&from=${from}&limit=2&cursor=${cursor}`);
    expect([...names(first), ...names(next)]).toEqual(names(all));
    const [{ at } = { at: '' }] = rowsIn(all);
    expect(names(await ask('GET', `audit?verbPrefix=family.&from=${from}&to=${String(at)}`))).not.toContain(
      'Timed 3',
    );
    expect(told(await ask('GET', 'audit?from=yesterday'))).toEqual([400, 'invalidInput']);
  });

  it('of the audit log are filtered by actor, verb and subject', async () => {
    const byOperator = rowsIn(await ask('GET', 'audit?actorName=operator'));
    expect(byOperator.length).toBeGreaterThan(0);
    const names = byOperator.map(({ actor }) => (actor as { name: string }).name);
    expect(new Set(names)).toEqual(new Set(['operator']));
  });
});

describe('users', () => {
  it('change their own password with the current one, and stay signed in only where they did', async () => {
    const user = await aUser('own', 'viewer');
    const { cookie } = user;
    const { secret: elsewhere } = await user.sign();
    const path = `users/${user.id}/password`;
    const password = 'another password';
    expect(told(await ask('POST', path, { cookie, body: { password } }))).toEqual([401, 'wrongCredentials']);
    const body = { password, currentPassword: user.password };
    expect((await ask('POST', path, { cookie, body })).status).toBe(204);
    expect(told(await ask('GET', 'sessions', { cookie: elsewhere }))).toEqual([401, 'notSignedIn']);
    expect(rowsIn(await ask('GET', 'sessions', { cookie }))).toMatchObject([{ current: true }]);
    await expect(user.sign()).rejects.toMatchObject({ code: 'wrongCredentials' });
  });

  it('have no say over the passwords of others, unless they are admins', async () => {
    const [one, other] = [await aUser('one', 'operator'), await aUser('other', 'viewer')];
    const body = { password: 'chosen by another' };
    const path = `users/${other.id}/password`;
    expect(told(await ask('POST', path, { cookie: one.cookie, body }))).toEqual([403, 'forbidden']);
    expect((await ask('POST', path, { body })).status).toBe(204);
    expect(told(await ask('GET', 'sessions', { cookie: other.cookie }))).toEqual([401, 'notSignedIn']);
  });

  it('see and end their own sign-ins, never those of others', async () => {
    const [one, other] = [await aUser('sees', 'viewer'), await aUser('unseen', 'viewer')];
    const [own] = rowsIn(await ask('GET', 'sessions', { cookie: one.cookie }));
    const all = `users/${one.id}/sessions`;
    expect(told(await ask('DELETE', all, { cookie: other.cookie }))).toEqual([403, 'forbidden']);
    expect(await ask('DELETE', all, { cookie: one.cookie })).toMatchObject({ body: { ended: 0 } });
    const path = `sessions/${String(own?.['id'])}`;
    expect(told(await ask('DELETE', path, { cookie: other.cookie }))).toEqual([404, 'notFound']);
    expect((await ask('DELETE', path, { cookie: one.cookie })).status).toBe(204);
    expect(told(await ask('GET', 'sessions', { cookie: one.cookie }))).toEqual([401, 'notSignedIn']);
  });

  it('[A6] get another role or are deleted, signed out by it; the last admin stays one', async () => {
    const user = await aUser('changing', 'viewer');
    const role = await ask('PATCH', `users/${user.id}`, { body: { role: 'admin' } });
    expect(role.body).toMatchObject({ role: 'admin' });
    expect(told(await ask('GET', 'sessions', { cookie: user.cookie }))).toEqual([401, 'notSignedIn']);
    const others = rowsIn(await ask('GET', 'users')).filter((row) => row['role'] === 'admin');
    const last = others.filter((row) => row['id'] !== user.id);
    expect((await ask('DELETE', `users/${user.id}`)).status).toBe(204);
    expect(told(await ask('DELETE', `users/${user.id}`))).toEqual([404, 'notFound']);
    for (const row of last) {
      const path = `users/${String(row['id'])}`;
      expect(told(await ask('PATCH', path, { body: { role: 'viewer' } }))).toEqual([409, 'lastAdmin']);
      expect(told(await ask('DELETE', path))).toEqual([409, 'lastAdmin']);
    }
    const verbs = rowsIn(await ask('GET', `audit?subjectId=${user.id}`)).map((row) => row['verb']);
    expect(verbs).toEqual(['user.delete', 'user.changeRole', 'user.signIn', 'user.create']);
  });
});

it('a revoked token opens nothing', async () => {
  const { body } = await ask('POST', 'api-tokens', { body: { name: 'short', role: 'viewer' } });
  const headers = { authorization: `Bearer ${String(body['token'])}` };
  const read = async () => (await checkedFetch(`${hub.address}/api/v1/computers`, { headers })).status;
  expect(await read()).toBe(200);
  expect((await ask('DELETE', `api-tokens/${String(body['id'])}`)).status).toBe(204);
  expect(await read()).toBe(401);
  expect(told(await ask('DELETE', `api-tokens/${String(body['id'])}`))).toEqual([404, 'notFound']);
});

it('what can be read is answered as it is declared', async () => {
  const packageId = await aPackage('Read');
  const [family] = rowsIn(await ask('GET', 'package-families?search=Read'));
  const { computerId } = agent;
  for (const path of [
    'openapi.json',
    'overview',
    'search?text=read',
    'packages?search=read',
    `packages/${packageId}`,
    `packages/${packageId}/installations`,
    `packages/${packageId}/usual-duration?action=uninstall`,
    `package-families/${String(family?.['id'])}`,
    `computers/${computerId}`,
    ...['jobs', 'history', 'installations', 'wakes', 'timeline', 'timeline?kind=job,power&limit=1'].map(
      (list) => `computers/${computerId}/${list}`,
    ),
    ...[
      'job-containers',
      'jobs',
      'statistics',
      'settings',
      'assistant-defaults',
      'system',
      'users',
      'enrolment-tokens',
      'api-tokens',
    ],
  ]) {
    expect((await ask('GET', path)).status, path).toBe(200);
  }
  expect((await ask('PATCH', `packages/${packageId}`, { body: { notes: 'read' } })).status).toBe(200);
  expect((await ask('PATCH', `computers/${computerId}`, { body: { notes: 'read' } })).status).toBe(200);
  expect((await ask('DELETE', `packages/${packageId}`)).status).toBe(204);
});

it('a message says to whom it was shown, and the inventory is asked for', async () => {
  agent.says = { message: { shownTo: ['anna'] } };
  const { computerId } = agent;
  const sent = await ask('POST', `computers/${computerId}/message`, { body: { text: 'hello' } });
  expect([sent.status, sent.body]).toEqual([200, { shownTo: ['anna'] }]);
  expect((await ask('POST', `computers/${computerId}/inventory`)).status).toBe(204);
  expect(told(await ask('POST', `computers/${computerId}/inventory`, { as: 'viewer' }))).toEqual([
    403,
    'forbidden',
  ]);
  const unknown = await ask('GET', `computers/${computerId}/timeline?kind=nonsense`);
  expect(told(unknown)).toEqual([400, 'invalidInput']);
});

it('content is answered whole, in parts, and not at all to who has it already', async () => {
  const form = new FormData();
  form.set('package', JSON.stringify({ familyName: 'Content', version: '1', installProcedure: 'true' }));
  form.set('file', new File(['0123456789'.repeat(100)], 'numbers.txt'));
  const headers = { authorization: `Bearer ${tokens.get('admin') ?? ''}` };
  const packages = `${hub.address}/api/v1/packages`;
  const sent = await checkedFetch(packages, { method: 'POST', headers, body: form });
  const { id, content } = PackageView.parse(await sent.json());
  const get = (more: Record<string, string> = {}, method = 'GET') =>
    checkedFetch(`${packages}/${id}/content`, { method, headers: { ...headers, ...more } });
  const whole = Buffer.from(await (await get()).arrayBuffer());
  expect(createHash('sha256').update(whole).digest('hex')).toBe(content?.sha256);
  const part = await get({ range: 'bytes=4-9' });
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, whole.subarray(4, 10)]);
  const etag = `"${content?.sha256 ?? ''}"`;
  expect((await get({ 'if-none-match': etag })).status).toBe(304);
  expect((await get({ range: 'bytes=999999-' })).status).toBe(416);
  const head = await get({}, 'HEAD');
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(whole.length)]);
});

describe('an id that is none', () => {
  it.each([
    ...['jobs', 'history', 'installations', 'wakes'].map((list) => `computers/UNKNOWN/${list}`),
    'computers/UNKNOWN',
    'packages/UNKNOWN/installations',
    'packages/UNKNOWN/use',
    'packages/UNKNOWN/files',
    'package-families/UNKNOWN',
    'job-containers/UNKNOWN',
    'job-containers/UNKNOWN/jobs',
    'jobs/UNKNOWN',
    'jobs/UNKNOWN/output',
    'computer-groups/UNKNOWN',
    'package-groups/UNKNOWN',
    'uploads/UNKNOWN',
  ])('%s is not found', async (path) => {
    for (const id of ['0'.repeat(24), 'nonsense']) {
      const answer = await ask('GET', path.replace('UNKNOWN', id), { as: 'operator' });
      expect(told(answer)).toEqual([404, 'notFound']);
    }
  });
});

it('enrolment tokens are paged, and one that is revoked is gone', async () => {
  const made: string[] = [];
  for (const name of ['one', 'two', 'three']) {
    made.push(String((await ask('POST', 'enrolment-tokens', { body: { name } })).body['id']));
  }
  const first = await ask('GET', 'enrolment-tokens?limit=2');
  const next = await ask('GET', `enrolment-tokens?limit=2&cursor=${String(first.body['next'])}`);
  const ids = [...rowsIn(first), ...rowsIn(next)].map((row) => row['id']);
  expect(ids.slice(0, 3)).toEqual(made.toReversed());
  expect((await ask('DELETE', `enrolment-tokens/${String(made[0])}`)).status).toBe(204);
  expect(told(await ask('DELETE', `enrolment-tokens/${String(made[0])}`))).toEqual([404, 'notFound']);
});

it('a job that is cancelled is gone from its container’s pending ones', async () => {
  const packageId = await aPackage('Cancelled');
  const body = { name: 'cancel', computerIds: [agent.computerId], packageIds: [packageId], paused: true };
  const { id } = (await ask('POST', 'job-containers', { body })).body;
  const [job] = rowsIn(await ask('GET', `jobs?containerId=${String(id)}`));
  const path = `jobs/${String(job?.['id'])}/cancel`;
  expect((await ask('POST', path)).body).toMatchObject({ state: 'cancelled' });
  expect(told(await ask('POST', path))).toEqual([409, 'notCancellable']);
  const container = await ask('GET', `job-containers/${String(id)}`);
  expect(container.body).toMatchObject({ counts: { cancelled: 1 } });
});

it('every operation is exercised here, or in the file that says so', () => {
  const missing = declaredOperations().filter((name) => !exercisedOperations().has(name));
  expect(missing.sort()).toEqual(Object.values(ASKED_ELSEWHERE).flat().toSorted());
});
