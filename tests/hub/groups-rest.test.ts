import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role } from '#protocol/role.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { aComputer } from '#tests/support/builders.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
const tokens = new Map<Role, string>();
beforeAll(async () => {
  hub = await startTestHub();
  for (const role of ['support', 'operator'] as const) {
    tokens.set(role, (await hub.hub.commands.createApiToken(ADMIN, { name: role, role })).token);
  }
});
afterAll(async () => {
  await hub.dispose();
});

/** Every answer is held to the document. */
async function ask(method: string, path: string, body?: unknown, as: Role = 'operator') {
  const headers = new Headers({ authorization: `Bearer ${tokens.get(as) ?? ''}` });
  if (body !== undefined) headers.set('content-type', 'application/json');
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const told = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, body: told };
}
const computer = async (name: string) => (await hub.context.store.computers.insert(aComputer({ name }))).id;

it('groups of computers by REST: made, filled by name and by id, listed, emptied, deleted', async () => {
  const [one, two, three] = [await computer('rest-1'), await computer('rest-2'), await computer('rest-3')];
  const made = await ask('POST', 'computer-groups', { name: 'Site' });
  expect(made).toMatchObject({ status: 201, body: { of: 'computers', name: 'Site', computers: 0 } });
  const path = `computer-groups/${String(made.body['id'])}`;
  const below = await ask('POST', 'computer-groups', { name: 'Room', parentId: made.body['id'] });
  expect(await ask('POST', 'computer-groups', { name: 'site' })).toMatchObject({
    status: 409,
    body: { code: 'nameTaken' },
  });
  expect(await ask('POST', 'computer-groups', { name: 'No' }, 'support')).toMatchObject({ status: 403 });
  expect(await ask('POST', `${path}/members/by-name`, { names: 'REST-1\nghost' })).toStrictEqual({
    status: 200,
    body: { added: 1, already: 0, unknown: ['ghost'] },
  });
  expect(await ask('POST', `${path}/members`, { add: [two], remove: [one] })).toMatchObject({
    body: { added: 1, removed: 1 },
  });
  const room = `computer-groups/${String(below.body['id'])}`;
  expect(await ask('PUT', `${room}/members/${three}`)).toMatchObject({ body: { added: 1 } });
  expect(
    await ask('GET', `computers?groupId=${String(made.body['id'])}`, undefined, 'support'),
  ).toMatchObject({
    body: { rows: [{ name: 'rest-2' }, { name: 'rest-3', groups: [{ name: 'Room' }] }] },
  });
  expect(await ask('GET', `computers/${three}`)).toMatchObject({ body: { groups: [{ name: 'Room' }] } });
  expect(await ask('DELETE', `${room}/members/${three}`)).toMatchObject({ body: { removed: 1 } });
  const moved = { name: 'Hall', notes: 'large', parentId: null, revision: 1 };
  expect(await ask('PATCH', room, moved)).toMatchObject({
    status: 200,
    body: { name: 'Hall', notes: 'large' },
  });
  expect(await ask('PATCH', path, { parentId: made.body['id'] })).toMatchObject({
    status: 400,
    body: { code: 'invalidInput', fields: [{ path: 'parentId' }] },
  });
  expect(await ask('GET', path)).toMatchObject({ status: 200, body: { computers: 1 } });
  expect(await ask('DELETE', path)).toMatchObject({ status: 204 });
  expect(await ask('GET', path)).toMatchObject({ status: 404 });
  expect(await ask('GET', 'computer-groups')).toMatchObject({ body: { rows: [{ name: 'Hall' }] } });
});

it('a deployment to groups and a pasted list by REST', async () => {
  const id = await computer('deploy-1');
  await computer('deploy-2');
  const [one, two] = [await givenPackage(hub), await givenPackage(hub)];
  const group = await ask('POST', 'package-groups', { name: 'Base' });
  const path = `package-groups/${String(group.body['id'])}`;
  const packageIds = [two.id, one.id];
  expect(await ask('PUT', `${path}/packages`, { packageIds })).toMatchObject({
    status: 200,
    body: { packageIds },
  });
  expect(await ask('PATCH', path, { notes: 'for everyone' })).toMatchObject({ body: { packageIds } });
  expect(await ask('GET', path)).toMatchObject({ body: { notes: 'for everyone', revision: 3 } });
  expect(await ask('GET', 'package-groups')).toMatchObject({ body: { rows: [{ name: 'Base' }] } });
  const wish = { name: 'by groups', packageGroupIds: [group.body['id']], computerNames: 'deploy-1,Deploy-2' };
  expect(await ask('POST', 'job-containers/preview', wish)).toMatchObject({
    body: { totals: { jobs: 4, computers: 2 }, computers: [{ computerId: id }, {}] },
  });
  expect(await ask('POST', 'job-containers', { ...wish, computerNames: 'deploy-1,ghost' })).toMatchObject({
    status: 400,
    body: { fields: [{ path: 'computerNames', message: 'no computer has this name: ghost' }] },
  });
  const container = await ask('POST', 'job-containers', wish);
  expect(container).toMatchObject({ status: 201, body: { jobs: 4 } });
  const jobs = await ask('GET', `job-containers/${String(container.body['id'])}/jobs`);
  const order = (jobs.body['rows'] as { packageId: string }[]).slice(0, 2).map((job) => job.packageId);
  expect(order).toStrictEqual(packageIds);
  expect(await ask('DELETE', path)).toMatchObject({ status: 204 });
});

it('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('groups-rest')).toEqual([]);
});
