import { expect, it } from 'vitest';
import { mongo } from 'mongoose';
import type { Family, Package } from '#domain/entities.ts';
import { versionOrder } from '#domain/versions.ts';
import { aFamily, anId, aPackage } from '#tests/support/builders.ts';
import { besideStore } from '#tests/support/store.ts';
import { describeStore, everyPage, idOf } from './on-database.ts';

describeStore('package families', ({ store }) => {
  it('come back as inserted, are found by name without regard to case, and go', async () => {
    const family = aFamily({ name: 'Mozilla Firefox', notes: 'the browser' });
    const inserted = await store().packages.insertFamily(family);
    expect(inserted).toStrictEqual({ ...family, revision: 1 });
    expect(await store().packages.getFamily(family.id)).toStrictEqual(inserted);
    expect(await store().packages.findFamilyByName('mozilla FIREFOX')).toStrictEqual(inserted);
    expect(await store().packages.findFamilyByName('mozilla')).toBeUndefined();
    const twin = store().packages.insertFamily(aFamily({ name: 'MOZILLA firefox' }));
    await expect(twin).rejects.toMatchObject({ code: 'nameTaken' });
    await store().packages.deleteFamily(family.id);
    expect(await store().packages.getFamily(family.id)).toBeUndefined();
    await store().packages.insertFamily(aFamily({ name: 'MOZILLA firefox' }));
  });

  it('are told one after the other, with what lists need of them, and read by their ids', async () => {
    const families = ['Told 1', 'Told 2', 'Told 3'].map((name) => aFamily({ name, notes: 'long' }));
    for (const family of families) await store().packages.insertFamily(family);
    const told = new Map<string, unknown>();
    await store().packages.eachFamily((facts) => told.set(facts.id, facts));
    for (const { id, name, createdAt } of families)
      expect(told.get(id)).toStrictEqual({ id, name, createdAt });
    const ids = families.map(idOf);
    const read = await store().packages.getFamilies([...ids, anId()]);
    expect(read.map(idOf).toSorted()).toStrictEqual(ids.toSorted());
    expect(read[0]?.notes).toBe('long');
  });

  it('are listed by name, page by page', async () => {
    const names = Array.from({ length: 11 }, (_, place) => `${place % 2 ? 'Tool' : 'tool'} ${place + 10}`);
    for (const name of names.toReversed()) await store().packages.insertFamily(aFamily({ name }));
    const rows = await everyPage<Family>((last) =>
      store().packages.listFamilies({
        search: 'TOOL',
        limit: 4,
        ...(last === undefined ? {} : { after: last }),
      }),
    );
    expect(rows.map(({ name }) => name)).toStrictEqual(names);
  });
});

