import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/entities.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { GroupView } from '#protocol/views/group.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { aComputer } from '#tests/support/builders.ts';
import { givenComputer } from '#tests/support/given-computer.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const SUPPORT: Actor = { ...ADMIN, id: 'e'.repeat(24), name: 'sam', role: 'support' };

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(async () => {
  await hub.dispose();
});

let made = 0;
async function givenComputers(...names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push((await givenComputer(hub, { name })).id);
  return ids;
}
const commands = () => hub.hub.commands;
const group = (more: { of?: 'computers' | 'packages'; name?: string; parentId?: string } = {}) =>
  commands().createGroup(ADMIN, { of: 'computers', name: `group ${(made += 1)}`, ...more });
const audited = async (subjectId: string) =>
  (await hub.hub.queries.audit(ADMIN, { subjectId })).rows.map(({ verb, detail }) => [verb, detail]);
const rowOf = async (id: string) => hub.hub.queries.computer(ADMIN, id);

describe('a tree of groups', () => {
  it('[A1] is changed by operators, and read by all', async () => {
    const one = await group();
    const forbidden = { code: 'forbidden' };
    const { id: groupId } = one;
    const tries = [
      () => commands().createGroup(SUPPORT, { of: 'computers', name: 'x' }),
      () => commands().editGroup(SUPPORT, { of: 'computers', groupId, name: 'x' }),
      () => commands().deleteGroup(SUPPORT, { of: 'computers', groupId }),
      () => commands().changeMembers(SUPPORT, { groupId }),
      () => commands().addComputersByName(SUPPORT, { groupId, names: 'x' }),
      () => commands().setPackageGroup(SUPPORT, { groupId, packageIds: [] }),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject(forbidden);
    expect(await hub.hub.queries.group(SUPPORT, 'computers', groupId)).toStrictEqual(one);
  });

  it('[G1] refuses a circle, an unknown parent and too many levels at the field itself', async () => {
    const chain: GroupView[] = [];
    for (let level = 0; level < LIMITS.groupDepth; level += 1) {
      const parentId = chain.at(-1)?.id;
      chain.push(await group(parentId === undefined ? {} : { parentId }));
    }
    const [top, second] = chain;
    const refused = (message: string) => ({ code: 'invalidInput', fields: [{ path: 'parentId', message }] });
    await expect(group({ parentId: chain.at(-1)?.id ?? '' })).rejects.toMatchObject(
      refused('groups may be 8 levels deep'),
    );
    const circle = commands().editGroup(ADMIN, {
      of: 'computers',
      groupId: top?.id ?? '',
      parentId: chain.at(-1)?.id ?? '',
    });
    await expect(circle).rejects.toMatchObject(refused('a group cannot lie below itself'));
    await expect(group({ parentId: 'a'.repeat(24) })).rejects.toMatchObject(
      refused('this group does not exist, or no longer'),
    );
    const moved = await commands().editGroup(ADMIN, {
      of: 'computers',
      groupId: second?.id ?? '',
      parentId: null,
      name: 'moved',
    });
    expect(moved).not.toHaveProperty('parentId');
    expect(await audited(moved.id)).toContainEqual([
      'group.edit',
      `${second?.name} → moved, moved to the top`,
    ]);
  });

  it('[G1] two moves at once make no circle together', async () => {
    const [one, other] = [await group(), await group()];
    const moves = await Promise.allSettled([
      commands().editGroup(ADMIN, { of: 'computers', groupId: one.id, parentId: other.id }),
      commands().editGroup(ADMIN, { of: 'computers', groupId: other.id, parentId: one.id }),
    ]);
    expect(moves.map(({ status }) => status)).toStrictEqual(['fulfilled', 'rejected']);
  });

  it('keeps a change that somebody else has made meanwhile', async () => {
    const one = await group();
    await commands().editGroup(ADMIN, { of: 'computers', groupId: one.id, revision: 1, notes: 'theirs' });
    const late = { of: 'computers', groupId: one.id, revision: 1, notes: 'mine' } as const;
    await expect(commands().editGroup(ADMIN, late)).rejects.toMatchObject({ code: 'changedMeanwhile' });
  });

  it('[G4] a deleted group lets its members go, and those below it move up', async () => {
    const top = await group();
    const doomed = await group({ parentId: top.id });
    const below = await group({ parentId: doomed.id });
    // Of the very name of what is deleted: it takes its place.
    const namesake = await group({ parentId: doomed.id, name: doomed.name });
    const ids = await givenComputers('leaves-1', 'leaves-2');
    await commands().changeMembers(ADMIN, { groupId: doomed.id, add: ids });
    expect((await rowOf(ids[0] ?? '')).groups).toStrictEqual([{ id: doomed.id, name: doomed.name }]);
    await commands().deleteGroup(ADMIN, { of: 'computers', groupId: doomed.id });
    const left = await hub.hub.queries.computerGroups(ADMIN);
    expect(left.find(({ id }) => id === doomed.id)).toBeUndefined();
    for (const { id } of [below, namesake]) {
      expect(left.find((one) => one.id === id)?.parentId).toBe(top.id);
    }
    expect((await rowOf(ids[0] ?? '')).groups).toStrictEqual([]);
    expect(await audited(doomed.id)).toContainEqual([
      'group.delete',
      '2 computers were in it, 2 groups moved up',
    ]);
  });

  it('[G1] [G4] refuses to move a group up beside another of its name', async () => {
    const [top, doomed] = [await group(), await group()];
    await group({ parentId: doomed.id, name: top.name.toUpperCase() });
    const deletion = commands().deleteGroup(ADMIN, { of: 'computers', groupId: doomed.id });
    await expect(deletion).rejects.toMatchObject({ code: 'nameTaken' });
    expect(await hub.hub.queries.group(ADMIN, 'computers', doomed.id)).toStrictEqual(doomed);
  });
});

describe('members', () => {
  it('come and go in bulk, and doing it twice changes nothing', async () => {
    const { id: groupId } = await group();
    const ids = await givenComputers(...Array.from({ length: 300 }, (_, n) => `bulk-${n}`));
    const add = () => commands().changeMembers(ADMIN, { groupId, add: ids });
    expect(await add()).toStrictEqual({ added: 300, removed: 0 });
    expect(await add()).toStrictEqual({ added: 0, removed: 0 });
    expect(await hub.hub.queries.group(ADMIN, 'computers', groupId)).toMatchObject({ computers: 300 });
    const half = ids.slice(150);
    expect(await commands().changeMembers(ADMIN, { groupId, remove: half })).toStrictEqual({
      added: 0,
      removed: 150,
    });
    const [[, detail] = [], ...rest] = (await audited(groupId)).filter(([verb]) => verb === 'group.members');
    expect(detail).toMatch(/^150 removed: bulk-150, .* and 130 more$/);
    // Adding what was there already left no line.
    expect(rest).toHaveLength(1);
  });

  it('are refused whole when one is unknown, or in too many groups', async () => {
    const { id: groupId } = await group();
    const [id = ''] = await givenComputers('whole');
    const unknown = commands().changeMembers(ADMIN, { groupId, add: [id, 'a'.repeat(24)] });
    await expect(unknown).rejects.toMatchObject({ code: 'notFound' });
    const many = Array.from({ length: LIMITS.groupsPerComputer }, () => hub.context.store.newId());
    const full = await hub.context.store.computers.insert(aComputer({ name: 'full', groupIds: many }));
    const tooMany = commands().changeMembers(ADMIN, { groupId, add: [id, full.id] });
    await expect(tooMany).rejects.toMatchObject({
      code: 'tooLarge',
      detail: expect.stringContaining('full'),
    });
    expect((await rowOf(id)).groups).toStrictEqual([]);
  });

  it('[G3] come from a pasted list; names that no computer has come back as they were written', async () => {
    const { id: groupId } = await group();
    const [first = ''] = await givenComputers('Paste-1', 'paste-2', 'paste-3');
    await commands().changeMembers(ADMIN, { groupId, add: [first] });
    const names = 'PASTE-1\r\npaste-2; Nobody\n paste-3 ,\tpaste-2\n\nnobody\nElse';
    expect(await commands().addComputersByName(ADMIN, { groupId, names })).toStrictEqual({
      added: 2,
      already: 1,
      unknown: ['Nobody', 'Else'],
    });
    const listed = await hub.hub.queries.computers(ADMIN, { groupId });
    expect(listed.rows.map(({ name }) => name)).toStrictEqual(['Paste-1', 'paste-2', 'paste-3']);
  });

  it('[G2] the list of computers shows those of the groups below too', async () => {
    const top = await group();
    const below = await group({ parentId: top.id });
    const [a = '', b = ''] = await givenComputers('list-a', 'list-b');
    await commands().changeMembers(ADMIN, { groupId: top.id, add: [b] });
    await commands().changeMembers(ADMIN, { groupId: below.id, add: [a, b] });
    const listed = await hub.hub.queries.computers(ADMIN, { groupId: top.id });
    expect(listed.rows.map(({ id }) => id)).toStrictEqual([a, b]);
    const unknown = hub.hub.queries.computers(ADMIN, { groupId: 'a'.repeat(24) });
    await expect(unknown).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('a group of packages', () => {
  it('keeps its order, and forgets what is deleted', async () => {
    const { id: groupId } = await group({ of: 'packages' });
    const [one, two, three] = [await givenPackage(hub), await givenPackage(hub), await givenPackage(hub)];
    const packageIds = [three.id, one.id, two.id];
    const set = await commands().setPackageGroup(ADMIN, { groupId, revision: 1, packageIds });
    expect(set.packageIds).toStrictEqual(packageIds);
    const late = commands().setPackageGroup(ADMIN, { groupId, revision: 1, packageIds: [] });
    await expect(late).rejects.toMatchObject({ code: 'changedMeanwhile' });
    const unknown = commands().setPackageGroup(ADMIN, { groupId, packageIds: ['a'.repeat(24)] });
    await expect(unknown).rejects.toMatchObject({ code: 'notFound' });
    await commands().deletePackage(ADMIN, { packageId: one.id });
    expect(await hub.hub.queries.packageGroups(ADMIN)).toContainEqual({
      ...set,
      packageIds: [three.id, two.id],
      revision: 3,
    });
  });
});

describe('[G2] a deployment to groups', () => {
  it('takes each computer once, and packages in the order of the groups after the single ones', async () => {
    const ids = await givenComputers('dep-a', 'dep-b', 'dep-c');
    const [a = '', b = '', c = ''] = ids;
    const top = await group();
    const below = await group({ parentId: top.id });
    await commands().changeMembers(ADMIN, { groupId: top.id, add: [b] });
    await commands().changeMembers(ADMIN, { groupId: below.id, add: [a, b] });
    const packages = [];
    for (let n = 0; n < 4; n += 1) packages.push((await givenPackage(hub)).id);
    const [p0 = '', p1 = '', p2 = '', p3 = ''] = packages;
    const first = await group({ of: 'packages' });
    const nested = await group({ of: 'packages', parentId: first.id });
    await commands().setPackageGroup(ADMIN, { groupId: first.id, packageIds: [p2, p1, p0] });
    await commands().setPackageGroup(ADMIN, { groupId: nested.id, packageIds: [p3] });
    const wish = {
      computerIds: [b],
      computerNames: 'DEP-C',
      computerGroupIds: [top.id],
      packageIds: [p1],
      packageGroupIds: [first.id],
    };
    const preview = await hub.hub.queries.previewDeployment(ADMIN, wish);
    expect(preview.computers.map(({ computerId }) => computerId)).toStrictEqual([b, c, a]);
    expect(preview.computers[0]?.jobs.map(({ packageId }) => packageId)).toStrictEqual([p1, p2, p0, p3]);
    // The plan that was agreed to is a plan of these computers: a new member changes it.
    const [d = ''] = await givenComputers('dep-d');
    await commands().changeMembers(ADMIN, { groupId: below.id, add: [d] });
    const create = (planDigest: string) =>
      commands().createContainer(ADMIN, { name: 'to groups', ...wish, planDigest });
    await expect(create(preview.digest)).rejects.toMatchObject({ code: 'planChanged' });
    const { digest } = await hub.hub.queries.previewDeployment(ADMIN, wish);
    const container = await create(digest);
    expect(container.jobs).toBe(16);
  });

  it('names every unknown name, and creates nothing', async () => {
    await givenComputers('known-1');
    const packageIds = [(await givenPackage(hub)).id];
    const wish = { name: 'x', computerNames: 'known-1, lost-1\nlost-2', packageIds };
    await expect(commands().createContainer(ADMIN, wish)).rejects.toMatchObject({
      code: 'invalidInput',
      fields: [{ path: 'computerNames', message: 'no computer has this name: lost-1, lost-2' }],
    });
    await expect(hub.hub.queries.previewDeployment(ADMIN, wish)).rejects.toMatchObject({
      code: 'invalidInput',
    });
  });

  it('is refused when the groups are empty, with the side that is', async () => {
    const [id = ''] = await givenComputers('empty-1');
    const packageIds = [(await givenPackage(hub)).id];
    const computerGroupIds = [(await group()).id];
    const packageGroupIds = [(await group({ of: 'packages' })).id];
    const preview = (wish: object) =>
      hub.hub.queries.previewDeployment(ADMIN, wish).catch((error: unknown) => error);
    const refused = (path: string, message: string) => ({
      code: 'containerEmpty',
      fields: [{ path, message }],
    });
    expect(await preview({ computerGroupIds, packageIds })).toMatchObject(
      refused('computerIds', 'there is no computer in the chosen groups'),
    );
    expect(await preview({ computerIds: [id], packageGroupIds })).toMatchObject(
      refused('packageIds', 'there is no package in the chosen groups'),
    );
    expect(await preview({ packageIds })).toMatchObject(
      refused('computerIds', 'choose one computer at least'),
    );
    expect(await preview({ computerGroupIds: ['a'.repeat(24)], packageIds })).toMatchObject({
      code: 'notFound',
    });
  });

  it('[A2] support staff deploy to a group of one computer, and not to one of two', async () => {
    const { id: groupId } = await group();
    const [one = '', two = ''] = await givenComputers('sup-1', 'sup-2');
    const packageIds = [(await givenPackage(hub)).id];
    const wish = { computerGroupIds: [groupId], packageIds };
    await commands().changeMembers(ADMIN, { groupId, add: [one] });
    const preview = () => hub.hub.queries.previewDeployment(SUPPORT, wish);
    expect((await preview()).totals.computers).toBe(1);
    await commands().changeMembers(ADMIN, { groupId, add: [two] });
    await expect(preview()).rejects.toMatchObject({ code: 'forbidden' });
  });
});

it('changes of groups and of their members are announced', async () => {
  const session = await hub.hub.commands.signIn(
    { name: 'admin', password: ADMIN_PASSWORD },
    { address: '127.0.0.1' },
  );
  const console = new ConsoleSocket(hub.address, { secret: session.secret, origin: hub.address });
  expect(await console.admitted()).toBeUndefined();
  await console.ask('watch', { topic: 'groups' });
  await console.ask('watch', { topic: 'computers' });
  const heard = (fits: (change: { kind: string; [key: string]: unknown }) => boolean) =>
    console.hears((messages) => messages.some(({ changes }) => changes.some(fits)));
  const [id = ''] = await givenComputers('told');
  const one = await group({ name: 'told' });
  await commands().changeMembers(ADMIN, { groupId: one.id, add: [id] });
  await heard(
    (change) => change.kind === 'group' && JSON.stringify(change['group']).includes('"computers":1'),
  );
  await heard((change) => change.kind === 'computersChanged');
  await console.ask('unwatch', { topic: 'computers' });
  await console.ask('watch', { topic: `computer:${id}` });
  await commands().editGroup(ADMIN, { of: 'computers', groupId: one.id, name: 'told anew' });
  await heard((change) => JSON.stringify(change['computer'] ?? '').includes('told anew'));
  await commands().deleteGroup(ADMIN, { of: 'computers', groupId: one.id });
  await heard((change) => change.kind === 'groupRemoved' && change['groupId'] === one.id);
  console.leave();
});
