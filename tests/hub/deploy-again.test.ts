import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '#domain/job.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { aComputer, aContainer, aJob, anId } from '#tests/support/builders.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.dispose());

const again = (containerId: string, part: 'all' | 'failed' = 'all') =>
  hub.hub.queries.deployAgain(ADMIN, { containerId, part });

describe('[P10] deploying again', () => {
  it('carries every computer and every package of a large container, in their order', async () => {
    const { id: containerId } = await hub.context.store.containers.insert(aContainer());
    const packages = [];
    for (let made = 0; made < 60; made += 1) packages.push(await givenPackage(hub));
    const jobs: Job[] = [];
    const computers = Array.from({ length: 1_100 }, (_, number) => ({ id: anId(), name: `pc-${number}` }));
    for (const computer of computers) {
      for (const one of computer === computers[0] ? packages : packages.slice(0, 2)) {
        jobs.push(
          aJob({
            containerId,
            computerId: computer.id,
            computerName: computer.name,
            packageId: one.id,
            sequence: jobs.length + 1,
            state: computer === computers[1_000] ? 'expired' : 'succeeded',
            reasons: [{ kind: 'chosen' }],
          }),
        );
      }
    }
    await hub.context.store.jobs.insertMany(jobs);
    const all = await again(containerId);
    expect(all.computers).toEqual(computers);
    expect(all.packages.map(({ id }) => id)).toEqual(packages.map(({ id }) => id));
    const failed = await again(containerId, 'failed');
    expect(failed.computers).toEqual([computers[1_000]]);
    expect(failed.packages.map(({ id }) => id)).toEqual(packages.slice(0, 2).map(({ id }) => id));
  });

  it('keeps what was said of the plan, and counts packages that are gone', async () => {
    const computer = await hub.context.store.computers.insert(aComputer());
    const [kept, doomed] = [await givenPackage(hub), await givenPackage(hub)];
    const { id } = await hub.hub.commands.createContainer(ADMIN, {
      name: 'once',
      computerIds: [computer.id],
      packageIds: [kept.id, doomed.id],
      forceReinstall: true,
      uninstallOtherVersions: false,
      priority: -7,
    });
    await hub.hub.commands.cancelContainer(ADMIN, { containerId: id });
    await hub.hub.commands.deletePackage(ADMIN, { packageId: doomed.id });
    expect(await again(id)).toMatchObject({
      container: { id, priority: -7 },
      action: 'install',
      forceReinstall: true,
      uninstallOtherVersions: false,
      computers: [{ id: computer.id, name: computer.name }],
      packages: [{ id: kept.id }],
      gonePackages: 1,
    });
  });

  it('is not there for a container that is gone', async () => {
    await expect(again(anId())).rejects.toMatchObject({ code: 'notFound' });
    await expect(again('no id')).rejects.toMatchObject({ code: 'notFound' });
  });
});
