import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN } from '#tests/support/test-hub.ts';
import {
  brought,
  fetchOrder,
  heard,
  inMinutes,
  MINUTE,
  PreStageScene,
  stopOrder,
} from '#tests/support/pre-stage-scene.ts';

let scene: PreStageScene;
beforeEach(() => {
  scene = new PreStageScene();
});
afterEach(() => scene.dispose());

const commands = () => scene.hub.hub.commands;

describe('what is brought in advance', () => {
  it('[V1] [V2] from the creation on, one content after the other, each for a job that begins later', async () => {
    await scene.start();
    const agent = await scene.agent();
    const [first, second] = [await scene.packaged(), await scene.packaged()];
    await scene.deploy([agent], [first, second]);
    const order = await agent.orderFor('preStage');
    expect(order.keep.toSorted()).toEqual([first.sha256, second.sha256].toSorted());
    expect(order.fetch).toMatchObject({ content: { sha256: first.sha256, bytes: first.content?.bytes } });
    expect(agent.ordersWaiting).toBe(0);
    if (order.fetch !== undefined) await brought(agent, order.fetch);
    const next = await fetchOrder(agent);
    expect(next.content.sha256).toBe(second.sha256);
    await brought(agent, next);
    await scene.clock.advance(60 * MINUTE);
    expect((await agent.jobOrder()).content?.sha256).toBe(first.sha256);
    expect(agent.ordersWaiting).toBe(0);
  });

  it('[V1] a computer that comes before the start is brought it on connecting, with what had arrived', async () => {
    await scene.start();
    const agent = await scene.agent();
    const [first, second] = [await scene.packaged(), await scene.packaged()];
    agent.leave();
    await scene.deploy([agent], [first, second]);
    const again = await scene.returns(agent);
    expect(again.welcome).toMatchObject({ keep: expect.arrayContaining([first.sha256, second.sha256]) });
    await brought(again, await fetchOrder(again));
    await fetchOrder(again);
    again.leave();
    const third = await scene.returns(again);
    expect((await fetchOrder(third)).content.sha256).toBe(second.sha256);
  });

  it('[V5] an agent that tells nothing of what it holds is sent no order, and its job downloads at the start', async () => {
    await scene.start();
    const [older, agent] = [await scene.agent('10.1.5.1', 'older'), await scene.agent('10.1.5.2')];
    await scene.deploy([older, agent], [await scene.packaged()]);
    await fetchOrder(agent);
    await heard(agent);
    expect(older.welcome).not.toHaveProperty('keep');
    await scene.clock.advance(60 * MINUTE);
    await older.jobOrder();
    expect(older.waitingOrders('preStage')).toEqual([]);
  });

  it('[V1] nothing without being asked for, nor for a start that is now', async () => {
    await scene.start();
    const [plain, now, last] = [
      await scene.agent('10.1.5.1'),
      await scene.agent('10.1.5.2'),
      await scene.agent('10.1.5.3'),
    ];
    const one = await scene.packaged();
    await scene.deploy([plain], [one], { preStage: false });
    await scene.deploy([now], [one], { startAt: scene.clock.now().toISOString() });
    await now.jobOrder();
    await scene.deploy([last], [one]);
    await fetchOrder(last);
    expect([plain, now].flatMap((agent) => agent.waitingOrders('preStage'))).toEqual([]);
  });

  it('[V1] while a time frame is closed, and stops when it opens', async () => {
    await scene.start();
    const agent = await scene.agent();
    const one = await scene.packaged();
    const now = scene.clock.now().toISOString();
    await scene.deploy([agent], [one], { startAt: now, timeFrames: '13:00-14:00' });
    await fetchOrder(agent);
    await heard(agent);
    await scene.clock.advance(60 * MINUTE);
    expect((await agent.jobOrder()).content?.sha256).toBe(one.sha256);
  });

  it('[V2] nothing while a job is there, and what is being brought ends with the job that is handed over', async () => {
    await scene.start();
    const agent = await scene.agent();
    const one = await scene.packaged();
    await scene.deploy([agent], [one]);
    const first = await fetchOrder(agent);
    expect(await scene.ask(agent, first)).toBe(200);
    const now = scene.clock.now().toISOString();
    await scene.deploy([agent], [await scene.packaged()], { startAt: now, preStage: false });
    const job = await agent.jobOrder();
    expect(await scene.ask(agent, first)).toBe(403);
    expect(agent.waitingOrders('preStage')).toEqual([]);
    const { jobId, attempt } = job;
    await agent.report({ event: 'failed', jobId, attempt, sinceAccepted: 1, reason: 'downloadFailed' });
    const second = await fetchOrder(agent);
    expect(second.content).toEqual(first.content);
    expect(second.grantId).not.toBe(first.grantId);
  });

  it('[V2] an agent that has got a job in the same moment brings nothing, and its slot is free', async () => {
    await scene.start([1, 0]);
    const [agent, other] = [await scene.agent('10.1.5.1'), await scene.agent('10.1.5.2')];
    const one = await scene.packaged();
    agent.answers = { preStage: 'busy' };
    await scene.deploy([agent], [one]);
    await fetchOrder(agent);
    await scene.deploy([other], [one]);
    await fetchOrder(other);
  });
});

