import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/entities.ts';
import type { JobOrder } from '#protocol/orders.ts';
import { reasonSentence } from '#protocol/plan.ts';
import type { JobView } from '#protocol/views/container.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { aContainer, aJob, anInstallation } from '#tests/support/builders.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import { aMachine } from '#tests/support/hardware.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const SUPPORT: Actor = { ...ADMIN, id: 'e'.repeat(24), name: 'sam', role: 'support' };

let clock: DrivenClock;
let hub: TestHub;
let agent: BareAgent;
const agents: BareAgent[] = [];

beforeEach(async () => {
  clock = drivenClock(NOON);
  hub = await startTestHub({ clock });
  agent = await givenAgent('ada');
});
afterEach(async () => {
  for (const one of agents.splice(0)) one.leave();
  await hub.dispose();
});

async function givenAgent(name: string): Promise<BareAgent> {
  const one = new BareAgent(hub.address);
  agents.push(one);
  return one.join((await hub.enrolmentToken()).token, name);
}
/** The record that a package is installed on a computer. */
async function givenInstalled(one: PackageView, computerId = agent.computerId): Promise<void> {
  await hub.context.store.installations.put(
    anInstallation({
      computerId,
      packageId: one.id,
      familyId: one.familyId,
      packageName: one.familyName,
      packageVersion: one.version,
    }),
  );
}
const reports = (of: BareAgent, order: JobOrder, event: 'executing' | 'succeeded' | 'failed') => {
  const step = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 10 };
  switch (event) {
    case 'executing':
      return of.report({ ...step, event });
    case 'succeeded':
      return of.report({ ...step, event, exitCode: 0 });
    case 'failed':
      return of.report({ ...step, event, reason: 'exitCodeNotAccepted', exitCode: 1 });
  }
};
async function ends(of: BareAgent, how: 'succeeded' | 'failed'): Promise<JobOrder> {
  const order = await of.jobOrder();
  valueOf(await reports(of, order, 'executing'));
  valueOf(await reports(of, order, how));
  return order;
}
const wish = (packages: PackageView[], computerIds = [agent.computerId]) => ({
  name: 'planned',
  computerIds,
  packageIds: packages.map((one) => one.id),
});
async function create(packages: PackageView[], more: object = {}): Promise<JobView[]> {
  const container = await hub.hub.commands.createContainer(ADMIN, { ...wish(packages), ...more });
  return jobsOf(container.id);
}
const jobsOf = async (containerId: string) =>
  (await hub.hub.queries.jobsOfContainer(ADMIN, containerId)).jobs;
const preview = (packages: PackageView[], computerIds?: string[]) =>
  hub.hub.queries.previewDeployment(ADMIN, wish(packages, computerIds));
const inShort = (jobs: Pick<JobView, 'action' | 'packageName' | 'packageVersion' | 'state'>[]) =>
  jobs.map((job) => `${job.action} ${job.packageName} ${job.packageVersion} ${job.state}`);
const installedOn = async (computerId: string) =>
  (await hub.hub.queries.installationsOfComputer(ADMIN, computerId)).map(
    (one) => `${one.packageName} ${one.packageVersion}`,
  );

