import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aComputer } from '#tests/support/builders.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import type { AttemptEvent } from '#protocol/agent.ts';
import type { Actor } from '#domain/entities.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import type { JobOrder } from '#protocol/orders.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const SUPPORT: Actor = { ...ADMIN, id: 'e'.repeat(24), name: 'sam', role: 'support' };
const VIEWER: Actor = { ...ADMIN, id: 'd'.repeat(24), name: 'vera', role: 'viewer' };

let clock: DrivenClock;
let hub: TestHub;
let packageId: string;
const agents: BareAgent[] = [];

beforeEach(async () => {
  clock = drivenClock(NOON);
  hub = await startTestHub({ clock });
  packageId = (await givenPackage(hub)).id;
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.leave();
  await hub.dispose();
});

async function givenAgent(name: string): Promise<BareAgent> {
  const agent = new BareAgent(hub.address);
  agents.push(agent);
  return agent.join((await hub.enrolmentToken()).token, name);
}
const inMinutes = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000).toISOString();
const job = (id: string) => hub.hub.queries.job(ADMIN, id);
const jobOnce = (id: string, state: string) =>
  eventually(
    () => job(id),
    (view) => view.state === state,
  );
/** Counts are stored after a pause of the hub's clock: it has to move for them to settle. */
const containerOnce = (id: string, fits: (container: ContainerView) => boolean) =>
  eventually(async () => {
    await clock.advance(200);
    return hub.hub.queries.container(ADMIN, id);
  }, fits);
const step = (order: JobOrder, event: 'executing' | 'succeeded'): AttemptEvent => {
  const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 10 };
  return event === 'succeeded' ? { ...key, event, exitCode: 0 } : { ...key, event };
};
async function complete(agent: BareAgent, order: JobOrder): Promise<void> {
  await agent.report(step(order, 'executing'));
  await agent.report(step(order, 'succeeded'));
}

describe('start', () => {
  it('an online computer gets its job without anybody asking, one that comes later gets it on connecting', async () => {
    const early = await givenAgent('early');
    const now = await deploy(hub, { computerId: early.computerId, packageId });
    expect((await early.jobOrder()).jobId).toBe(now.id);

    early.leave();
    await eventually(
      () => hub.hub.queries.computer(ADMIN, early.computerId),
      (row) => row.presence !== 'online',
    );
    const late = await givenAgent('late');
    late.leave();
    await eventually(
      () => hub.hub.queries.computer(ADMIN, late.computerId),
      (row) => row.presence !== 'online',
    );
    const waiting = await deploy(hub, { computerId: late.computerId, packageId });
    expect((await job(waiting.id)).waiting?.reason).toBe('presenceUnknown');
    await clock.advance(3 * 60_000);
    expect((await job(waiting.id)).waiting?.reason).toBe('computerOffline');
    const back = await late.returns(hub.address);
    agents.push(back);
    expect((await back.jobOrder()).jobId).toBe(waiting.id);
  });

  it('[E3] a job of a computer that is not there says since when, and when more will be known', async () => {
    const agent = await givenAgent('away');
    await clock.advance(60_000);
    agent.leave();
    await eventually(
      () => hub.hub.queries.computer(ADMIN, agent.computerId),
      (row) => row.presence !== 'online',
    );
    const [never, since] = [aComputer(), inMinutes(1)];
    await hub.context.store.computers.insert(never);
    const { id } = await deploy(hub, { computerId: agent.computerId, packageId });
    const other = await deploy(hub, { computerId: never.id, packageId });
    expect((await job(id)).waiting).toEqual({ reason: 'presenceUnknown', since, until: inMinutes(2) });
    await clock.advance(60_000);
    expect((await job(id)).waiting).toEqual({ reason: 'computerOffline', since });
    expect((await job(other.id)).waiting).toEqual({ reason: 'computerOffline' });
  });

  it('[E3] a start date holds the job until then, and the moment it comes the job is pushed', async () => {
    const agent = await givenAgent('scheduled');
    const later = await deploy(hub, { computerId: agent.computerId, packageId, startAt: inMinutes(90) });
    expect((await job(later.id)).waiting).toEqual({ reason: 'startDate', until: inMinutes(90) });
    expect((await hub.hub.queries.container(ADMIN, later.containerId)).state).toBe('scheduled');
    await clock.advance(89 * 60_000);
    expect(agent.ordersWaiting).toBe(0);
    await clock.advance(60_000);
    const order = await agent.jobOrder();
    expect(order.jobId).toBe(later.id);
    expect((await job(later.id)).times.offeredAt).toBe(inMinutes(90));
  });

  it('an earlier date that is created afterwards is not missed', async () => {
    const agent = await givenAgent('reordered');
    await deploy(hub, { computerId: agent.computerId, packageId, startAt: inMinutes(600) });
    const sooner = await deploy(hub, { computerId: agent.computerId, packageId, startAt: inMinutes(5) });
    await clock.advance(5 * 60_000);
    expect((await agent.jobOrder()).jobId).toBe(sooner.id);
  });
});

