import { expect, it } from 'vitest';
import { aComputer, aFamily, aJob, anId, aPackage } from '#tests/support/builders.ts';
import { aMachine } from '#tests/support/hardware.ts';
import { aPng } from '#tests/support/icons.ts';
import { describeStore } from './on-database.ts';

describeStore('package families that change', ({ store }) => {
  it('keep the name that was looked at, and no other has', async () => {
    const { families, packages } = store();
    const family = await packages.insertFamily(aFamily({ name: 'Editor' }));
    await packages.insertFamily(aFamily({ name: 'Viewer' }));
    const changed = await families.change({ ...family, name: 'Quiet Editor', notes: 'new' });
    expect(changed).toStrictEqual({ ...family, name: 'Quiet Editor', notes: 'new', revision: 2 });
    expect(await packages.findFamilyByName('quiet editor')).toStrictEqual(changed);
    expect(await families.change({ ...family, name: 'late' })).toBeUndefined();
    const taken = families.change({ ...family, revision: 2, name: 'VIEWER' });
    await expect(taken).rejects.toMatchObject({ code: 'nameTaken' });
  });

  it('take their packages along, once', async () => {
    const { families, packages } = store();
    const family = await packages.insertFamily(aFamily({ name: 'Before' }));
    const one = await packages.insert(aPackage({ familyId: family.id, familyName: 'Before' }));
    const other = await packages.insert(aPackage({ familyName: 'Another' }));
    const renamed = { id: family.id, name: 'After', icon: 'abcd' };
    const followed = { ...one, familyName: 'After', familyIcon: 'abcd', revision: 2 };
    expect(await families.follow(renamed)).toStrictEqual([followed]);
    expect(await families.follow(renamed)).toStrictEqual([]);
    expect(await packages.list({ limit: 5, search: 'after' })).toStrictEqual([followed]);
    const { familyIcon: _gone, ...plain } = { ...followed, revision: 3 };
    expect(await families.follow({ id: family.id, name: 'After' })).toStrictEqual([plain]);
    expect(await packages.get(other.id)).toStrictEqual(other);
  });

  it('have an icon, byte for byte, and lose it with themselves', async () => {
    const { families, packages } = store();
    const family = await packages.insertFamily(aFamily());
    const bytes = new Uint8Array(aPng({ width: 40, height: 40 }));
    const icon = { type: 'image/png' as const, bytes, digest: 'feed' };
    expect(await families.icon(family.id)).toBeUndefined();
    expect(await families.changeIcon(family.id, icon)).toStrictEqual({
      ...family,
      icon: 'feed',
      revision: 2,
    });
    expect(await families.icon(family.id)).toStrictEqual(icon);
    expect(await packages.getFamily(family.id)).toMatchObject({ icon: 'feed' });
    expect(await families.changeIcon(family.id, null)).toStrictEqual({ ...family, revision: 3 });
    expect(await families.icon(family.id)).toBeUndefined();
    await families.changeIcon(family.id, icon);
    await families.remove(family.id);
    expect(await families.icon(family.id)).toBeUndefined();
    expect(await packages.getFamily(family.id)).toBeUndefined();
    expect(await families.changeIcon(family.id, icon)).toBeUndefined();
    expect(await families.icon(family.id)).toBeUndefined();
  });
});

describeStore('what holds on to a package', ({ store }) => {
  it('are its pending jobs, counted and listed', async () => {
    const { jobs } = store();
    const packageId = anId();
    const content = { sha256: 'e'.repeat(64), bytes: 1 };
    const made = (['waiting', 'waiting', 'executing', 'succeeded'] as const).map((state) =>
      aJob({ packageId, state, content }),
    );
    await jobs.insertMany([...made, aJob({ state: 'waiting' })]);
    expect(await jobs.countPendingOfPackage(packageId)).toStrictEqual({ waiting: 2, executing: 1 });
    const pending = made.slice(0, 3).map(({ id }) => id);
    const rows = await jobs.pendingOfPackage({ packageId, limit: 2 });
    const rest = await jobs.pendingOfPackage({ packageId, limit: 2, before: rows[1]?.id ?? '' });
    expect([...rows, ...rest].map(({ id }) => id)).toStrictEqual(pending.toReversed());
    expect(await jobs.hasPendingOfContent(content.sha256)).toBe(true);
    expect(await jobs.hasPendingOfContent('f'.repeat(64))).toBe(false);
  });
});

describeStore('systems', ({ store }) => {
  it('are counted over the fleet', async () => {
    const { computers } = store();
    for (const version of ['12', '12', '13']) {
      const { id } = await computers.insert(aComputer());
      const { operatingSystem } = aMachine();
      const value = aMachine({ operatingSystem: { ...operatingSystem, version } });
      await computers.saveInventory(id, { part: 'hardware', digest: 'a'.repeat(64), value }, new Date());
    }
    await computers.insert(aComputer());
    const rows = await computers.systems();
    expect(rows.map(({ name, version, computers: count }) => [name, version, count]).toSorted()).toEqual([
      ['Debian', '12', 2],
      ['Debian', '13', 1],
    ]);
  });
});
