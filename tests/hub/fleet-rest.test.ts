import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '#protocol/role.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { givenComputer } from '#tests/support/given-computer.ts';
import { aMachine } from '#tests/support/hardware.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
const tokens = new Map<string, string>();
beforeAll(async () => {
  hub = await startTestHub();
  for (const [name, role] of [
    ['viewer', 'viewer'],
    ['support', 'support'],
    ['operator', 'operator'],
    ['other', 'viewer'],
  ] as [string, Role][]) {
    tokens.set(name, (await hub.hub.commands.createApiToken(ADMIN, { name, role })).token);
  }
  for (let n = 1; n <= 12; n += 1) {
    const hardware = aMachine({ memoryBytes: n * 2 ** 30 });
    await givenComputer(hub, { name: `rest-${n}`, hardware, notes: n === 7 ? '=1+1, "here"' : '' });
  }
});
afterAll(async () => {
  await hub.dispose();
});

interface Wish {
  as?: string;
  body?: unknown;
}
/** Every answer is held to the document. */
async function ask(method: string, path: string, { as = 'operator', body }: Wish = {}) {
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens.get(as) ?? ''}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // As bytes: a text that is read from an answer loses its mark of byte order.
  const text = Buffer.from(await response.arrayBuffer()).toString();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const parsed = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, body: parsed };
}
const rowsIn = ({ body }: { body: Record<string, unknown> }) => body['rows'] as Record<string, unknown>[];
const namesIn = (answer: { body: Record<string, unknown> }) => rowsIn(answer).map(({ name }) => name);

describe('GET /computers', () => {
  it('takes a filter and a sort, and pages on by cursor', async () => {
    const path = `computers?where=${encodeURIComponent('memory.atLeast:3GB,os:linux')}&sort=-memory&limit=4`;
    const first = await ask('GET', path, { as: 'viewer' });
    expect(first).toMatchObject({ status: 200, body: { matching: 10, total: 12, from: 0 } });
    expect(namesIn(first)).toEqual(['rest-12', 'rest-11', 'rest-10', 'rest-9']);
    const next = await ask('GET', `${path}&cursor=${String(first.body['next'])}`);
    expect(namesIn(next)).toEqual(['rest-8', 'rest-7', 'rest-6', 'rest-5']);
    const last = await ask('GET', `${path}&cursor=${String(next.body['next'])}`);
    expect(namesIn(last)).toEqual(['rest-4', 'rest-3']);
    expect(last.body['next']).toBeUndefined();
  });

  it('says which part of a filter or sort is wrong', async () => {
    expect(await ask('GET', 'computers?where=oss:linux')).toMatchObject({
      status: 400,
      body: { code: 'invalidInput', fields: [{ path: 'where' }] },
    });
    expect(await ask('GET', 'computers?sort=colour')).toMatchObject({
      status: 400,
      body: { code: 'invalidInput', fields: [{ path: 'sort' }] },
    });
    expect(await ask('GET', 'computers?cursor=nonsense')).toMatchObject({ body: { code: 'invalidInput' } });
  });
});

