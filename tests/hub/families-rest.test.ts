import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let authorization: string;
beforeAll(async () => {
  hub = await startTestHub();
  const { token } = await hub.hub.commands.createApiToken(ADMIN, { name: 'reader', role: 'viewer' });
  authorization = `Bearer ${token}`;
  await givenPackage(hub, { familyName: 'Sorted 10', version: '1.9' });
  await givenPackage(hub, { familyName: 'sorted 9', version: '1.10' });
  await givenPackage(hub, { familyName: 'Sorted 11', version: '1.2' });
  await hub.hub.commands.createFamily(ADMIN, { name: 'Sorted, empty', notes: '=1+1' });
  await givenPackage(hub, { familyName: 'Another' });
});
afterAll(() => hub.dispose());

const ask = (path: string) => checkedFetch(`${hub.address}/api/v1/${path}`, { headers: { authorization } });
async function list(query: string) {
  const answer = await ask(`package-families?search=SORTED${query}`);
  const body = (await answer.json()) as { rows: { name: string }[]; next?: string; total: number };
  return { ...body, names: body.rows.map(({ name }) => name) };
}

it('[C3] package families are sorted, counted and paged', async () => {
  expect(await list('')).toMatchObject({
    names: ['sorted 9', 'Sorted 10', 'Sorted 11', 'Sorted, empty'],
    total: 4,
  });
  const first = await list('&sort=-latestVersion&limit=2');
  expect(first).toMatchObject({ names: ['sorted 9', 'Sorted 10'], total: 4 });
  const rest = await list(`&sort=-latestVersion&limit=2&cursor=${encodeURIComponent(first.next ?? '')}`);
  expect([rest.names, rest.next]).toEqual([['Sorted 11', 'Sorted, empty'], undefined]);
  expect((await list('&sort=-createdAt&from=1&limit=2')).names).toEqual(['Sorted 11', 'sorted 9']);
  expect((await list('&sort=packages')).names[0]).toBe('Sorted, empty');
});

it('an order or a cursor that is none is refused', async () => {
  for (const query of ['sort=colour', 'cursor=nonsense', 'from=-1']) {
    expect((await ask(`package-families?${query}`)).status, query).toBe(400);
  }
});

it('all that fit become a table, in the same order', async () => {
  const answer = await ask('package-families.csv?search=sorted&sort=-name');
  expect(answer.headers.get('content-type')).toContain('text/csv');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="package-families.csv"');
  const lines = (await answer.text()).trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/id,name,latestVersion,packages,createdAt,notes$/);
  expect(lines[1]).toMatch(/,"Sorted, empty",,0,[^,]+,'=1\+1$/);
  expect(lines.slice(2).map((line) => line.split(',').slice(1, 4))).toEqual([
    ['Sorted 11', '1.2', '1'],
    ['Sorted 10', '1.9', '1'],
    ['sorted 9', '1.10', '1'],
  ]);
});

it('nothing that is to be asked for here was forgotten', () => {
  expect(forgottenIn('families-rest')).toEqual([]);
});
