import { expect, it } from 'vitest';
import { aSavedFilter, anId } from '#tests/support/builders.ts';
import { describeStore } from './on-database.ts';

describeStore('saved filters', ({ store }) => {
  const part = () => store().savedFilters;

  it('come back as inserted; one’s own and those that are shared, by name', async () => {
    const owner = `user ${anId()}`;
    const own = await part().insert(
      aSavedFilter({ owner, name: 'beta', sort: '-name', columns: ['name', 'os'] }),
    );
    const shared = await part().insert(aSavedFilter({ owner: 'user 2', name: 'Alpha', shared: true }));
    await part().insert(aSavedFilter({ owner: 'user 2', name: 'private' }));
    const mine = await part().insert(aSavedFilter({ owner, name: 'gamma', shared: true }));
    expect(await part().get(own.id)).toStrictEqual(own);
    expect(await part().visibleTo(owner, 10)).toStrictEqual([shared, own, mine]);
    expect(await part().visibleTo(owner, 2)).toStrictEqual([shared, own]);
    expect(await part().countOf(owner)).toBe(2);
    expect(await part().get(anId())).toBeUndefined();
  });

  it('have a name of their own among those of their owner, in any case', async () => {
    const one = await part().insert(aSavedFilter({ owner: 'user 3', name: 'Stale' }));
    const again = part().insert(aSavedFilter({ owner: 'user 3', name: 'STALE' }));
    await expect(again).rejects.toMatchObject({ code: 'nameTaken' });
    await part().insert(aSavedFilter({ owner: 'user 4', name: 'stale' }));
    const other = await part().insert(aSavedFilter({ owner: 'user 3' }));
    await expect(part().change({ ...other, name: one.name })).rejects.toMatchObject({ code: 'nameTaken' });
  });

  it('change by compare-and-set, and lose what is left out', async () => {
    const made = await part().insert(aSavedFilter({ sort: 'name', columns: ['name'] }));
    const { sort: _, columns: __, ...rest } = made;
    const changed = await part().change({ ...rest, filter: 'os:windows', shared: true });
    expect(changed).toStrictEqual({ ...rest, filter: 'os:windows', shared: true, revision: 2 });
    expect(await part().change(made)).toBeUndefined();
    expect(await part().get(made.id)).toStrictEqual(changed);
  });

  it('go one by one, or all private ones of an owner', async () => {
    const owner = `user ${anId()}`;
    const one = await part().insert(aSavedFilter({ owner }));
    const kept = await part().insert(aSavedFilter({ owner, shared: true }));
    expect(await part().remove(one.id)).toBe(true);
    expect(await part().remove(one.id)).toBe(false);
    await part().insert(aSavedFilter({ owner }));
    await part().removePrivateOf(owner);
    expect(await part().visibleTo(owner, 10)).toContainEqual(kept);
    expect(await part().countOf(owner)).toBe(1);
  });
});