describe('[V4] a grant ends', () => {
  it.each<[string, (containerId: string) => Promise<unknown>]>([
    ['when it is paused', (containerId) => commands().pauseContainer(ADMIN, { containerId })],
    ['when it is cancelled', (containerId) => commands().cancelContainer(ADMIN, { containerId })],
    [
      'when nobody asks for it any more',
      (containerId) => commands().editContainer(ADMIN, { containerId, preStage: false }),
    ],
    [
      'when the computer is out of range',
      (containerId) => commands().editContainer(ADMIN, { containerId, addressRanges: '198.51.100.0/24' }),
    ],
  ])('%s: the agent is told to stop, and content is not given any more', async (_, end) => {
    await scene.start();
    const agent = await scene.agent();
    const { id } = await scene.deploy([agent], [await scene.packaged()]);
    const order = await fetchOrder(agent);
    expect(await scene.ask(agent, order)).toBe(200);
    agent.answers = { preStage: 'nothing' };
    await end(id);
    expect(await scene.ask(agent, order)).toBe(403);
    await stopOrder(agent);
    expect(await scene.ask(agent, order)).toBe(403);
  });

  it('[V1] when its job cannot begin before the end date any more', async () => {
    await scene.start();
    const agent = await scene.agent();
    const wish = { timeFrames: '15:00-16:00', endAt: inMinutes(90) };
    const { id } = await scene.deploy([agent], [await scene.packaged()], { ...wish, endAt: inMinutes(200) });
    const order = await fetchOrder(agent);
    await commands().editContainer(ADMIN, { containerId: id, ...wish });
    await stopOrder(agent);
    expect(await scene.ask(agent, order)).toBe(403);
  });

  it('when one job is cancelled, and not that of another computer', async () => {
    await scene.start();
    const [one, other] = [await scene.agent('10.1.5.1'), await scene.agent('10.1.5.2')];
    const { id } = await scene.deploy([one, other], [await scene.packaged()]);
    const orders = [await fetchOrder(one), await fetchOrder(other)] as const;
    await commands().cancelJob(ADMIN, { jobId: (await scene.job(id, one)).id });
    await stopOrder(one);
    expect(await scene.ask(one, orders[0])).toBe(403);
    expect(await scene.ask(other, orders[1])).toBe(200);
  });

  it('after 6 hours: another one goes on', async () => {
    await scene.start();
    const agent = await scene.agent();
    await scene.deploy([agent], [await scene.packaged()], { startAt: inMinutes(24 * 60) });
    const first = await fetchOrder(agent);
    expect(first.until).toBe(inMinutes(6 * 60));
    await heard(agent);
    await scene.clock.advance(6 * 60 * MINUTE);
    await stopOrder(agent);
    const second = await fetchOrder(agent);
    expect(second.grantId).not.toBe(first.grantId);
    expect(await scene.ask(agent, first)).toBe(403);
    expect(await scene.ask(agent, second)).toBe(200);
  });

  it('[A5] and it is one computer’s: no other gets content for it, nor other content', async () => {
    await scene.start();
    const [one, other] = [await scene.agent('10.1.5.1'), await scene.agent('10.1.5.2')];
    const [first, second] = [await scene.packaged(), await scene.packaged()];
    await scene.deploy([one], [first]);
    const order = await fetchOrder(one);
    expect(await scene.ask(other, order)).toBe(403);
    const content = { sha256: second.sha256, bytes: second.content?.bytes ?? 0 };
    expect(await scene.ask(one, { ...order, content })).toBe(403);
    expect(await scene.ask(one, order)).toBe(200);
  });

  it('and after a pause another begins', async () => {
    await scene.start();
    const agent = await scene.agent();
    const { id } = await scene.deploy([agent], [await scene.packaged()], { paused: true });
    await commands().resumeContainer(ADMIN, { containerId: id });
    await fetchOrder(agent);
    await commands().pauseContainer(ADMIN, { containerId: id });
    await stopOrder(agent);
    await commands().resumeContainer(ADMIN, { containerId: id });
    await fetchOrder(agent);
  });
});
