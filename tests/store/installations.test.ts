import { expect, it } from 'vitest';
import type { Installation } from '#domain/entities.ts';
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
    for (const computerId of computers) {
      await store().installations.put(anInstallation({ computerId, packageId }));
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
        ...(last === undefined ? {} : { after: last.id }),
      }),
    );
    expect(rows.map(({ computerId }) => computerId)).toStrictEqual(computers);
    expect(await store().installations.countOfPackage(packageId)).toBe(9);
    expect(await store().installations.countOfPackage(anId())).toBe(0);
  });
});
