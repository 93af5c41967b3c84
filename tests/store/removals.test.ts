import { expect, it } from 'vitest';
import { aComputer, anId, anInstallation, aSummary, aWake, THEN } from '#tests/support/builders.ts';
import { describeStore } from './on-database.ts';

const by = { name: 'ada', at: THEN };

describeStore('computers that are being removed', ({ store }) => {
  it('[X3] are gone at once, their names free, and remembered until nothing is left', async () => {
    const groupIds = [anId()];
    const computer = await store().computers.insert(aComputer({ name: 'Gone', groupIds, software: [] }));
    const { id, name } = computer;
    const removed = await store().removals.begin(computer, by);
    expect(removed).toStrictEqual({ id, name, groupIds, removedAt: THEN, by: 'ada' });
    expect(await store().computers.getWithSoftware(id)).toBeUndefined();
    await store().computers.insert(aComputer({ name: 'GONE' }));
    expect(
      await store().removals.begin({ id, name: 'another' }, { name: 'bob', at: new Date() }),
    ).toStrictEqual(removed);
    expect(await store().removals.unfinished(5)).toStrictEqual([removed]);
    await store().removals.finish(id);
    expect(await store().removals.unfinished(5)).toStrictEqual([]);
  });

  it('[X3] lose their records a slice at a time, and nobody else does', async () => {
    const [computerId, other] = [anId(), anId()];
    const packageIds = [anId(), anId(), anId()];
    for (const packageId of packageIds)
      await store().installations.put(anInstallation({ computerId, packageId }));
    const kept = await store().installations.put(anInstallation({ computerId: other }));
    await store().history.putSummaries([
      aSummary({ computerId }),
      aSummary({ computerId }),
      aSummary({ computerId: other }),
    ]);
    await store().wakes.insertMany([aWake({ computerId }), aWake({ computerId: other })]);
    const { removals } = store();
    const first = await removals.removeInstallations(computerId, 2);
    const second = await removals.removeInstallations(computerId, 2);
    expect([...first, ...second].map(({ packageId }) => packageId).toSorted()).toStrictEqual(packageIds);
    expect(await removals.removeInstallations(computerId, 2)).toStrictEqual([]);
    expect(await store().installations.ofComputers([computerId, other])).toStrictEqual([kept]);
    expect([
      await removals.removeHistory(computerId, 1),
      await removals.removeHistory(computerId, 5),
    ]).toStrictEqual([1, 1]);
    expect(await store().history.ofComputer({ computerId: other, limit: 5 })).toHaveLength(1);
    expect([
      await removals.removeWakes(computerId, 5),
      await removals.removeWakes(computerId, 5),
    ]).toStrictEqual([1, 0]);
    expect(await store().wakes.ofComputer({ computerId: other, limit: 5 })).toHaveLength(1);
  });

  it('are told apart from installations that lists need', async () => {
    const [one, other] = [anId(), anId()];
    const plain = await store().installations.put(anInstallation({ computerId: one }));
    const drifted = await store().installations.put(
      anInstallation({ computerId: other, drift: { state: 'missing' } }),
    );
    const found = await store().installations.installedOn([one, other, anId()]);
    const { computerId, packageId, familyId } = plain;
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ computerId, packageId, familyId });
    expect(found).toContainEqual({
      computerId: drifted.computerId,
      packageId: drifted.packageId,
      familyId: drifted.familyId,
      drift: { state: 'missing' },
    });
  });
});