describeStore('packages', ({ store, opened }) => {
  it('come back as inserted, with and without content', async () => {
    const content = { sha256: 'c'.repeat(64), bytes: 5, fileName: 'setup.zip', files: 2 };
    const withContent = aPackage({
      content,
      install: { procedure: 'true', successCodes: [], joiner: 'script' },
    });
    const without = aPackage();
    expect(await store().packages.insert(withContent)).toStrictEqual({ ...withContent, revision: 1 });
    await store().packages.insert(without);
    expect(await store().packages.get(withContent.id)).toStrictEqual({ ...withContent, revision: 1 });
    expect(await store().packages.get(without.id)).toStrictEqual({ ...without, revision: 1 });
    const many = await store().packages.getMany([without.id, anId(), withContent.id]);
    expect(many.map(idOf).toSorted()).toStrictEqual([withContent.id, without.id]);
    expect(await store().packages.usesContent(content.sha256)).toBe(true);
    expect(await store().packages.contentInUse()).toContain(content.sha256);
    expect(await store().packages.contentOf(content.sha256)).toEqual(content);
    expect(await store().packages.delete(withContent.id)).toBe(true);
    expect(await store().packages.delete(withContent.id)).toBe(false);
    expect(await store().packages.usesContent(content.sha256)).toBe(false);
    expect(await store().packages.contentOf(content.sha256)).toBeUndefined();
    expect(await store().packages.contentInUse()).not.toContain(content.sha256);
  });

  it('have a version once in their family', async () => {
    const one = aPackage({ version: '1.0-RC1' });
    await store().packages.insert(one);
    const again = store().packages.insert(aPackage({ familyId: one.familyId, version: '1.0-rc1' }));
    await expect(again).rejects.toMatchObject({ code: 'nameTaken' });
    await store().packages.insert(aPackage({ version: '1.0-RC1' }));
  });

  it('[V2] of a family come newest version first, whenever they were made, and are summed up', async () => {
    const [familyId, otherId, empty] = [anId(), anId(), anId()];
    for (const version of ['2.9', '2.10', '2.10~rc1', '1.0']) {
      await store().packages.insert(aPackage({ familyId, version }));
    }
    await store().packages.insert(aPackage({ familyId: otherId, version: '7' }));
    const versions = (await store().packages.ofFamily(familyId)).map(({ version }) => version);
    expect(versions).toStrictEqual(['2.10', '2.10~rc1', '2.9', '1.0']);
    expect((await store().packages.newestInstallable([familyId])).get(familyId)).toMatchObject({
      version: '2.10',
    });
    expect(await store().packages.summaries([familyId, otherId, empty])).toStrictEqual(
      new Map([
        [familyId, { packages: 4, latestVersion: '2.10', latestOrder: versionOrder('2.10') }],
        [otherId, { packages: 1, latestVersion: '7', latestOrder: versionOrder('7') }],
      ]),
    );
    expect(await store().packages.summaries([])).toStrictEqual(new Map());
  });

  it('[V2] are listed by name, the newest version first; equal names give no gap and no repeat', async () => {
    const inserted: Package[] = [];
    for (let place = 0; place < 23; place += 1) {
      const familyName = place % 5 === 0 ? 'listed Beta' : 'LISTED alpha';
      inserted.push(
        await store().packages.insert(aPackage({ familyName, familyId: anId(), version: `${100 - place}` })),
      );
    }
    const rows = await everyPage<Package>((last) =>
      store().packages.list({
        search: 'listed',
        limit: 4,
        ...(last === undefined
          ? {}
          : { after: { name: last.familyName, versionOrder: last.versionOrder, id: last.id } }),
      }),
    );
    const named = (name: string) => inserted.filter(({ familyName }) => familyName === name);
    expect(rows).toStrictEqual([...named('LISTED alpha'), ...named('listed Beta')]);
  });

  it('are edited only from the revision that was read, and without losing what is not edited', async () => {
    const entity = aPackage({ dependencies: [anId()], postAction: 'restart' });
    const read = await store().packages.insert(entity);
    const system = { family: 'linux' as const, minVersion: '12', architectures: [] };
    const edited = {
      ...read,
      notes: 'edited',
      dependencies: [],
      compatibleSystems: [system],
      version: '1.0.1',
      versionOrder: versionOrder('1.0.1'),
      familyName: 'ignored',
    };
    const saved = await store().packages.change(edited);
    expect(saved).toStrictEqual({ ...edited, familyName: entity.familyName, revision: 2 });
    expect(await store().packages.get(entity.id)).toStrictEqual(saved);
    expect(await store().packages.change(edited)).toBeUndefined();
    expect(await store().packages.change({ ...edited, id: anId() })).toBeUndefined();
  });

  it('are not edited to a version that their family has', async () => {
    const one = await store().packages.insert(aPackage({ version: '1.0' }));
    const { familyId } = one;
    const two = await store().packages.insert(aPackage({ familyId, version: '2.0' }));
    const twin = store().packages.change({ ...two, version: one.version, versionOrder: one.versionOrder });
    await expect(twin).rejects.toMatchObject({ code: 'nameTaken' });
    expect(await store().packages.get(two.id)).toStrictEqual(two);
  });

  it('[V1] from before versions were ordered are found, and ordered', async () => {
    const old = aPackage({ version: '2.10' });
    await store().packages.insert(old);
    const only = { familyId: new mongo.ObjectId(old.familyId) };
    await besideStore(opened(), (db) =>
      db.collection('packages').updateMany(only, { $unset: { versionOrder: '' } }),
    );
    expect(await store().packages.withoutOrder(10)).toStrictEqual([{ id: old.id, version: '2.10' }]);
    await store().packages.setOrder(old.id, old.versionOrder);
    expect(await store().packages.withoutOrder(10)).toStrictEqual([]);
    expect(await store().packages.get(old.id)).toStrictEqual({ ...old, revision: 1 });
  });

  it('are found by what they need', async () => {
    const needed = anId();
    const one = aPackage({ dependencies: [anId(), needed] });
    await store().packages.insert(one);
    await store().packages.insert(aPackage({ dependencies: [anId()] }));
    expect((await store().packages.needing(needed)).map(idOf)).toStrictEqual([one.id]);
    expect(await store().packages.needing(anId())).toStrictEqual([]);
  });

  it('of an older hub need nothing, fit everything and make room', async () => {
    const old = aPackage();
    await store().packages.insert(old);
    const later = { dependencies: '', compatibleSystems: '', upgradeBehaviour: '', postAction: '' };
    await besideStore(opened(), (db) => db.collection('packages').updateMany({}, { $unset: later }));
    expect(await store().packages.get(old.id)).toStrictEqual({ ...old, revision: 1 });
  });
});
