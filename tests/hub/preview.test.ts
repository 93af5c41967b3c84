import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PackageView } from '#protocol/views/package.ts';
import { aComputer } from '#tests/support/builders.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let computerId: string;
beforeAll(async () => {
  hub = await startTestHub();
  computerId = (await hub.context.store.computers.insert(aComputer())).id;
});
afterAll(() => hub.dispose());

const NONE = { jobs: 0, computers: 0 };
const NOTHING_AFTERWARDS = { restarts: NONE, shutdowns: NONE, agentRestarts: NONE };
const wish = (packages: PackageView[]) => ({
  computerIds: [computerId],
  packageIds: packages.map((one) => one.id),
});

describe('between the plan of a deployment and its jobs', () => {
  it('[M6] a package that is deleted: nothing is created', async () => {
    const doomed = await givenPackage(hub);
    const { contentUse } = hub.context;
    const { calls } = vi.spyOn(contentUse, 'run').mock;
    const queued = (count: number) =>
      eventually(
        () => calls.length,
        (length) => length === count,
      );
    const busy = Promise.withResolvers<void>();
    const held = contentUse.run(() => busy.promise);
    const deleted = hub.hub.commands.deletePackage(ADMIN, { packageId: doomed.id });
    await queued(2);
    const refused = expect(
      hub.hub.commands.createContainer(ADMIN, { ...wish([doomed]), name: 'late' }),
    ).rejects.toMatchObject({ code: 'planChanged' });
    // It has been planned, and waits for its turn behind the deletion.
    await queued(3);
    busy.resolve();
    await Promise.all([held, deleted, refused]);
    expect((await hub.hub.queries.containers(ADMIN)).rows).toEqual([]);
    expect(await hub.context.store.jobs.list({ limit: 1 })).toEqual([]);
  });
});

describe('the totals of a preview', () => {
  it('[B3] expect no restart where the timeout is negative: it is only required', async () => {
    const packages = [
      await givenPackage(hub, { postAction: 'restart' }),
      await givenPackage(hub, { postAction: 'shutdown' }),
      await givenPackage(hub, { postAction: 'restartAgent' }),
    ];
    const totalsAt = async (restartTimeoutMinutes: number) =>
      (await hub.hub.queries.previewDeployment(ADMIN, { ...wish(packages), restartTimeoutMinutes })).totals;
    const one = { jobs: 1, computers: 1 };
    const each = { restarts: one, shutdowns: one, agentRestarts: one };
    expect(await totalsAt(0)).toMatchObject({ ...each, required: NOTHING_AFTERWARDS });
    expect(await totalsAt(-1)).toMatchObject({ ...NOTHING_AFTERWARDS, required: each });
  });
});
