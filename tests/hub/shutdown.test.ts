import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Wake } from '#domain/entities.ts';
import { shutdownDue } from '#hub/findings/shutdown-due.ts';
import type { Input } from '#hub/hub.ts';
import type { BareAgent } from '#tests/support/bare-agent.ts';
import { deploy } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { setPowerScene, SUPPORT, type PowerScene } from '#tests/support/power-scene.ts';
import { woken } from '#tests/support/woken.ts';
import { ADMIN } from '#tests/support/test-hub.ts';

let scene: PowerScene;
beforeEach(async () => {
  scene = await setPowerScene();
});
afterEach(() => scene.dispose());

/** A deployment that shuts down what it woke; its job is at the agent. */
async function nightly(agent: BareAgent, wish: Partial<Input<'CreateContainer'>> = {}) {
  const { computerId } = agent;
  const job = await deploy(scene.hub, {
    computerId,
    packageId: scene.plain,
    name: 'night',
    wakeOnLan: true,
    shutdownAfterCompletion: true,
    ...wish,
  });
  return { job, containerId: job.containerId };
}

const shutdownOf = async ({ id }: Wake) => (await scene.hub.context.store.wakes.get(id))?.shutdown;
const shutdownOnce = (wake: Wake, state: Wake['shutdown']) =>
  eventually(
    () => shutdownOf(wake),
    (shutdown) => shutdown === state,
  );