describe('GET /computers.csv', () => {
  it('has a line for every computer that fits, in chosen columns, none of them a formula', async () => {
    const answer = await ask('GET', 'computers.csv?where=text:rest-&sort=-name&columns=name,memory,notes', {
      as: 'viewer',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('computers.csv');
    const lines = answer.text.split('\r\n');
    expect(lines[0]).toBe('\uFEFFname,memory,notes');
    expect(lines).toHaveLength(14);
    expect(lines[1]).toBe(`rest-12,${12 * 2 ** 30},`);
    expect(answer.text).toContain(`rest-7,${7 * 2 ** 30},"'=1+1, ""here"""`);
    expect(await ask('GET', 'computers.csv?columns=colour')).toMatchObject({ status: 400 });
  });
});

describe('saved filters', () => {
  it('are one’s own until an operator shares them', async () => {
    const made = await ask('POST', 'filters', {
      as: 'viewer',
      body: {
        name: 'Stale',
        filter: 'lastSeen.olderThan:30d',
        sort: '-lastSeen',
        columns: ['name', 'lastSeen', 'name'],
      },
    });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Stale', shared: false, own: true, owner: 'viewer', columns: ['name', 'lastSeen'] },
    });
    const id = String(made.body['id']);
    expect(namesIn(await ask('GET', 'filters', { as: 'viewer' }))).toEqual(['Stale']);
    expect(namesIn(await ask('GET', 'filters', { as: 'other' }))).toEqual([]);
    expect(await ask('PATCH', `filters/${id}`, { as: 'other', body: { name: 'Mine' } })).toMatchObject({
      status: 404,
    });
    expect(await ask('PATCH', `filters/${id}`, { as: 'viewer', body: { shared: true } })).toMatchObject({
      status: 403,
    });
    expect(
      await ask('POST', 'filters', { as: 'viewer', body: { name: 'S', filter: '', shared: true } }),
    ).toMatchObject({
      status: 403,
    });

    const shared = await ask('POST', 'filters', {
      body: { name: 'Linux', filter: 'os:linux', shared: true },
    });
    const sharedId = String(shared.body['id']);
    const seen = rowsIn(await ask('GET', 'filters', { as: 'other' }));
    expect(seen).toMatchObject([{ name: 'Linux', shared: true, own: false, owner: 'operator' }]);
    expect(await ask('PATCH', `filters/${sharedId}`, { as: 'other', body: { name: 'x' } })).toMatchObject({
      status: 403,
    });
    expect(await ask('DELETE', `filters/${sharedId}`, { as: 'other' })).toMatchObject({ status: 403 });
  });

  it('are changed by compare-and-set, have one name each, and hold what can be read', async () => {
    const body = { name: 'Twice', filter: 'os:linux', sort: 'name' };
    const { body: made } = await ask('POST', 'filters', { as: 'support', body });
    expect(await ask('POST', 'filters', { as: 'support', body })).toMatchObject({
      status: 409,
      body: { code: 'nameTaken' },
    });
    expect(await ask('POST', 'filters', { body: { name: 'Bad', filter: 'oss:linux' } })).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'filter' }] },
    });
    const path = `filters/${String(made['id'])}`;
    const changed = await ask('PATCH', path, {
      as: 'support',
      body: { revision: 1, filter: 'os:windows', sort: null },
    });
    expect(changed).toMatchObject({ status: 200, body: { filter: 'os:windows', revision: 2 } });
    expect(changed.body['sort']).toBeUndefined();
    expect(await ask('PATCH', path, { as: 'support', body: { revision: 1, name: 'Late' } })).toMatchObject({
      status: 409,
      body: { code: 'changedMeanwhile' },
    });
    expect(await ask('DELETE', path, { as: 'support' })).toMatchObject({ status: 204 });
    expect(await ask('DELETE', path, { as: 'support' })).toMatchObject({ status: 404 });
    const { rows } = await hub.hub.queries.audit(ADMIN, {
      verbPrefix: 'filter.',
      subjectId: String(made['id']),
    });
    expect(rows.map(({ verb }) => verb)).toEqual(['filter.delete', 'filter.edit', 'filter.create']);
  });

  it('are bounded', async () => {
    for (let n = 0; n < 100; n += 1) {
      await hub.hub.commands.createFilter(ADMIN, { name: `filter ${n}`, filter: '' });
    }
    await expect(
      hub.hub.commands.createFilter(ADMIN, { name: 'one more', filter: '' }),
    ).rejects.toMatchObject({
      code: 'tooLarge',
    });
  });

  it('that are private go with their user', async () => {
    const user = await hub.hub.commands.createUser(ADMIN, {
      name: 'gone',
      role: 'operator',
      password: 'a password of gone',
    });
    const actor = { kind: 'user', id: user.id, name: 'gone', role: 'operator' } as const;
    await hub.hub.commands.createFilter(actor, { name: 'private of gone', filter: '' });
    await hub.hub.commands.createFilter(actor, { name: 'shared by gone', filter: '', shared: true });
    await hub.hub.commands.deleteUser(ADMIN, { userId: user.id });
    expect((await hub.hub.queries.filters(actor)).map(({ name }) => name)).toContain('shared by gone');
    expect((await hub.hub.queries.filters(actor)).map(({ name }) => name)).not.toContain('private of gone');
  });
});

