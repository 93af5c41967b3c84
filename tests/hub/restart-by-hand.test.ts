import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { setPowerScene, SUPPORT, VIEWER, type PowerScene } from '#tests/support/power-scene.ts';
import { ADMIN } from '#tests/support/test-hub.ts';

let scene: PowerScene;
beforeEach(async () => {
  scene = await setPowerScene();
});
afterEach(() => scene.dispose());

describe('people', () => {
  it('[B7] order a restart: the agent is told, everybody sees it, and it stands in the audit log', async () => {
    const agent = await scene.givenAgent('desk');
    const { computerId } = agent;
    const wish = { computerId, action: 'restart', delaySeconds: 90, reason: 'For Ann.' } as const;
    const row = await scene.hub.hub.commands.orderPower(SUPPORT, wish);
    expect(row.power).toMatchObject({
      action: 'restart',
      reasons: [{ kind: 'hand', by: 'sam', text: 'For Ann.' }],
      timeoutMinutes: 2,
    });
    expect(await agent.orderFor('power')).toMatchObject({
      manner: 'considerate',
      graceSeconds: 90,
      reason: 'For Ann.',
    });
    expect(await scene.verbs()).toEqual(['computer.restart']);
    await expect(scene.hub.hub.commands.orderPower(VIEWER, wish)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('[B7] nothing is kept for a computer that is away, and what it did not take is dropped', async () => {
    const agent = await scene.givenAgent('away');
    const { computerId } = agent;
    agent.answers = { power: 'refused' };
    const order = { computerId, action: 'shutdown' } as const;
    await expect(scene.hub.hub.commands.orderPower(ADMIN, order)).rejects.toMatchObject({ code: 'internal' });
    expect((await scene.computer(agent)).power).toBeUndefined();
    await scene.leave(agent);
    await expect(scene.hub.hub.commands.orderPower(ADMIN, order)).rejects.toMatchObject({
      code: 'computerOffline',
    });
    expect((await scene.computer(agent)).power).toBeUndefined();
    expect(await scene.verbs()).toEqual([]);
  });

  it('[B7] while a job runs the order waits for its end; a computer that goes meanwhile is spared', async () => {
    const agent = await scene.givenAgent('busy');
    const { computerId } = agent;
    await deploy(scene.hub, { computerId, packageId: scene.plain });
    const running = await agent.jobOrder();
    await scene.hub.hub.commands.orderPower(ADMIN, { computerId, action: 'restart', delaySeconds: 0 });
    expect((await scene.computer(agent)).power).toMatchObject({ state: 'waiting' });
    expect(agent.waitingOrders('power')).toEqual([]);
    await scene.complete(agent, running);
    expect(await agent.orderFor('power')).toMatchObject({ graceSeconds: 0 });
    await scene.leave(agent);
    await eventually(
      () => scene.computer(agent),
      (row) => row.power === undefined,
    );
  });

  it('[B7] postpone what is due, then carry it out, and the queue goes on after it', async () => {
    const agent = await scene.givenAgent('call');
    const { requestId, next } = await scene.restartDue(agent);
    const { computerId } = agent;
    await agent.orderFor('power');
    const row = await scene.hub.hub.commands.postponePower(SUPPORT, { computerId, minutes: 60 });
    expect(row.power).toMatchObject({
      requestId,
      state: 'counting',
      until: scene.inMinutes(60),
      postponed: { by: 'sam', at: scene.inMinutes(0) },
    });
    expect(await agent.orderFor('power')).toMatchObject({ requestId, manner: 'fixed', graceSeconds: 3600 });
    expect((await scene.job(next)).waiting).toEqual({ reason: 'restartPending', until: scene.inMinutes(60) });
    await scene.hub.hub.commands.carryOutPower(SUPPORT, { computerId });
    expect(await agent.orderFor('power')).toMatchObject({ requestId, manner: 'fixed', graceSeconds: 0 });
    await agent.reportPower({ state: 'acting', requestId });
    await expect(scene.hub.hub.commands.callOffPower(SUPPORT, { computerId })).rejects.toMatchObject({
      code: 'tooLateToStop',
    });
    await scene.leave(agent);
    const again = await scene.back(agent, { bootId: 'next' });
    expect((await again.jobOrder()).jobId).toBe(next);
    expect(await scene.verbs()).toEqual(['computer.powerNow', 'computer.powerPostponed']);
  });

  it('[B7] a postponed restart is told again, to the second, after a lost connection', async () => {
    const agent = await scene.givenAgent('postponed');
    await scene.restartDue(agent);
    await agent.orderFor('power');
    await scene.hub.hub.commands.postponePower(SUPPORT, { computerId: agent.computerId, minutes: 60 });
    await agent.orderFor('power');
    await scene.leave(agent);
    await scene.clock.advance(59 * 60_000);
    const again = await scene.back(agent);
    expect(await again.orderFor('power')).toMatchObject({ manner: 'fixed', graceSeconds: 60 });
  });

  it('[B7] call off what is due: the agent forgets it, and the queue goes on', async () => {
    const agent = await scene.givenAgent('spared');
    const { requestId, next } = await scene.restartDue(agent);
    const { computerId } = agent;
    await agent.orderFor('power');
    const row = await scene.hub.hub.commands.callOffPower(SUPPORT, { computerId });
    expect(row.power).toBeUndefined();
    expect(await agent.orderFor('callOff')).toMatchObject({ requestId });
    expect((await agent.jobOrder()).jobId).toBe(next);
    await expect(scene.hub.hub.commands.callOffPower(SUPPORT, { computerId })).rejects.toMatchObject({
      code: 'nothingDue',
    });
    expect(await scene.verbs()).toEqual(['computer.powerCalledOff']);
  });

  it('[B7] nobody stops what the agent says it is too late for', async () => {
    const agent = await scene.givenAgent('late');
    const { requestId } = await scene.restartDue(agent);
    await agent.orderFor('power');
    agent.answers = { callOff: 'tooLate' };
    const { computerId } = agent;
    await expect(scene.hub.hub.commands.callOffPower(SUPPORT, { computerId })).rejects.toMatchObject({
      code: 'tooLateToStop',
    });
    expect((await scene.computer(agent)).power).toMatchObject({ requestId });
  });

  it('[B7] what is counted down can be called off only where the computer is', async () => {
    const agent = await scene.givenAgent('unreachable');
    const { requestId } = await scene.restartDue(agent);
    const { computerId } = agent;
    await agent.orderFor('power');
    await agent.reportPower({ state: 'counting', requestId, inSeconds: 1200, users: ['ann'] });
    await scene.leave(agent);
    const { commands } = scene.hub.hub;
    // One after the other: a refusal that came before it is waited for would count as nobody's.
    for (const refused of [
      () => commands.callOffPower(SUPPORT, { computerId }),
      () => commands.carryOutPower(SUPPORT, { computerId }),
      () => commands.postponePower(SUPPORT, { computerId, minutes: 5 }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'computerOffline' });
    }
  });

  it('[B6] an agent that counts for a request nobody knows is told to forget it', async () => {
    const agent = await scene.givenAgent('stray');
    const requestId = 'a'.repeat(24);
    await agent.reportPower({ state: 'counting', requestId, inSeconds: 60, users: [] });
    expect(await agent.orderFor('callOff')).toMatchObject({ requestId });
  });
});
