import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brought, fetchOrder, inMinutes, PreStageScene, stopOrder } from '#tests/support/pre-stage-scene.ts';

let scene: PreStageScene;
beforeEach(() => {
  scene = new PreStageScene();
});
afterEach(() => scene.dispose());

describe('[V3] download slots', () => {
  it('are taken by pre-stages too; the next one goes to what begins first', async () => {
    await scene.start([1, 0]);
    const [one, late, early] = [
      await scene.agent('10.1.5.1'),
      await scene.agent('10.1.6.1'),
      await scene.agent('10.1.7.1'),
    ];
    const packaged = await scene.packaged();
    await scene.deploy([one], [packaged]);
    const order = await fetchOrder(one);
    const later = await scene.deploy([late], [packaged], { startAt: inMinutes(50) });
    await scene.deploy([early], [packaged], { startAt: inMinutes(40) });
    await scene.jobOnce(later.id, late, ({ waiting }) => waiting?.reason === 'startDate');
    await brought(one, order);
    await brought(early, await fetchOrder(early));
    await fetchOrder(late);
  });

  it('of a full subnet are not taken, those of another are', async () => {
    await scene.start([0, 1]);
    const [one, near, far] = [
      await scene.agent('10.1.5.1'),
      await scene.agent('10.1.5.2'),
      await scene.agent('10.1.6.1'),
    ];
    await scene.deploy([one, near, far], [await scene.packaged()]);
    const order = await fetchOrder(one);
    await fetchOrder(far);
    expect(near.ordersWaiting).toBe(0);
    await brought(one, order);
    await fetchOrder(near);
  });

  it('are given up for a job whose turn it is, and asked for again when that has its content', async () => {
    await scene.start([1, 0]);
    const [staging, due] = [await scene.agent('10.1.5.1'), await scene.agent('10.1.6.1')];
    const ahead = await scene.deploy([staging], [await scene.packaged()]);
    await fetchOrder(staging);
    const now = scene.clock.now().toISOString();
    await scene.deploy([due], [await scene.packaged()], { startAt: now, preStage: false });
    await stopOrder(staging);
    const { jobId, attempt } = await due.jobOrder();
    expect(staging.ordersWaiting).toBe(0);
    expect((await scene.job(ahead.id, staging)).waiting?.content).toBeUndefined();
    await due.report({ event: 'downloading', jobId, attempt, sinceAccepted: 1 });
    await due.report({ event: 'unpacking', jobId, attempt, sinceAccepted: 2 });
    await fetchOrder(staging);
  });

  it('are given up by as few as are needed: the one that begins last', async () => {
    await scene.start([2, 0]);
    const [soon, last, due] = [
      await scene.agent('10.1.5.1'),
      await scene.agent('10.1.6.1'),
      await scene.agent('10.1.7.1'),
    ];
    const packaged = await scene.packaged();
    await scene.deploy([soon], [packaged], { startAt: inMinutes(30) });
    await scene.deploy([last], [packaged], { startAt: inMinutes(50) });
    const order = await fetchOrder(soon);
    await fetchOrder(last);
    await scene.deploy([due], [packaged], { startAt: scene.clock.now().toISOString() });
    await stopOrder(last);
    await due.jobOrder();
    expect(await scene.ask(soon, order)).toBe(200);
    expect(soon.ordersWaiting).toBe(0);
  });

  it('of an agent that vanishes while it brings something are free', async () => {
    await scene.start([1, 0]);
    const [one, other] = [await scene.agent('10.1.5.1'), await scene.agent('10.1.6.1')];
    await scene.deploy([one, other], [await scene.packaged()]);
    await fetchOrder(one);
    one.leave();
    await fetchOrder(other);
  });

  it('of an agent that does not answer are free: its session is closed', async () => {
    await scene.start([1, 0]);
    const [one, other] = [await scene.agent('10.1.5.1'), await scene.agent('10.1.6.1')];
    one.answers = { preStage: 'nothing' };
    await scene.deploy([one, other], [await scene.packaged()]);
    await fetchOrder(one);
    const closed = one.closed();
    await scene.clock.advance(10_000);
    await closed;
    await fetchOrder(other);
  });

  it('[V5] [Q1] are not needed by a job whose computer has its content', async () => {
    await scene.start([1, 0]);
    const one = await scene.packaged();
    const [holds, has, lacks] = [
      await scene.agent('10.1.5.1'),
      await scene.agent('10.1.6.1', [one.sha256]),
      await scene.agent('10.1.7.1'),
    ];
    const now = { startAt: scene.clock.now().toISOString(), preStage: false };
    await scene.deploy([holds], [one], now);
    const held = await holds.jobOrder();
    const waits = await scene.deploy([lacks], [one], now);
    await scene.jobOnce(waits.id, lacks, ({ waiting }) => waiting?.reason === 'downloadSlot');
    await scene.deploy([has], [one], now);
    expect((await has.jobOrder()).content?.sha256).toBe(one.sha256);
    // What a job has downloaded is known, too.
    await lacks.reportContents([one.sha256]);
    await holds.report({ event: 'unpacking', jobId: held.jobId, attempt: held.attempt, sinceAccepted: 1 });
    await lacks.jobOrder();
  });
});