describe('what is created', () => {
  it('[P1] [P8] what is needed first, then what makes room, each with its reason, and runs in that order', async () => {
    const library = await givenPackage(hub, { familyName: 'library' });
    const old = await givenPackage(hub, { familyName: 'editor', version: '1' });
    const editor = await givenPackage(hub, {
      familyName: 'editor',
      version: '2',
      dependencies: [library.id],
      postAction: 'restart',
    });
    await givenInstalled(old);
    const jobs = await create([editor]);
    expect(jobs.map((job) => job.reasons.map(reasonSentence))).toEqual([
      ['Needed by editor 2.'],
      ['Uninstalled to make room for editor 2.'],
      ['Chosen.'],
    ]);
    expect(jobs.map((job) => job.dependsOn)).toEqual([[], [], [1, 2]]);
    expect(jobs.map((job) => job.postAction)).toEqual(['none', 'none', 'restart']);
    const orders = [];
    for (const _ of jobs) orders.push(await ends(agent, 'succeeded'));
    expect(orders.map((order) => `${order.action} ${order.package.name} ${order.package.version}`)).toEqual([
      'install library 1.0',
      'uninstall editor 1',
      'install editor 2',
    ]);
    expect((await installedOn(agent.computerId)).toSorted()).toEqual(['editor 2', 'library 1.0']);
  });

  it('[P6] what does not fit the inventory is incompatible, from the start', async () => {
    const tool = await givenPackage(hub, { compatibleSystems: [{ family: 'windows' }] });
    const [job] = await create([tool]);
    expect(job).toMatchObject({
      state: 'incompatible',
      reasons: [{ kind: 'chosen' }, { kind: 'incompatible' }],
    });
    expect(agent.ordersWaiting).toBe(0);
    expect(await hub.hub.queries.container(ADMIN, job?.containerId ?? '')).toMatchObject({ state: 'failed' });
  });

  it('[J11] success of a version that replaces the others removes their records', async () => {
    const old = await givenPackage(hub, { familyName: 'suite', version: '1' });
    const other = await givenPackage(hub, { familyName: 'other' });
    const patch = await givenPackage(hub, {
      familyName: 'suite',
      version: '2',
      dependencies: [old.id],
      upgradeBehaviour: 'replacesOthers',
    });
    for (const one of [old, other]) await givenInstalled(one);
    const planned = { action: 'install', packageName: 'suite', packageVersion: '2' };
    expect(await create([patch])).toMatchObject([planned]);
    await ends(agent, 'succeeded');
    expect((await installedOn(agent.computerId)).toSorted()).toEqual(['other 1.0', 'suite 2']);
  });

  it('[P4] an old version that cannot be uninstalled is named, and nothing is created', async () => {
    const old = await givenPackage(hub, { familyName: 'stuck', version: '1', uninstallProcedure: '' });
    const next = await givenPackage(hub, { familyName: 'stuck', version: '2' });
    await givenInstalled(old);
    await expect(create([next])).rejects.toMatchObject({
      code: 'procedureMissing',
      detail: 'stuck 1 is installed on ada and would be uninstalled first, but has no procedure for that.',
    });
    expect(inShort(await create([next], { uninstallOtherVersions: false }))).toHaveLength(1);
  });
});

