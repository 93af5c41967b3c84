import { expect, it } from 'vitest';
import { aComputer, aGroup, anId } from '#tests/support/builders.ts';
import { describeStore, everyPage } from './on-database.ts';

describeStore('groups', ({ store }) => {
  it('are two trees, each by name without regard to case', async () => {
    const names = ['beta', 'Alpha', 'gamma'];
    const made = [];
    for (const name of names) made.push(await store().groups.insert('computers', aGroup({ name })));
    const ofPackages = await store().groups.insert('packages', aGroup({ name: 'Alpha' }));
    expect((await store().groups.all('computers')).map(({ name }) => name)).toStrictEqual([
      'Alpha',
      'beta',
      'gamma',
    ]);
    expect(await store().groups.all('packages')).toStrictEqual([ofPackages]);
    expect(await store().groups.get('computers', ofPackages.id)).toBeUndefined();
    const ids = made.map(({ id }) => id);
    expect((await store().groups.getMany('computers', [...ids, anId()])).length).toBe(3);
  });

  it('[G1] have a name of their own beside each other, at the top too, and may share it elsewhere', async () => {
    const top = await store().groups.insert('computers', aGroup({ name: 'Berlin' }));
    const again = store().groups.insert('computers', aGroup({ name: 'BERLIN' }));
    await expect(again).rejects.toMatchObject({ code: 'nameTaken' });
    const below = await store().groups.insert('computers', aGroup({ name: 'Berlin', parentId: top.id }));
    const twice = store().groups.insert('computers', aGroup({ name: 'berlin', parentId: top.id }));
    await expect(twice).rejects.toMatchObject({ code: 'nameTaken' });
    const { parentId: _, ...atTop } = below;
    await expect(store().groups.change('computers', atTop)).rejects.toMatchObject({ code: 'nameTaken' });
  });

  it('change by compare-and-set, and go to the top', async () => {
    const parent = await store().groups.insert('packages', aGroup());
    const [one, two] = [anId(), anId()];
    const group = await store().groups.insert('packages', aGroup({ parentId: parent.id }));
    const changed = await store().groups.change('packages', { ...group, packageIds: [two, one] });
    expect(changed).toStrictEqual({ ...group, packageIds: [two, one], revision: 2 });
    expect(await store().groups.change('packages', group)).toBeUndefined();
    const { parentId: _, ...atTop } = changed ?? group;
    expect(await store().groups.change('packages', atTop)).toStrictEqual({ ...atTop, revision: 3 });
    await store().groups.remove('packages', group.id);
    expect(await store().groups.get('packages', group.id)).toBeUndefined();
  });

  it('forget a package that is deleted, and keep the order of the others', async () => {
    const [one, two, three] = [anId(), anId(), anId()];
    const first = await store().groups.insert('packages', aGroup({ packageIds: [three, one, two] }));
    const other = await store().groups.insert('packages', aGroup({ packageIds: [two] }));
    expect(await store().groups.forgetPackage(one)).toStrictEqual([
      { ...first, packageIds: [three, two], revision: 2 },
    ]);
    expect(await store().groups.forgetPackage(one)).toStrictEqual([]);
    expect(await store().groups.get('packages', other.id)).toStrictEqual(other);
  });

  it('have members, who are in several, are listed once and by name, and leave without a trace', async () => {
    const [here, there] = [anId(), anId()];
    const names = ['m-3', 'M-1', 'm-2', 'm-5', 'm-4'];
    const computers = [];
    for (const name of names) computers.push(await store().computers.insert(aComputer({ name })));
    const ids = computers.map(({ id }) => id);
    await store().groups.addMembers(here, ids.slice(0, 3));
    await store().groups.addMembers(here, ids.slice(0, 1));
    await store().groups.addMembers(there, ids.slice(2));
    expect(await store().groups.countMembers([here, there, anId()])).toStrictEqual(
      new Map([
        [here, 3],
        [there, 3],
        [expect.any(String), 0],
      ]),
    );
    const rows = await everyPage<{ id: string; name: string }>((last) =>
      store().groups.members({
        groupIds: [here, there],
        limit: 2,
        ...(last === undefined ? {} : { after: last.name }),
      }),
    );
    expect(rows.map(({ name }) => name)).toStrictEqual(['M-1', 'm-2', 'm-3', 'm-4', 'm-5']);
    const listed = await store().computers.list({ limit: 10, groupIds: [here, there], search: 'm-3' });
    expect(listed.map(({ id, groupIds }) => ({ id, groupIds }))).toStrictEqual([
      { id: ids[0], groupIds: [here] },
    ]);
    await store().groups.removeMembers(here, ids);
    expect(await store().groups.members({ groupIds: [here], limit: 10 })).toStrictEqual([]);
    const left = await store().computers.get(ids[0] ?? '');
    expect(left).not.toHaveProperty('groupIds');
    // Each write of a member is a change of its row.
    expect(left?.revision).toBe(4);
  });

  it('find computers by any of their names, in any case', async () => {
    const one = await store().computers.insert(aComputer({ name: 'Desk-Ä' }));
    const other = await store().computers.insert(aComputer({ name: 'desk-b' }));
    const found = await store().computers.findByNames(['desk-ä', 'DESK-B', 'desk', 'nobody']);
    expect(new Set(found.map(({ id }) => id))).toStrictEqual(new Set([one.id, other.id]));
  });
});
