import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Input } from '#hub/hub.ts';
import type { AttemptEvent } from '#protocol/agent.ts';
import type { JobOrder } from '#protocol/orders.ts';
import type { JobView } from '#protocol/views/container.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const MINUTE = 60_000;

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
const at = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE).toISOString();
const job = (id: string) => hub.hub.queries.job(ADMIN, id);
const jobWhen = (id: string, fits: (view: JobView) => boolean) => eventually(() => job(id), fits);
const jobOnce = (id: string, state: string) => jobWhen(id, (view) => view.state === state);
const deployTo = (agent: BareAgent, wish: Partial<Input<'CreateContainer'>> = {}) =>
  deploy(hub, { computerId: agent.computerId, packageId, ...wish });
async function held(agent: BareAgent): Promise<JobOrder> {
  const order = await agent.jobOrder();
  await jobWhen(order.jobId, (view) => view.times.acceptedAt !== undefined);
  return order;
}
async function report(agent: BareAgent, order: JobOrder, event: 'executing' | 'succeeded' | 'failed') {
  const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 10 };
  const told: AttemptEvent =
    event === 'executing'
      ? { ...key, event }
      : event === 'succeeded'
        ? { ...key, event, exitCode: 0 }
        : { ...key, event, exitCode: 3, reason: 'exitCodeNotAccepted' };
  expect(await agent.report(told)).toMatchObject({ ok: true });
}
async function givenFailed(agent: BareAgent, wish: Partial<Input<'CreateContainer'>> = {}): Promise<JobView> {
  const made = await deployTo(agent, wish);
  const order = await held(agent);
  await report(agent, order, 'executing');
  await report(agent, order, 'failed');
  return job(made.id);
}

describe('pause', () => {
  it('[J12] [E4] takes back what has not begun, spares what executes, holds up nobody; resuming goes on', async () => {
    const [holds, runs] = [await givenAgent('holds'), await givenAgent('runs')];
    const container = await hub.hub.commands.createContainer(ADMIN, {
      name: 'pausing',
      computerIds: [holds.computerId, runs.computerId],
      packageIds: [packageId],
    });
    const [unbegun, running] = [await held(holds), await held(runs)];
    await report(runs, running, 'executing');
    holds.answerOrders = 'withdrawn';
    const paused = await hub.hub.commands.pauseContainer(ADMIN, { containerId: container.id });
    expect(paused).toMatchObject({ state: 'paused', paused: true });
    expect(await holds.signedOrder()).toMatchObject({ purpose: 'withdraw' });
    expect((await jobOnce(unbegun.jobId, 'waiting')).waiting).toEqual({ reason: 'paused' });
    expect((await job(running.jobId)).state).toBe('executing');
    expect(runs.ordersWaiting).toBe(0);

    holds.answerOrders = 'accepted';
    const other = await deployTo(holds, { priority: -5 });
    const order = await held(holds);
    expect(order.jobId).toBe(other.id);
    await report(holds, order, 'executing');
    await report(holds, order, 'failed');
    expect(holds.ordersWaiting).toBe(0);
    await hub.hub.commands.resumeContainer(ADMIN, { containerId: container.id });
    expect(await held(holds)).toMatchObject({ jobId: unbegun.jobId, attempt: 2 });
  });

  it('[J12] an agent that says it is too late keeps the job', async () => {
    const agent = await givenAgent('busy');
    const { containerId } = await deployTo(agent);
    const order = await held(agent);
    agent.answerOrders = 'tooLate';
    await hub.hub.commands.pauseContainer(ADMIN, { containerId });
    await agent.signedOrder();
    await report(agent, order, 'executing');
    await report(agent, order, 'succeeded');
    expect(await job(order.jobId)).toMatchObject({ state: 'succeeded', attempt: 1 });
  });

  it('a container that is created paused begins when it is resumed', async () => {
    const agent = await givenAgent('later');
    const made = await deployTo(agent, { paused: true });
    expect(made.waiting).toEqual({ reason: 'paused' });
    await hub.hub.commands.resumeContainer(ADMIN, { containerId: made.containerId });
    expect((await held(agent)).jobId).toBe(made.id);
  });
});