describe('[J10] when what is needed does not succeed', () => {
  it('what needs it is aborted along the chain, the rest goes on', async () => {
    const base = await givenPackage(hub, { familyName: 'base' });
    const middle = await givenPackage(hub, { familyName: 'middle', dependencies: [base.id] });
    const top = await givenPackage(hub, { familyName: 'top', dependencies: [middle.id] });
    const apart = await givenPackage(hub, { familyName: 'apart' });
    const [first] = await create([top, apart]);
    await ends(agent, 'failed');
    expect((await agent.jobOrder()).package.name).toBe('apart');
    const jobs = await jobsOf(first?.containerId ?? '');
    expect(inShort(jobs).slice(0, 3)).toEqual([
      'install base 1.0 failed',
      'install middle 1.0 aborted',
      'install top 1.0 aborted',
    ]);
    expect(jobs[2]).toMatchObject({
      reason: 'previousJobFailed',
      detail: 'middle 1.0 (install) did not succeed.',
    });
  });

  it('a retry takes along what did not succeed and is needed', async () => {
    const base = await givenPackage(hub, { familyName: 'base' });
    const middle = await givenPackage(hub, { familyName: 'middle', dependencies: [base.id] });
    const top = await givenPackage(hub, { familyName: 'top', dependencies: [middle.id] });
    const [first] = await create([top]);
    const containerId = first?.containerId ?? '';
    await ends(agent, 'failed');
    const aborted = await eventually(
      async () => (await jobsOf(containerId))[2],
      (job) => job?.state === 'aborted',
    );
    await hub.hub.commands.retryJobs(ADMIN, { containerId, jobIds: [aborted?.id ?? ''] });
    for (let done = 0; done < 3; done += 1) await ends(agent, 'succeeded');
    expect((await jobsOf(containerId)).map((job) => job.state)).toEqual([
      'succeeded',
      'succeeded',
      'succeeded',
    ]);
    expect((await jobsOf(containerId))[2]).not.toHaveProperty('reason');
  });

  it('an installation is aborted when nothing made room for it', async () => {
    const old = await givenPackage(hub, { familyName: 'browser', version: '1' });
    const next = await givenPackage(hub, { familyName: 'browser', version: '2' });
    await givenInstalled(old);
    const [first] = await create([next]);
    await ends(agent, 'failed');
    expect(inShort(await jobsOf(first?.containerId ?? ''))).toEqual([
      'uninstall browser 1 failed',
      'install browser 2 aborted',
    ]);
    expect(await installedOn(agent.computerId)).toEqual(['browser 1']);
  });

  it('what a hub that died still owed is done before anything is handed over', async () => {
    const { store, changes, dispatcher } = hub.context;
    const container = await store.containers.insert(
      aContainer({ jobs: 2, counts: { failed: 1, waiting: 1 } }),
    );
    const place = { containerId: container.id, computerId: agent.computerId, containerName: container.name };
    const failed = aJob({
      ...place,
      state: 'failed',
      hasFollowers: true,
      owed: ['abortFollowers', 'settleContainer'],
    });
    const follower = aJob({ ...place, sequence: 2, dependsOn: [1] });
    await store.jobs.insertMany([failed, follower]);
    dispatcher.look([agent.computerId]);
    const other = await givenAgent('bob');
    await create([await givenPackage(hub)], { computerIds: [other.computerId] });
    await other.jobOrder();
    expect(agent.ordersWaiting).toBe(0);
    expect(await changes.replay()).toBe(1);
    expect(await store.jobs.get(follower.id)).toMatchObject({ state: 'aborted', owed: [] });
    expect(await store.jobs.computersOwing('abortFollowers')).toEqual(new Set());
  });

  it('a container that is cancelled as a whole is cancelled, not aborted', async () => {
    const base = await givenPackage(hub, { familyName: 'base' });
    const top = await givenPackage(hub, { familyName: 'top', dependencies: [base.id] });
    const startAt = new Date(NOON.getTime() + 3_600_000).toISOString();
    const [first] = await create([top], { startAt });
    const cancelled = await hub.hub.commands.cancelContainer(ADMIN, {
      containerId: first?.containerId ?? '',
    });
    expect(cancelled).toMatchObject({ state: 'cancelled', counts: { cancelled: 2 } });
  });
});