describe('shutdown after completion', () => {
  it('[B9] after the last job of a computer that was woken, and of no other', async () => {
    const agent = await scene.givenAgent('woken');
    const other = await scene.givenAgent('on-already');
    const { containerId } = await nightly(agent, {
      computerIds: [agent.computerId, other.computerId],
      restartTimeoutMinutes: 10,
    });
    const wake = await woken(scene.hub, agent, { containerId });
    const notOurs = await woken(scene.hub, other, {
      containerId,
      wokenByUs: false,
      shutdown: 'notWokenByUs',
    });
    await scene.complete(agent, await agent.jobOrder());
    await scene.complete(other, await other.jobOrder());
    const order = await agent.orderFor('power');
    expect(order).toMatchObject({ action: 'shutdown', manner: 'considerate', graceSeconds: 600 });
    expect((await scene.computer(agent)).power).toMatchObject({
      requestId: order.requestId,
      reasons: [{ kind: 'completion', containerId, containerName: 'night' }],
    });
    await scene.settled(other);
    expect(other.waitingOrders('power')).toEqual([]);
    expect(await shutdownOf(notOurs)).toBe('notWokenByUs');

    await agent.reportPower({ state: 'acting', requestId: order.requestId });
    expect(await shutdownOf(wake)).toBe('ordered');
    await scene.leave(agent);
    await eventually(
      () => scene.computer(agent),
      (row) => row.power === undefined,
    );
    // Switched on by a person the next morning: it stays on.
    const morning = await scene.back(agent, { bootId: 'morning' });
    await scene.settled(morning);
    expect(morning.waitingOrders('power')).toEqual([]);
  });

  it('[B9] waits for the jobs of every started container', async () => {
    const agent = await scene.givenAgent('shared');
    const { containerId } = await nightly(agent);
    await woken(scene.hub, agent, { containerId });
    const first = await agent.jobOrder();
    await deploy(scene.hub, { computerId: agent.computerId, packageId: scene.restarts });
    await scene.complete(agent, first);
    const second = await agent.jobOrder();
    expect(agent.waitingOrders('power')).toEqual([]);
    await scene.complete(agent, second);
    // The other container's restart comes first; [B8] the boot that we ordered leaves the computer ours.
    const restart = await agent.orderFor('power');
    expect(restart).toMatchObject({ action: 'restart' });
    await agent.reportPower({ state: 'acting', requestId: restart.requestId });
    await scene.leave(agent);
    const again = await scene.back(agent, { bootId: 'next', uptimeSeconds: 5, awakeSeconds: 5 });
    expect(await again.orderFor('power')).toMatchObject({ action: 'shutdown' });
  });

  it('[B9] not for what is held back by a pause: pausing it is enough', async () => {
    const agent = await scene.givenAgent('held');
    const { containerId } = await nightly(agent);
    const wake = await woken(scene.hub, agent, { containerId });
    const order = await agent.jobOrder();
    const other = await deploy(scene.hub, {
      computerId: agent.computerId,
      packageId: scene.plain,
      priority: -1,
    });
    await scene.hub.hub.commands.pauseContainer(ADMIN, { containerId: other.containerId });
    await scene.complete(agent, order);
    expect(await agent.orderFor('power')).toMatchObject({ action: 'shutdown' });
    expect(await shutdownOf(wake)).toBe('pending');
  });

  it('[B9] cancelling the last of it is an end like any other', async () => {
    const agent = await scene.givenAgent('cancelled');
    const { containerId } = await nightly(agent, { packageIds: [scene.plain, scene.restarts] });
    await woken(scene.hub, agent, { containerId });
    const order = await agent.jobOrder();
    agent.answers = { cancel: 'cancelled' };
    await scene.hub.hub.commands.cancelContainer(ADMIN, { containerId });
    expect(order.jobId).toBeDefined();
    expect(await agent.orderFor('power')).toMatchObject({ action: 'shutdown' });
  });

  it('[B9] gives way to a job that comes while users are warned, and is asked for again after it', async () => {
    const agent = await scene.givenAgent('late-job');
    const { containerId } = await nightly(agent);
    await woken(scene.hub, agent, { containerId });
    await scene.complete(agent, await agent.jobOrder());
    const { requestId } = await agent.orderFor('power');
    await agent.reportPower({ state: 'counting', requestId, inSeconds: 1200, users: ['ann'] });
    const late = await deploy(scene.hub, { computerId: agent.computerId, packageId: scene.restarts });
    expect(await agent.orderFor('callOff')).toMatchObject({ requestId });
    const order = await agent.jobOrder();
    expect(order.jobId).toBe(late.id);
    expect((await scene.computer(agent)).power).toBeUndefined();
    await agent.report({
      jobId: late.id,
      attempt: 1,
      event: 'failed',
      sinceAccepted: 1,
      reason: 'spawnFailed',
    });
    const again = await agent.orderFor('power');
    expect(again).toMatchObject({ action: 'shutdown' });
    expect(again.requestId).not.toBe(requestId);
  });

  it('[B9] below 0 minutes the agent looks again: somebody is there, and it is left on', async () => {
    const agent = await scene.givenAgent('never');
    const { containerId } = await nightly(agent, { restartTimeoutMinutes: -1 });
    const wake = await woken(scene.hub, agent, { containerId });
    await scene.complete(agent, await agent.jobOrder());
    const { requestId, ...order } = await agent.orderFor('power');
    expect(order).not.toHaveProperty('graceSeconds');
    await agent.reportPower({ state: 'declined', requestId, users: ['ann'] });
    expect(await shutdownOf(wake)).toBe('calledOff');
    expect((await scene.computer(agent)).power).toBeUndefined();
    await scene.settled(agent);
    expect(agent.waitingOrders('power')).toEqual([]);
  });

  it('[B9] a person calls it off for good', async () => {
    const agent = await scene.givenAgent('wanted');
    const { containerId } = await nightly(agent);
    const wake = await woken(scene.hub, agent, { containerId });
    await scene.complete(agent, await agent.jobOrder());
    await agent.orderFor('power');
    const { computerId } = agent;
    await scene.hub.hub.commands.callOffPower(SUPPORT, { computerId });
    expect(await scene.hub.context.store.wakes.get(wake.id)).toMatchObject({
      shutdown: 'calledOff',
      detail: 'Called off by sam.',
    });
    await scene.settled(agent);
    expect(agent.waitingOrders('power')).toEqual([]);
  });

  it('[B9] no longer asked for: what is counted down is called off', async () => {
    const agent = await scene.givenAgent('edited');
    const { containerId } = await nightly(agent);
    const wake = await woken(scene.hub, agent, { containerId });
    await scene.complete(agent, await agent.jobOrder());
    const { requestId } = await agent.orderFor('power');
    await scene.hub.hub.commands.editContainer(ADMIN, { containerId, shutdownAfterCompletion: false });
    expect(await agent.orderFor('callOff')).toMatchObject({ requestId });
    await eventually(
      () => scene.computer(agent),
      (row) => row.power === undefined,
    );
    expect(await shutdownOf(wake)).toBe('calledOff');
    await scene.settled(agent);
    expect(agent.waitingOrders('power')).toEqual([]);
  });

  it('[B8] a computer that somebody restarted, or put to sleep and woke, is left on', async () => {
    const booted = await scene.givenAgent('booted');
    const slept = await scene.givenAgent('slept');
    const flapped = await scene.givenAgent('flapped');
    const { containerId } = await nightly(booted, {
      startAt: scene.inMinutes(60),
      computerIds: [booted.computerId, slept.computerId, flapped.computerId],
    });
    const wakes = [];
    for (const agent of [booted, slept, flapped]) {
      // Its job is still to come, so that nothing is decided before the computer goes.
      const running = await deploy(scene.hub, { computerId: agent.computerId, packageId: scene.plain });
      expect((await agent.jobOrder()).jobId).toBe(running.id);
      wakes.push(await woken(scene.hub, agent, { containerId }));
      await scene.leave(agent);
    }
    await scene.clock.advance(60_000);
    await scene.back(booted, { bootId: 'next', uptimeSeconds: 5, awakeSeconds: 5 });
    await scene.back(slept, { awakeSeconds: 5 });
    await scene.back(flapped, { uptimeSeconds: 600, awakeSeconds: 600 });
    const states = await Promise.all(wakes.map(shutdownOf));
    expect(states).toEqual(['calledOff', 'calledOff', 'pending']);
  });

  it('[B9] a finding of the workers is decided again, and acting upon it twice changes nothing', async () => {
    const agent = await scene.givenAgent('found');
    const { containerId } = await nightly(agent);
    const order = await agent.jobOrder();
    const wake = await woken(scene.hub, agent, { containerId });
    const { context } = scene.hub;
    await shutdownDue(context, wake.id);
    await shutdownDue(context, 'a'.repeat(24));
    expect((await scene.computer(agent)).power).toBeUndefined();
    await scene.complete(agent, order);
    const { requestId } = await agent.orderFor('power');
    await shutdownDue(context, wake.id);
    await scene.settled(agent);
    expect((await scene.computer(agent)).power).toMatchObject({ requestId });
    expect(agent.waitingOrders('power')).toEqual([]);
  });

  it('[B9] a decision that takes its time holds up no job of another computer', async () => {
    const [done, other] = [await scene.givenAgent('done'), await scene.givenAgent('other')];
    const { containerId } = await nightly(done);
    await scene.complete(done, await done.jobOrder());
    const { computerId } = other;
    const next = await deploy(scene.hub, { computerId, packageId: scene.plain, paused: true });
    await scene.settled(other);
    const { store, dispatcher } = scene.hub.context;
    await store.containers.change(next.containerId, { paused: false });
    await woken(scene.hub, done, { containerId });
    const { wakes } = store;
    const slow = Promise.withResolvers<void>();
    vi.spyOn(wakes, 'pendingShutdowns').mockImplementationOnce(async (query) => {
      await slow.promise;
      return wakes.pendingShutdowns(query);
    });
    dispatcher.look([done.computerId, other.computerId]);
    // In the same round: it has been handed over while the other is still being decided about.
    expect((await other.jobOrder()).jobId).toBe(next.id);
    expect(done.waitingOrders('power')).toEqual([]);
    slow.resolve();
    expect(await done.orderFor('power')).toMatchObject({ action: 'shutdown' });
  });

  it('[B9] an agent that only records is shut down once', async () => {
    const agent = await scene.givenAgent('recording');
    const { containerId } = await nightly(agent);
    const wake = await woken(scene.hub, agent, { containerId });
    await scene.complete(agent, await agent.jobOrder());
    const { requestId } = await agent.orderFor('power');
    await agent.reportPower({ state: 'recorded', requestId });
    await shutdownOnce(wake, 'ordered');
    await scene.settled(agent);
    expect(agent.waitingOrders('power')).toEqual([]);
  });
});