describe('what is done to many computers over REST', () => {
  it('is previewed, begun, looked at, stopped', async () => {
    const group = await ask('POST', 'computer-groups', { body: { name: 'over REST' } });
    const work = { action: 'joinGroup', groupId: group.body['id'] };
    const wish = { work, matching: 'name:rest-1;rest-2' };
    expect(await ask('POST', 'computers/bulk/preview', { body: wish })).toMatchObject({
      status: 200,
      body: { total: 2, affected: 2, skipped: [], names: [{ name: 'rest-1' }, { name: 'rest-2' }] },
    });
    const begun = await ask('POST', 'computers/bulk', { body: { ...wish, count: 2 } });
    expect(begun).toMatchObject({ status: 201, body: { action: 'joinGroup', total: 2, by: 'operator' } });
    expect(begun.headers.get('location')).toBe(`/api/v1/computers/bulk/${String(begun.body['id'])}`);
    await hub.context.bulk.drained();
    const path = `computers/bulk/${String(begun.body['id'])}`;
    expect(await ask('GET', path, { as: 'viewer' })).toMatchObject({ body: { state: 'done', done: 2 } });
    expect(rowsIn(await ask('GET', 'computers/bulk'))).toMatchObject([{ id: begun.body['id'] }]);
    expect(await ask('DELETE', path)).toMatchObject({ status: 200 });
    expect(await ask('DELETE', path, { as: 'viewer' })).toMatchObject({ status: 403 });
    expect(await ask('POST', 'computers/bulk', { as: 'support', body: wish })).toMatchObject({ status: 403 });
  });

  it('deletes a computer, with its name where that is asked for', async () => {
    const { id } = await givenComputer(hub, { name: 'deleted' });
    const entity = await givenPackage(hub);
    await hub.hub.commands.createContainer(ADMIN, {
      name: 'x',
      computerIds: [id],
      packageIds: [entity.id],
      paused: true,
    });
    const path = `computers/${id}`;
    expect(await ask('DELETE', path, { as: 'support' })).toMatchObject({ status: 403 });
    expect(await ask('DELETE', path)).toMatchObject({
      status: 409,
      body: { code: 'computerInUse', fields: [{ path: 'waiting', message: '1 job waits for it.' }] },
    });
    expect(await ask('DELETE', `${path}?confirmName=deleted`)).toMatchObject({ status: 204 });
    expect(await ask('GET', path)).toMatchObject({ status: 404 });
  });
});

describe('a deployment to all that fit a filter', () => {
  it('[G2] takes each computer once, beside those that are chosen', async () => {
    const entity = await givenPackage(hub);
    const first = (await hub.hub.queries.computers(ADMIN, { search: 'rest-1' })).rows.map(({ id }) => id);
    const body = {
      computerIds: first.slice(0, 1),
      computersMatching: 'memory.atLeast:11GB,text:rest-',
      packageIds: [entity.id],
    };
    const preview = await ask('POST', 'job-containers/preview', { body });
    expect(preview).toMatchObject({ status: 200, body: { totals: { computers: 3 } } });
    const created = await ask('POST', 'job-containers', {
      body: { ...body, name: 'to matches', paused: true },
    });
    expect(created).toMatchObject({ status: 201, body: { jobs: 3 } });
    const nobody = { computersMatching: 'name:nobody', packageIds: [entity.id] };
    expect(await ask('POST', 'job-containers/preview', { body: nobody })).toMatchObject({
      status: 422,
      body: { code: 'containerEmpty', fields: [{ message: 'no computer fits this selection any more' }] },
    });
    expect(
      await ask('POST', 'job-containers/preview', { body: { ...nobody, computersMatching: 'x:y' } }),
    ).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'computersMatching' }] },
    });
  });
});

it('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('fleet-rest')).toEqual([]);
});