describe('edit', () => {
  it('[E1] a priority counts at once, also against what an agent holds and has not begun', async () => {
    const agent = await givenAgent('edited');
    const first = await deployTo(agent);
    const second = await deployTo(agent);
    await held(agent);
    expect((await job(second.id)).waiting).toMatchObject({
      reason: 'behindJob',
      behind: {
        jobId: first.id,
        containerId: first.containerId,
        containerName: 'test deployment',
        priority: 0,
      },
    });
    agent.answerOrders = 'withdrawn';
    const edited = await hub.hub.commands.editContainer(ADMIN, {
      containerId: first.containerId,
      name: 'less urgent',
      priority: -10,
    });
    expect(edited).toMatchObject({ name: 'less urgent', priority: -10 });
    expect(await agent.signedOrder()).toMatchObject({ purpose: 'withdraw' });
    expect((await agent.jobOrder()).jobId).toBe(second.id);
    expect(await job(first.id)).toMatchObject({
      state: 'waiting',
      containerName: 'less urgent',
      priority: -10,
    });
  });

  it('[D1] dates: a start that is moved to now begins now, an end that is moved counts as moved', async () => {
    const agent = await givenAgent('moved');
    const made = await deployTo(agent, { startAt: at(600) });
    const { containerId } = made;
    await hub.hub.commands.editContainer(ADMIN, { containerId, startAt: at(0), endAt: at(30) });
    const order = await held(agent);
    expect(order).toMatchObject({ jobId: made.id, mayStartForMilliseconds: 30 * MINUTE });
    agent.answerOrders = 'withdrawn';
    await hub.hub.commands.editContainer(ADMIN, { containerId, endAt: null, startAt: at(60) });
    await agent.signedOrder();
    expect((await jobOnce(made.id, 'waiting')).waiting).toEqual({ reason: 'startDate', until: at(60) });
    agent.answerOrders = 'accepted';
    await clock.advance(60 * MINUTE);
    expect(await held(agent)).not.toHaveProperty('mayStartForMilliseconds');
  });

  it('[C2] what is wrong is refused and changes nothing; notes take nothing back', async () => {
    const agent = await givenAgent('noted');
    const { containerId, id } = await deployTo(agent);
    await held(agent);
    const { commands, queries } = hub.hub;
    const before = await queries.container(ADMIN, containerId);
    for (const wish of [{ endAt: at(-1) }, { timeFrames: 'x' }, { addressRanges: 'x' }]) {
      await expect(commands.editContainer(ADMIN, { containerId, ...wish })).rejects.toMatchObject({
        code: 'invalidInput',
        fields: [{ path: Object.keys(wish)[0] }],
      });
    }
    expect(await queries.container(ADMIN, containerId)).toEqual(before);
    await commands.editContainer(ADMIN, { containerId, notes: 'a note' });
    expect(await job(id)).toMatchObject({ state: 'pushed' });
    expect(agent.ordersWaiting).toBe(0);
    const missing = commands.editContainer(ADMIN, { containerId: 'a'.repeat(24), notes: '' });
    await expect(missing).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('sequence mode', () => {
  it('[J16] a failed job aborts the rest of its own computer, and of no other', async () => {
    const [fails, goesOn] = [await givenAgent('fails'), await givenAgent('goes-on')];
    const container = await hub.hub.commands.createContainer(ADMIN, {
      name: 'sequence',
      computerIds: [fails.computerId, goesOn.computerId],
      packageIds: [packageId, (await givenPackage(hub)).id],
      sequenceMode: 'abortComputer',
    });
    const [order] = [await held(fails), await held(goesOn)];
    await report(fails, order, 'executing');
    await report(fails, order, 'failed');
    const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, container.id);
    const statesOf = (agent: BareAgent) =>
      jobs.filter((one) => one.computerId === agent.computerId).map((one) => one.state);
    expect(statesOf(fails)).toEqual(['failed', 'aborted']);
    expect(statesOf(goesOn)).toEqual(['pushed', 'waiting']);
    expect(jobs.find((one) => one.state === 'aborted')).toMatchObject({ reason: 'previousJobFailed' });
    expect(fails.ordersWaiting).toBe(0);

    await hub.hub.commands.retryJobs(ADMIN, { containerId: container.id });
    expect(await held(fails)).toMatchObject({ jobId: order.jobId, attempt: 2 });
  });
});

describe('retry', () => {
  it('[J15] a new attempt begins and the old one stays to be seen', async () => {
    const agent = await givenAgent('again');
    const made = await givenFailed(agent);
    await clock.advance(MINUTE);
    await hub.hub.commands.retryJobs(ADMIN, { containerId: made.containerId, jobIds: [made.id] });
    const order = await held(agent);
    expect(order).toMatchObject({ jobId: made.id, attempt: 2 });
    await report(agent, order, 'executing');
    await report(agent, order, 'succeeded');
    expect(await job(made.id)).toMatchObject({
      state: 'succeeded',
      attempt: 2,
      times: { dueAt: at(1) },
      earlierAttempts: [{ attempt: 1, state: 'failed', exitCode: 3, reason: 'exitCodeNotAccepted' }],
    });
    const again = hub.hub.commands.retryJobs(ADMIN, { containerId: made.containerId, jobIds: [made.id] });
    await expect(again).rejects.toMatchObject({ code: 'notRetriable' });
  });

  it('[J15] what was installed meanwhile is not installed again', async () => {
    const agent = await givenAgent('meanwhile');
    const made = await givenFailed(agent);
    await deployTo(agent);
    const order = await held(agent);
    await report(agent, order, 'executing');
    await report(agent, order, 'succeeded');
    await hub.hub.commands.retryJobs(ADMIN, { containerId: made.containerId });
    expect((await job(made.id)).state).toBe('alreadyInstalled');
    expect(agent.ordersWaiting).toBe(0);
  });

  it('[J15] after the end date it is refused', async () => {
    const agent = await givenAgent('over');
    const { containerId } = await givenFailed(agent, { endAt: at(10) });
    await clock.advance(10 * MINUTE);
    await expect(hub.hub.commands.retryJobs(ADMIN, { containerId })).rejects.toMatchObject({
      code: 'containerEnded',
    });
  });
});
