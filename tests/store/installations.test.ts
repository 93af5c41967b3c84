import { expect, it } from 'vitest';
import type { Installation } from '#domain/entities.ts';
import type { InstallationListFilter } from '#store/contract/aggregates.ts';
import { anId, anInstallation } from '#tests/support/builders.ts';
import { describeStore, everyPage, idOf } from './on-database.ts';

describeStore('installations', ({ store }) => {
  it('are one for a computer and a package: a repeated write replaces it', async () => {
    const first = anInstallation();
    expect(await store().installations.put(first)).toStrictEqual(first);
    const { jobId: _, ...withoutJob } = { ...first, id: anId(), installedBy: 'ada', packageVersion: '2' };
    const second = await store().installations.put(withoutJob);
    expect(second).toStrictEqual({ ...withoutJob, id: first.id });
    expect(await store().installations.ofComputers([first.computerId])).toStrictEqual([second]);
    expect(await store().installations.countOfPackage(first.packageId)).toBe(1);
  });

  it('stay one when 10 writers put it at once', async () => {
    const [computerId, packageId] = [anId(), anId()];
    const put = await Promise.all(
      Array.from({ length: 10 }, () => store().installations.put(anInstallation({ computerId, packageId }))),
    );
    expect(new Set(put.map(idOf)).size).toBe(1);
    expect(await store().installations.countOfPackage(packageId)).toBe(1);
  });

  it('are removed once', async () => {
    const { computerId, packageId } = await store().installations.put(anInstallation());
    expect(await store().installations.remove(computerId, anId())).toBe(false);
    expect(await store().installations.remove(computerId, packageId)).toBe(true);
    expect(await store().installations.remove(computerId, packageId)).toBe(false);
    expect(await store().installations.ofComputers([computerId])).toStrictEqual([]);
  });

  it('are listed of computers, and of a package page by page', async () => {
    const packageId = anId();
    const computers = Array.from({ length: 9 }, () => anId());
    // Two computers of a name cannot be; records from before one was renamed can.
    const nameOf = (index: number) => `pc-${9 - Math.floor(index / 2)}`;
    for (const [index, computerId] of computers.entries()) {
      const computerName = nameOf(index);
      await store().installations.put(anInstallation({ computerId, packageId, computerName }));
      await store().installations.put(anInstallation({ computerId }));
    }
    const two = computers.slice(0, 2);
    const ofTwo = await store().installations.ofComputers(two);
    expect(ofTwo.map(({ computerId }) => computerId)).toStrictEqual(two.flatMap((id) => [id, id]));
    expect(await store().installations.ofComputers([])).toStrictEqual([]);
    const rows = await everyPage<Installation>((last) =>
      store().installations.ofPackage({
        packageId,
        limit: 4,
        ...(last === undefined ? {} : { after: { name: last.computerName, id: last.id } }),
      }),
    );
    const byName = [8, 6, 7, 4, 5, 2, 3, 0, 1].map((index) => computers[index]);
    expect(rows.map(({ computerId }) => computerId)).toStrictEqual(byName);
    expect(await store().installations.countOfPackage(packageId)).toBe(9);
    expect(await store().installations.countOfPackage(anId())).toBe(0);
  });

  it('of a package are searched by the name of the computer, in any case, as it stands', async () => {
    const packageId = anId();
    const names = ['PC-Ä.1', 'pc-ä.2', 'kiosk', 'pcx1'];
    for (const computerName of names) {
      await store().installations.put(anInstallation({ packageId, computerName }));
    }
    const found = async (search: string) => {
      const rows = await store().installations.ofPackage({ packageId, search, limit: 9 });
      expect(await store().installations.countOfPackage(packageId, { search })).toBe(rows.length);
      return rows.map((row) => row.computerName);
    };
    expect(await found('pc')).toStrictEqual(['PC-Ä.1', 'pc-ä.2', 'pcx1']);
    expect(await found('Ä.')).toStrictEqual(['PC-Ä.1', 'pc-ä.2']);
    expect(await found('.')).toStrictEqual(['PC-Ä.1', 'pc-ä.2']);
    expect(await found('')).toHaveLength(4);
    expect(await found('k')).toStrictEqual(['kiosk']);
  });

  it('are told apart by what the inventory says of them', async () => {
    const packageId = anId();
    const states = ['ok', 'missing', 'otherVersion', 'unknown'] as const;
    for (const state of states) {
      await store().installations.put(anInstallation({ packageId, computerName: state, drift: { state } }));
    }
    await store().installations.put(anInstallation({ packageId, computerName: 'unjudged' }));
    const names = async (drifted: boolean) => {
      const rows = await store().installations.ofPackage({ packageId, drifted, limit: 9 });
      expect(await store().installations.countOfPackage(packageId, { drifted })).toBe(rows.length);
      return rows.map((row) => row.computerName);
    };
    expect(await names(true)).toStrictEqual(['missing', 'otherVersion']);
    expect(await names(false)).toStrictEqual(['ok', 'unjudged', 'unknown']);
  });

  it('of all computers and packages are listed by the name of the computer, page by page', async () => {
    const word = anId().slice(-6);
    const [packageId, computerId] = [anId(), anId()];
    const put = (given: Partial<Installation>) => store().installations.put(anInstallation(given));
    const made = [
      await put({ computerName: `b-${word}`, computerId, packageId, drift: { state: 'missing' } }),
      await put({ computerName: `b-${word}`, computerId, packageName: 'Editor' }),
      await put({ computerName: `b-${word}`, computerId, drift: { state: 'ok' } }),
      await put({ computerName: `a-${word}`, packageId, drift: { state: 'otherVersion', found: '2' } }),
      await put({ computerName: `c-${word}`, packageId, packageName: `Editor ${word}` }),
      await put({ computerName: 'elsewhere', packageName: `tool ${word.toUpperCase()}` }),
    ];
    const [b1, b2, b3, a, c, elsewhere] = made.map(idOf);
    const read = async (filter: InstallationListFilter) =>
      (
        await everyPage<Installation>((last) =>
          store().installations.list({ limit: 2, ...filter, ...(last === undefined ? {} : { after: last }) }),
        )
      ).map(idOf);
    expect(await read({ search: word })).toStrictEqual([a, b1, b2, b3, c, elsewhere]);
    expect(await read({ search: word, drifted: true })).toStrictEqual([a, b1]);
    expect(await read({ packageId })).toStrictEqual([a, b1, c]);
    expect(await read({ packageId, drifted: false })).toStrictEqual([c]);
    const own = made.slice(0, 3).toSorted((one, other) => (one.packageId < other.packageId ? -1 : 1));
    expect(await read({ computerId })).toStrictEqual(own.map(idOf));
    expect(await read({ computerId, search: 'EDITOR' })).toStrictEqual([b2]);
    expect(await read({ computerId, packageId: anId() })).toStrictEqual([]);
    const drifted = await read({ drifted: true });
    expect(drifted.filter((id) => made.some((row) => row.id === id))).toStrictEqual([a, b1]);
    expect((await read({})).filter((id) => made.some((row) => row.id === id))).toHaveLength(6);
  });

  it('tell which packages are installed anywhere, one after the other', async () => {
    const packageIds = [anId(), anId(), anId()];
    for (const packageId of [...packageIds, ...packageIds]) {
      await store().installations.put(anInstallation({ packageId }));
    }
    const found: string[] = [];
    const next = (after?: string) => store().installations.nextPackage(after);
    for (let id = await next(); id !== undefined; id = await next(id)) found.push(id);
    expect(found.filter((id) => packageIds.includes(id))).toStrictEqual(packageIds);
    expect(new Set(found).size).toBe(found.length);
  });

  it('keep a judgement, but not one upon an earlier installation', async () => {
    const one = await store().installations.put(anInstallation({ byHand: true }));
    const drift = { state: 'otherVersion', found: '2' } as const;
    const judged = await store().installations.setDrift({ ...one, drift });
    expect(judged).toStrictEqual({ ...one, drift });
    const { byHand: _, ...again } = { ...one, installedAt: new Date(one.installedAt.getTime() + 1) };
    expect(await store().installations.put(again)).toStrictEqual(again);
    expect(await store().installations.setDrift({ ...one, drift })).toBeUndefined();
    expect(await store().installations.ofComputers([one.computerId])).toStrictEqual([again]);
  });

  it('are removed together, those that are still there', async () => {
    const [one, other, kept] = await Promise.all(
      Array.from({ length: 3 }, () => store().installations.put(anInstallation())),
    );
    const ids = [one, other].map((row) => row?.id ?? '');
    expect(await store().installations.removeMany([...ids, anId()])).toBe(2);
    expect(await store().installations.removeMany(ids)).toBe(0);
    expect(await store().installations.removeMany([])).toBe(0);
    expect(await store().installations.countOfPackage(kept?.packageId ?? '')).toBe(1);
  });
});
