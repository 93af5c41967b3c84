import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deletePackageCommand } from '#hub/commands/delete-package.ts';
import { expireUploads, removeUnused } from '#hub/content-use.ts';
import type { HubContext } from '#hub/hub-context.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { anInstallation } from '#tests/support/builders.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { DyingAt, unlessItDied } from '#tests/support/dying.ts';
import { bytesOf, uploader } from '#tests/support/uploader.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

/** The hub, and after a restart the one on the same database and folder. */
let hub: TestHub;
let first: TestHub;
const agents: BareAgent[] = [];
beforeEach(async () => {
  first = await startTestHub();
  hub = first;
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.leave();
  if (hub !== first) await hub.dispose();
  await first.dispose();
});

async function restart(): Promise<void> {
  const { dataDirectory, databaseUri } = first;
  await hub.stop();
  hub = await startTestHub({ environment: { DATA_DIR: dataDirectory, MONGODB_URI: databaseUri } });
}
async function enrol(name: string): Promise<BareAgent> {
  const agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, name);
  agents.push(agent);
  return agent;
}
const onDisk = (one: { content?: { sha256: string } | undefined }) =>
  existsSync(join(first.dataDirectory, 'content', `${one.content?.sha256 ?? ''}.zip`));
const withFile = (familyName: string) =>
  givenPackage(hub, { familyName, file: { name: 'a', text: familyName } });
const recordsOf = (packageId: string) => hub.context.store.installations.countOfPackage(packageId);
const isThere = async (packageId: string) => (await hub.context.store.packages.get(packageId)) !== undefined;
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const record = (one: PackageView, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      hub.context.store.installations.put(anInstallation({ packageId: one.id, computerName: `pc-${n}` })),
    ),
  );

describe('a hub that dies while it deletes a package', () => {
  function dyingAt(write: number): { context: HubContext; dying: DyingAt } {
    const dying = new DyingAt(write);
    const { store, content } = hub.context;
    return {
      dying,
      context: {
        ...hub.context,
        store: {
          ...store,
          packages: dying.of(store.packages, ['delete']),
          installations: dying.of(store.installations, ['removeMany']),
        },
        content: dying.of(content, ['remove']),
      },
    };
  }

  it('[M5] [M7] leaves nothing that stays for good, wherever it was', { timeout: 120_000 }, async () => {
    let deaths = 0;
    for (let write = 1; ; write += 1) {
      const one = await withFile(`Doomed ${write}`);
      // More than are removed at once.
      await record(one, 250);
      const { context, dying } = dyingAt(write);
      const wish = { packageId: one.id, confirmName: `Doomed ${write} 1.0` };
      await unlessItDied(deletePackageCommand(context)(ADMIN, wish));
      if (!dying.died) {
        expect([await isThere(one.id), await recordsOf(one.id), onDisk(one)]).toEqual([false, 0, false]);
        break;
      }
      deaths += 1;
      await restart();
      // Either it is still there, with its files, and can be deleted again; or it is gone with all that it had.
      const left = [await isThere(one.id), onDisk(one)];
      expect(left, `write ${write}`).toEqual(write <= 3 ? [true, true] : [false, false]);
      if (write > 3) expect(await recordsOf(one.id), `write ${write}`).toBe(0);
      else await hub.hub.commands.deletePackage(ADMIN, wish);
      expect([await recordsOf(one.id), onDisk(one)]).toEqual([0, false]);
    }
    // Two batches of records, the package, its content.
    expect(deaths).toBe(4);
  });

  it('[M5] records of packages that are gone go at the next start, those of others stay', async () => {
    const [gone, kept] = [await withFile('Gone'), await withFile('Kept')];
    await record(gone, 3);
    await record(kept, 2);
    await hub.context.store.packages.delete(gone.id);
    await restart();
    expect([await recordsOf(gone.id), await recordsOf(kept.id)]).toEqual([0, 2]);
    expect([onDisk(gone), onDisk(kept)]).toEqual([false, true]);
  });
});

