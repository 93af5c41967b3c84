import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobOrder } from '#protocol/orders.ts';
import type { BareAgent } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { setPowerScene, type PowerScene } from '#tests/support/power-scene.ts';
import { besideStore } from '#tests/support/store.ts';
import { ADMIN } from '#tests/support/test-hub.ts';

let scene: PowerScene;
beforeEach(async () => {
  scene = await setPowerScene();
});
afterEach(() => scene.dispose());

const succeeded = async ({ computerId }: BareAgent) =>
  (await scene.hub.hub.queries.jobsOfComputer(ADMIN, computerId)).rows.filter(
    (job) => job.state === 'succeeded',
  );
/** As if what the job owes had not been carried out, or that had not been noted. */
async function owe(): Promise<void> {
  const { databaseUri } = scene.hub;
  const databaseName = new URL(databaseUri).pathname.slice(1);
  await besideStore({ uri: databaseUri, databaseName }, async (db) => {
    const jobs = db.collection('jobs');
    const { modifiedCount } = await jobs.updateOne(
      { state: 'succeeded' },
      { $set: { owed: ['requestPower'] } },
    );
    expect(modifiedCount).toBe(1);
  });
}
async function owingAgain({ computerId }: BareAgent): Promise<void> {
  await owe();
  const { computers } = scene.hub.context.store;
  const { revision } = (await computers.get(computerId)) ?? { revision: 0 };
  expect(await computers.changePower(computerId, revision, null)).toBeDefined();
}