describe('order', () => {
  it('[E1] [E2] one job at a time, the next chosen by priority when the last is done', async () => {
    const agent = await givenAgent('queue');
    const first = await deploy(hub, { computerId: agent.computerId, packageId });
    const order = await agent.jobOrder();
    const low = await deploy(hub, { computerId: agent.computerId, packageId, priority: -5 });
    const high = await deploy(hub, { computerId: agent.computerId, packageId, priority: 5 });
    expect(order.jobId).toBe(first.id);
    expect((await job(high.id)).waiting?.reason).toBe('behindJob');
    expect(agent.ordersWaiting).toBe(0);
    await complete(agent, order);
    const second = await agent.jobOrder();
    expect(second.jobId).toBe(high.id);
    await complete(agent, second);
    expect((await agent.jobOrder()).jobId).toBe(low.id);
  });

  it('an offer that nobody answers closes the session; the next hello brings the job back, under a new attempt', async () => {
    const agent = await givenAgent('silent');
    agent.answerOrders = 'nothing';
    const lost = await deploy(hub, { computerId: agent.computerId, packageId });
    const order = await agent.jobOrder();
    expect((await job(lost.id)).state).toBe('pushed');
    const gone = agent.closed();
    await clock.advance(11_000);
    await gone;
    // Nobody has confirmed that it was not held: it stays as it is until the agent is back.
    expect((await job(lost.id)).state).toBe('pushed');
    expect(order.attempt).toBe(1);
  });

  it('[J4] what was claimed for an agent that is gone by then waits again at once, and is offered when it is back', async () => {
    const agent = await givenAgent('gone');
    const { jobs } = hub.context.store;
    const saveMany = jobs.saveMany.bind(jobs);
    const claimed = Promise.withResolvers<undefined>();
    jobs.saveMany = async (pushed) => {
      jobs.saveMany = saveMany;
      const saved = await saveMany(pushed);
      claimed.resolve(undefined);
      agent.leave();
      await eventually(
        () => hub.context.sessions.get(agent.computerId),
        (session) => session === undefined,
      );
      return saved;
    };
    const { id } = await deploy(hub, { computerId: agent.computerId, packageId });
    await claimed.promise;
    expect((await jobOnce(id, 'waiting')).waiting).toMatchObject({ reason: 'presenceUnknown' });
    const again = await agent.returns(hub.address);
    agents.push(again);
    expect(await again.jobOrder()).toMatchObject({ jobId: id, attempt: 2 });
  });

  it('[R2] what a hello does not hold goes back to waiting and is offered again', async () => {
    const agent = await givenAgent('forgetful');
    const offered = await deploy(hub, { computerId: agent.computerId, packageId });
    await agent.jobOrder();
    await eventually(
      () => job(offered.id),
      (view) => view.times.acceptedAt !== undefined,
    );
    const again = await agent.returns(hub.address);
    agents.push(again);
    const order = await again.jobOrder();
    expect(order).toMatchObject({ jobId: offered.id, attempt: 2 });
  });

  it('[R1] what a hello still holds goes on under the same attempt', async () => {
    const agent = await givenAgent('steadfast');
    const offered = await deploy(hub, { computerId: agent.computerId, packageId });
    const order = await agent.jobOrder();
    const held = [{ jobId: offered.id, attempt: order.attempt, phase: 'held', begun: true } as const];
    const again = await agent.returns(hub.address, held);
    agents.push(again);
    await complete(again, order);
    expect(await job(offered.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  });

  it('a second connection of the same computer takes over from the first', async () => {
    const agent = await givenAgent('moved');
    const gone = agent.closed();
    const again = await agent.returns(hub.address);
    agents.push(again);
    await gone;
    const row = await hub.hub.queries.computer(ADMIN, agent.computerId);
    expect(row.presence).toBe('online');
  });
});

describe('results', () => {
  it('a success records the installation, an uninstallation removes it, and the container counts both', async () => {
    const agent = await givenAgent('whole');
    const { computerId } = agent;
    const install = await deploy(hub, { computerId, packageId });
    await complete(agent, await agent.jobOrder());
    expect(await hub.hub.queries.installationsOfComputer(ADMIN, computerId)).toMatchObject([{ packageId }]);
    const settled = await containerOnce(install.containerId, (view) => view.counts.succeeded === 1);
    expect(settled.state).toBe('succeeded');

    const repeated = await deploy(hub, { computerId, packageId });
    expect(repeated.state).toBe('alreadyInstalled');
    const uninstall = await deploy(hub, { computerId, packageId, action: 'uninstall' });
    await complete(agent, await agent.jobOrder());
    await jobOnce(uninstall.id, 'succeeded');
    expect(await hub.hub.queries.installationsOfComputer(ADMIN, computerId)).toEqual([]);
    const nothing = deploy(hub, { computerId, packageId, action: 'uninstall' });
    await expect(nothing).rejects.toMatchObject({ code: 'containerEmpty' });
  });

  it('[T1] every moment is kept', async () => {
    const agent = await givenAgent('timed');
    const timed = await deploy(hub, { computerId: agent.computerId, packageId });
    const order = await agent.jobOrder();
    await eventually(
      () => job(timed.id),
      (view) => view.times.acceptedAt !== undefined,
    );
    await clock.advance(1_000);
    await agent.report({ ...step(order, 'executing'), sinceAccepted: 300 });
    const chunk = { sequence: 1, stream: 'stdout', text: 'hi\n', sinceAccepted: 400 };
    await agent.ask('output', { jobId: timed.id, attempt: order.attempt, chunks: [chunk] });
    await agent.report({ jobId: timed.id, attempt: 1, event: 'succeeded', exitCode: 0, sinceAccepted: 900 });
    const at = (milliseconds: number) => new Date(NOON.getTime() + milliseconds).toISOString();
    expect((await job(timed.id)).times).toEqual({
      dueAt: at(0),
      offeredAt: at(0),
      acceptedAt: at(0),
      startedAt: at(300),
      firstOutputAt: at(400),
      finishedAt: at(900),
      recordedAt: at(1_000),
    });
  });
});

describe('cancel', () => {
  it('[J7] a waiting job is cancelled at once', async () => {
    const agent = await givenAgent('patient');
    const later = await deploy(hub, { computerId: agent.computerId, packageId, startAt: inMinutes(5) });
    expect(await hub.hub.commands.cancelJob(ADMIN, { jobId: later.id })).toMatchObject({
      state: 'cancelled',
    });
    await expect(hub.hub.commands.cancelJob(ADMIN, { jobId: later.id })).rejects.toMatchObject({
      code: 'notCancellable',
    });
  });

  it('[J7] a running job is cancelled when its agent says that it has ended', async () => {
    const agent = await givenAgent('running');
    const running = await deploy(hub, { computerId: agent.computerId, packageId });
    const order = await agent.jobOrder();
    await agent.report(step(order, 'executing'));
    agent.answerOrders = 'stopping';
    const asked = await hub.hub.commands.cancelJob(ADMIN, { jobId: running.id });
    expect(asked).toMatchObject({ state: 'executing' });
    expect(asked.cancelRequestedAt).toBeDefined();
    expect((await agent.signedOrder()).purpose).toBe('cancel');
    await agent.report({ jobId: running.id, attempt: 1, event: 'cancelled', sinceAccepted: 50 });
    expect(await job(running.id)).toMatchObject({ state: 'cancelled' });
  });

  it('[R5] a wish to cancel that never arrived is told again by the next welcome', async () => {
    const agent = await givenAgent('unreachable');
    const running = await deploy(hub, { computerId: agent.computerId, packageId });
    const order = await agent.jobOrder();
    await agent.report(step(order, 'executing'));
    agent.leave();
    await eventually(
      () => hub.hub.queries.computer(ADMIN, agent.computerId),
      (row) => row.presence !== 'online',
    );
    await hub.hub.commands.cancelJob(ADMIN, { jobId: running.id });
    const held = [{ jobId: running.id, attempt: 1, phase: 'held', begun: true } as const];
    const again = await agent.returns(hub.address, held);
    agents.push(again);
    expect(again.welcome).toMatchObject({ cancel: [{ jobId: running.id, attempt: 1 }], drop: [] });
  });

  it('cancelling a container leaves what has ended and cancels the rest', async () => {
    const agent = await givenAgent('half');
    const other = await givenAgent('other-half');
    const container = await hub.hub.commands.createContainer(ADMIN, {
      name: 'both',
      computerIds: [agent.computerId, other.computerId],
      packageIds: [packageId, (await givenPackage(hub)).id],
    });
    await complete(agent, await agent.jobOrder());
    await agent.jobOrder();
    agent.answerOrders = 'cancelled';
    other.answerOrders = 'cancelled';
    await other.jobOrder();
    await hub.hub.commands.cancelContainer(ADMIN, { containerId: container.id });
    const settled = await containerOnce(container.id, (view) => view.state === 'cancelled');
    expect(settled.counts).toEqual({ succeeded: 1, cancelled: 3 });
  });
});

describe('permission', () => {
  it('[A1] [A2] each role does what its row of the table says', async () => {
    const one = await givenAgent('one');
    const two = await givenAgent('two');
    const wish = (computerIds: string[]) => ({ name: 'wish', computerIds, packageIds: [packageId] });
    const both = [one.computerId, two.computerId];
    const { commands, queries } = hub.hub;
    await expect(commands.createContainer(VIEWER, wish([one.computerId]))).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(commands.createContainer(SUPPORT, wish(both))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(commands.createContainer(SUPPORT, wish([one.computerId]))).resolves.toBeDefined();
    await expect(commands.createPackage(SUPPORT, { familyName: 'x', version: '1' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(commands.createEnrolmentToken(SUPPORT, { name: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(queries.audit(SUPPORT)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(queries.computers(VIEWER)).resolves.toMatchObject({
      rows: [{ name: 'one' }, { name: 'two' }],
    });
  });
});