describe('[M7] content that a hub that died has left', () => {
  it('is freed at the next start, unless an upload or a pending job uses it', async () => {
    const { store, commands } = { store: hub.context.store, commands: hub.hub.commands };
    const { token } = await commands.createApiToken(ADMIN, { name: 'sender', role: 'operator' });
    const finished = await uploader({ address: hub.address, token }).whole([
      { path: 'waited-for.txt', bytes: bytesOf('waited for') },
    ]);
    async function* file() {
      const { Readable } = await import('node:stream');
      yield { name: 'never-used.txt', stream: Readable.from([Buffer.from('never used')]) };
    }
    // A form whose files have arrived, and no package was made of them.
    const abandoned = await commands.storeContent(ADMIN, file());
    const agent = await enrol('waits');
    const downloaded = await withFile('Downloaded');
    const wish = { computerId: agent.computerId, packageId: downloaded.id, startAt: tomorrow() };
    const job = await deploy(hub, wish);
    await store.packages.delete(downloaded.id);

    await restart();
    expect([onDisk({ content: finished }), onDisk({ content: abandoned }), onDisk(downloaded)]).toEqual([
      true,
      false,
      true,
    ]);
    await hub.hub.commands.cancelJob(ADMIN, { jobId: job.id });
    await expireUploads(hub.context);
    expect([onDisk({ content: finished }), onDisk(downloaded)]).toEqual([true, false]);
  });

  it('is looked after until it is freed: a failure loses none of it', async () => {
    const agent = await enrol('holds');
    const held = [await withFile('Held one'), await withFile('Held two')];
    for (const one of held) {
      const wish = { computerId: agent.computerId, packageId: one.id, startAt: tomorrow() };
      const job = await deploy(hub, wish);
      await hub.context.store.packages.delete(one.id);
      await removeUnused(hub.context, one.content?.sha256 ?? '');
      expect(onDisk(one)).toBe(true);
      await hub.hub.commands.cancelJob(ADMIN, { jobId: job.id });
    }
    const dying = new DyingAt(2);
    const { content } = hub.context;
    await unlessItDied(expireUploads({ ...hub.context, content: dying.of(content, ['remove']) }));
    expect(held.map(onDisk).toSorted()).toEqual([false, true]);
    await expireUploads(hub.context);
    expect(held.map(onDisk)).toEqual([false, false]);
  });
});

describe('a job of a package that has been deleted', () => {
  const report = async (agent: BareAgent, order: { jobId: string; attempt: number }) => {
    const key = { jobId: order.jobId, attempt: order.attempt };
    valueOf(await agent.report({ ...key, event: 'executing', sinceAccepted: 1 }));
    return {
      fail: async () => {
        const failure = { exitCode: 1, reason: 'exitCodeNotAccepted' } as const;
        valueOf(await agent.report({ ...key, event: 'failed', ...failure, sinceAccepted: 2 }));
      },
      succeed: async (by = agent) => {
        valueOf(await by.report({ ...key, event: 'succeeded', exitCode: 0, sinceAccepted: 2 }));
      },
    };
  };

  it('[J15] is not retried; of all that failed the others are', async () => {
    const agent = await enrol('retries');
    const [gone, kept] = [await givenPackage(hub, { familyName: 'Gone' }), await givenPackage(hub)];
    const { commands, queries } = hub.hub;
    const { id: containerId } = await commands.createContainer(ADMIN, {
      name: 'both fail',
      computerIds: [agent.computerId],
      packageIds: [gone.id, kept.id],
    });
    for (const _ of [gone, kept]) await (await report(agent, await agent.jobOrder())).fail();
    await commands.deletePackage(ADMIN, { packageId: gone.id });
    const [one, other] = (await queries.jobsOfContainer(ADMIN, containerId)).jobs;
    await hub.context.counts.recount(containerId);
    const settledAt = async () => (await hub.context.store.containers.get(containerId))?.settledAt;
    const before = await settledAt();
    expect(before).toBeInstanceOf(Date);
    const refused = commands.retryJobs(ADMIN, { containerId, jobIds: [one?.id ?? '', other?.id ?? ''] });
    await expect(refused).rejects.toMatchObject({
      code: 'notRetriable',
      detail: 'Gone 1.0 has been deleted: its jobs, and those that need it, cannot be retried.',
    });
    // Refused, it goes on to count as settled.
    expect(await settledAt()).toEqual(before);
    await commands.retryJobs(ADMIN, { containerId });
    expect((await agent.jobOrder()).jobId).toBe(other?.id);
    expect(await queries.job(ADMIN, one?.id ?? '')).toMatchObject({ state: 'failed' });
  });

  it('[M5] [J6] whose success arrives late records no installation', async () => {
    const agent = await enrol('late');
    const one = await givenPackage(hub, { familyName: 'Late' });
    const job = await deploy(hub, { computerId: agent.computerId, packageId: one.id });
    const { succeed } = await report(agent, await agent.jobOrder());
    agent.leave();
    // Back without the attempt, as after a restored disk: it counts as lost.
    const back = await agent.returns(hub.address);
    agents.push(back);
    expect(await hub.hub.queries.job(ADMIN, job.id)).toMatchObject({ state: 'failed', reason: 'agentLost' });
    await hub.hub.commands.deletePackage(ADMIN, { packageId: one.id });
    await succeed(back);
    expect(await hub.hub.queries.job(ADMIN, job.id)).toMatchObject({ state: 'succeeded' });
    expect(await hub.hub.queries.installationsOfComputer(ADMIN, agent.computerId)).toEqual([]);
    expect((await hub.context.store.jobs.get(job.id))?.owed).not.toContain('recordInstallation');
  });
});