describe('the preview', () => {
  it('[P9] shows what is created: the same jobs, and its digest is accepted', async () => {
    const library = await givenPackage(hub, { familyName: 'library' });
    const editor = await givenPackage(hub, { familyName: 'editor', dependencies: [library.id] });
    const shown = await preview([editor]);
    expect(await preview([editor])).toEqual(shown);
    const jobs = await create([editor], { planDigest: shown.digest });
    const [row] = shown.computers;
    expect(row).toMatchObject({ computerId: agent.computerId, computerName: 'ada', presence: 'online' });
    const told = ({ sequence, packageId, action, reasons, dependsOn, postAction }: JobView) => ({
      sequence,
      packageId,
      action,
      reasons,
      dependsOn,
      postAction,
    });
    expect(row?.jobs).toMatchObject(jobs.map(told));
    expect(row?.jobs).toHaveLength(jobs.length);
  });

  it('[P9] of a plan that is another by now: the difference is told and nothing is created', async () => {
    const library = await givenPackage(hub, { familyName: 'library' });
    const editor = await givenPackage(hub, { familyName: 'editor', dependencies: [library.id] });
    const { digest: planDigest } = await preview([editor]);
    await givenInstalled(library);
    await expect(create([editor], { planDigest })).rejects.toMatchObject({
      code: 'planChanged',
      detail: '1 of 1 computers differ. ada: no longer: install library 1.0.',
      fields: [{ path: `computers.${agent.computerId}`, message: 'ada: no longer: install library 1.0' }],
    });
    await expect(create([editor], { planDigest: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'planChanged',
      detail: 'The preview is too old to say what differs. Look at it again.',
    });
    expect((await hub.hub.queries.containers(ADMIN)).rows).toEqual([]);
    expect(agent.ordersWaiting).toBe(0);
  });

  it('[P9] a package that was edited meanwhile makes another plan', async () => {
    const editor = await givenPackage(hub, { familyName: 'editor' });
    const { digest: planDigest } = await preview([editor]);
    await hub.hub.commands.editPackage(ADMIN, { packageId: editor.id, installProcedure: 'echo other' });
    await expect(create([editor], { planDigest })).rejects.toMatchObject({ code: 'planChanged' });
  });

  it('adds up what an admin wants to know before pressing the button', async () => {
    const asleep = await givenAgent('asleep');
    valueOf(await asleep.ask('inventory', { part: 'hardware', digest: 'a'.repeat(64), value: HARDWARE }));
    const lost = await givenAgent('lost');
    for (const one of [asleep, lost]) one.leave();
    await eventually(
      () => hub.context.sessions.size,
      (size) => size === 1,
    );
    const big = await givenPackage(hub, {
      postAction: 'restart',
      file: { name: 'setup', text: 'x'.repeat(500) },
    });
    const small = await givenPackage(hub, { postAction: 'shutdown' });
    const busy = await givenPackage(hub, { familyName: 'busy' });
    await create([busy]);
    await givenInstalled(big);
    const all = [agent, asleep, lost].map((one) => one.computerId);
    expect((await preview([big], all)).totals).toMatchObject({ offline: 0, unknown: 2, wakeable: 0 });
    await clock.advance(3 * 60_000);
    const shown = await preview([big, small], all);
    expect(shown.totals).toEqual({
      computers: 3,
      offline: 2,
      unknown: 0,
      wakeable: 1,
      wakeableByPeer: 0,
      jobs: 6,
      counts: { waiting: 5, alreadyInstalled: 1 },
      addedUninstalls: 0,
      bytes: 2 * (big.content?.bytes ?? 0),
      restarts: { jobs: 2, computers: 2 },
      shutdowns: { jobs: 3, computers: 3 },
      agentRestarts: { jobs: 0, computers: 0 },
      required: NOTHING_AFTERWARDS,
    });
    expect(shown.computers.map(({ computerName, wakeable }) => [computerName, wakeable])).toEqual([
      ['ada', false],
      ['asleep', true],
      ['lost', false],
    ]);
    expect(shown.overlapping).toMatchObject([{ name: 'planned', state: 'running', jobs: 1, computers: 1 }]);
    expect(shown.overlappingCount).toBe(1);
  });

  it('comes in pages that all are of one plan', async () => {
    const one = await givenPackage(hub);
    const ids = [
      agent.computerId,
      (await givenAgent('bob')).computerId,
      (await givenAgent('cleo')).computerId,
    ];
    const page = (from: number) =>
      hub.hub.queries.previewDeployment(ADMIN, { ...wish([one], ids), from, limit: 2 });
    const [first, second] = [await page(0), await page(2)];
    expect(first).toMatchObject({ next: 2, totals: { computers: 3 } });
    expect(second).toMatchObject({ digest: first.digest, totals: first.totals });
    expect(second).not.toHaveProperty('next');
    expect([...first.computers, ...second.computers].map((row) => row.computerName)).toEqual([
      'ada',
      'bob',
      'cleo',
    ]);
  });

  it('[A2] is for those who may create it', async () => {
    const one = await givenPackage(hub);
    const ids = [agent.computerId, (await givenAgent('bob')).computerId];
    const ask = (actor: Actor, computerIds: string[]) =>
      hub.hub.queries.previewDeployment(actor, wish([one], computerIds));
    await expect(ask(SUPPORT, ids)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await ask(SUPPORT, ids.slice(1))).toMatchObject({ totals: { jobs: 1 } });
    const viewer: Actor = { ...SUPPORT, role: 'viewer' };
    await expect(ask(viewer, ids.slice(1))).rejects.toMatchObject({ code: 'forbidden' });
  });
});

const NONE = { jobs: 0, computers: 0 };
const NOTHING_AFTERWARDS = { restarts: NONE, shutdowns: NONE, agentRestarts: NONE };
const HARDWARE = aMachine({
  hostname: 'asleep',
  interfaces: [
    { name: 'lo', mac: '00:00:00:00:00:00', wired: false, addresses: [] },
    { name: 'eth0', mac: '52:54:00:12:34:56', wired: true, addresses: [] },
  ],
});