describe('after a job that asks for a restart', () => {
  it('[B1] [B4] [B5] the agent is told with the container’s timeout, and the queue waits until the next boot', async () => {
    const agent = await scene.givenAgent('desk');
    const { requestId, next } = await scene.restartDue(agent, { restartTimeoutMinutes: 15 });
    const order = await agent.orderFor('power');
    expect(order).toMatchObject({
      requestId,
      action: 'restart',
      manner: 'considerate',
      graceSeconds: 900,
      warning: expect.stringContaining('{time}'),
    });
    expect(order.reason).toContain('needs it');
    expect((await scene.job(next)).waiting).toEqual({ reason: 'restartPending' });
    await scene.settled(agent);
    expect(agent.waitingOrders()).toEqual([]);

    await agent.reportPower({ state: 'counting', requestId, inSeconds: 900, users: ['ann'] });
    expect((await scene.computer(agent)).power).toMatchObject({
      state: 'counting',
      until: scene.inMinutes(15),
      users: ['ann'],
      timeoutMinutes: 15,
    });
    expect((await scene.job(next)).waiting).toEqual({ reason: 'restartPending', until: scene.inMinutes(15) });
    await agent.reportPower({ state: 'acting', requestId });
    await scene.leave(agent);
    expect(agent.waitingOrders('job')).toEqual([]);

    const again = await scene.back(agent, { bootId: 'next', uptimeSeconds: 9, awakeSeconds: 9 });
    expect((await again.jobOrder()).jobId).toBe(next);
    expect((await scene.computer(again)).power).toBeUndefined();
    expect(again.waitingOrders('power')).toEqual([]);
  });

  it('[B5] the same boot after a lost connection is told what is left', async () => {
    const agent = await scene.givenAgent('flapping');
    const { requestId, next } = await scene.restartDue(agent);
    await agent.orderFor('power');
    await agent.reportPower({ state: 'counting', requestId, inSeconds: 1200, users: ['ann'] });
    await scene.leave(agent);
    await scene.clock.advance(5 * 60_000);
    const again = await scene.back(agent);
    expect(await again.orderFor('power')).toMatchObject({
      requestId,
      manner: 'considerate',
      graceSeconds: 900,
    });
    expect((await scene.job(next)).waiting?.reason).toBe('restartPending');
  });

  it('[B7] a moment that passed while the computer was away is not made up for: its user is warned anew', async () => {
    const agent = await scene.givenAgent('closed-lid');
    const { requestId } = await scene.restartDue(agent);
    await agent.orderFor('power');
    await agent.reportPower({ state: 'counting', requestId, inSeconds: 1200, users: ['ann'] });
    await scene.leave(agent);
    await scene.clock.advance(3 * 3_600_000);
    const again = await scene.back(agent);
    expect(await again.orderFor('power')).toMatchObject({ graceSeconds: 1200, manner: 'considerate' });
  });

  it('[B6] an agent that only records goes on with its jobs at once', async () => {
    const agent = await scene.givenAgent('recording');
    const { requestId, next } = await scene.restartDue(agent);
    await agent.orderFor('power');
    await agent.reportPower({ state: 'recorded', requestId });
    expect((await agent.jobOrder()).jobId).toBe(next);
    expect((await scene.computer(agent)).power).toBeUndefined();
  });

  it('[B6] what the system refuses is shown, and holds up nothing', async () => {
    const agent = await scene.givenAgent('refusing');
    const { requestId, next } = await scene.restartDue(agent);
    await agent.orderFor('power');
    await agent.reportPower({ state: 'failed', requestId, detail: 'Access denied.' });
    expect((await agent.jobOrder()).jobId).toBe(next);
    expect((await scene.computer(agent)).power).toMatchObject({
      state: 'required',
      problem: 'Access denied.',
    });
  });

  it('[B6] an order that the agent does not take is shown, and holds up nothing', async () => {
    const agent = await scene.givenAgent('stubborn');
    agent.answers = { power: 'refused' };
    const { next } = await scene.restartDue(agent);
    expect((await agent.jobOrder()).jobId).toBe(next);
    expect((await scene.computer(agent)).power).toMatchObject({ state: 'required' });
  });

  it('[B3] a negative timeout: required, never ordered, and the queue goes on', async () => {
    const agent = await scene.givenAgent('kiosk');
    const { next } = await scene.restartDue(agent, { restartTimeoutMinutes: -1 });
    const order = await agent.jobOrder();
    expect(order.jobId).toBe(next);
    expect((await scene.computer(agent)).power).toMatchObject({ state: 'required', timeoutMinutes: -1 });
    await scene.complete(agent, order);
    await scene.settled(agent);
    expect(agent.waitingOrders('power')).toEqual([]);

    // Another deployment allows it, and takes it along.
    const allowing = await givenPackage(scene.hub, { postAction: 'restartAgent' });
    await deploy(scene.hub, {
      computerId: agent.computerId,
      packageId: allowing.id,
      restartTimeoutMinutes: 5,
    });
    await scene.complete(agent, await agent.jobOrder());
    expect(await agent.orderFor('power')).toMatchObject({ action: 'restart', graceSeconds: 300 });
    expect((await scene.computer(agent)).power?.reasons).toHaveLength(2);
  });

  it('[B6] a required restart is done when somebody restarts the computer', async () => {
    const agent = await scene.givenAgent('patient');
    await scene.restartDue(agent, { restartTimeoutMinutes: -1 });
    await scene.leave(agent);
    const again = await scene.back(agent, { bootId: 'next' });
    expect((await scene.computer(again)).power).toBeUndefined();
  });

  it('[B6] another process of the agent is enough where only that is restarted', async () => {
    const agent = await scene.givenAgent('agent-only');
    const packageId = (await givenPackage(scene.hub, { postAction: 'restartAgent' })).id;
    await deploy(scene.hub, { computerId: agent.computerId, packageId });
    await scene.complete(agent, await agent.jobOrder());
    expect(await agent.orderFor('power')).toMatchObject({ action: 'restartAgent' });
    await scene.leave(agent);
    const again = await scene.back(agent, { processId: 'next' });
    expect((await scene.computer(again)).power).toBeUndefined();
  });

  it('[B5] a computer that is away when it is due is told when it comes', async () => {
    const agent = await scene.givenAgent('gone');
    const { computerId } = agent;
    const due = await deploy(scene.hub, { computerId, packageId: scene.restarts });
    const order = await agent.jobOrder();
    const key = { jobId: due.id, attempt: order.attempt, sinceAccepted: 10 };
    await agent.report({ ...key, event: 'executing' });
    await scene.leave(agent);
    // The result lay in its outbox: it is in the same boot, and reports it first thing.
    const again = await scene.back(agent, {}, [{ ...attempt(order), phase: 'finished', begun: true }]);
    expect(again.waitingOrders('power')).toEqual([]);
    await again.report({ ...key, event: 'succeeded', exitCode: 0 });
    expect(await again.orderFor('power')).toMatchObject({ action: 'restart' });
  });

  it('[B1] a result that arrives after the computer was restarted asks for nothing', async () => {
    const agent = await scene.givenAgent('eager');
    const due = await deploy(scene.hub, { computerId: agent.computerId, packageId: scene.restarts });
    const next = await deploy(scene.hub, { computerId: agent.computerId, packageId: scene.plain });
    const order = await agent.jobOrder();
    const key = { jobId: due.id, attempt: order.attempt, sinceAccepted: 10 };
    await agent.report({ ...key, event: 'executing' });
    await scene.leave(agent);
    await scene.clock.advance(60_000);
    const boot = { bootId: 'next', uptimeSeconds: 20, awakeSeconds: 20 };
    const again = await scene.back(agent, boot, [{ ...attempt(order), phase: 'finished', begun: true }]);
    await again.report({ ...key, event: 'succeeded', exitCode: 0 });
    expect((await again.jobOrder()).jobId).toBe(next.id);
    expect((await scene.computer(again)).power).toBeUndefined();
    expect(again.waitingOrders('power')).toEqual([]);
  });

  it('[B1] a result that is reported again makes up for what the database did not take', async () => {
    const agent = await scene.givenAgent('repeating');
    const { requestId, next } = await scene.restartDue(agent);
    await agent.orderFor('power');
    await owingAgain(agent);
    const [done] = await succeeded(agent);
    const event = { jobId: done?.id ?? '', attempt: 1, event: 'succeeded', exitCode: 0 } as const;
    await agent.report({ ...event, sinceAccepted: 10 });
    const again = await agent.orderFor('power');
    expect(again.action).toBe('restart');
    expect(again.requestId).not.toBe(requestId);
    expect((await scene.job(next)).waiting?.reason).toBe('restartPending');
  });

  it('[B1] a hub that died between the success and the request makes up for it, once', async () => {
    const agent = await scene.givenAgent('hub-died');
    const { requestId } = await scene.restartDue(agent);
    await agent.orderFor('power');
    await scene.leave(agent);
    const { store } = scene.hub.context;
    const [first] = await succeeded(agent);
    await owingAgain(agent);
    await scene.hub.context.changes.replay();
    const made = await store.computers.get(agent.computerId);
    expect(made?.power?.reasons).toMatchObject([{ kind: 'job', jobId: first?.id }]);
    expect(made?.power?.id).not.toBe(requestId);
    // And before that was noted: it is there already.
    await owe();
    await scene.hub.context.changes.replay();
    expect((await store.computers.get(agent.computerId))?.power).toEqual(made?.power);
    expect(await store.jobs.computersOwing('requestPower')).toEqual(new Set());
  });

  it('[B5] a hub that was restarted in between tells the agent, and the queue still waits', async () => {
    const agent = await scene.givenAgent('hub-restarted');
    const { requestId, next } = await scene.restartDue(agent);
    await agent.orderFor('power');
    await agent.reportPower({ state: 'counting', requestId, inSeconds: 1200, users: ['ann'] });
    const gone = agent.closed();
    await scene.restartHub();
    await gone;
    expect((await scene.computer(agent)).power).toMatchObject({ requestId, state: 'counting' });
    await scene.clock.advance(60_000);
    const again = await scene.back(agent);
    expect(await again.orderFor('power')).toMatchObject({ requestId, graceSeconds: 1140 });
    expect((await scene.job(next)).waiting?.reason).toBe('restartPending');
    expect(again.waitingOrders('job')).toEqual([]);
    await scene.leave(again);
    const booted = await scene.back(again, { bootId: 'next' });
    expect((await booted.jobOrder()).jobId).toBe(next);
  });
});

const attempt = ({ jobId, attempt: number }: JobOrder) => ({ jobId, attempt: number });
