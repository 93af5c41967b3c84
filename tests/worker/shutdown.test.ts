import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { setPowerScene, type PowerScene } from '#tests/support/power-scene.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { workersOf } from '#tests/support/workers.ts';
import { woken } from '#tests/support/woken.ts';

let scene: PowerScene;
beforeEach(async () => {
  scene = await setPowerScene();
});
afterEach(() => scene.dispose());

/** What the rule, in its thread, and the hub make of it now. */
async function look(): Promise<void> {
  const workers = workersOf(scene.hub);
  await workers.runNow('shutdown');
  expect(workers.view().find(({ rule }) => rule === 'shutdown')).toMatchObject({ failures: 0 });
  await workers.stop();
}

describe('the rule for shutdowns after completion', () => {
  it('[B9] finds a computer that was woken and is done, though no job has ended there since', async () => {
    const agent = await scene.givenAgent('overlooked');
    const { computerId } = agent;
    const job = await deploy(scene.hub, {
      computerId,
      packageId: scene.plain,
      shutdownAfterCompletion: true,
    });
    const order = await agent.jobOrder();
    const wake = await woken(scene.hub, agent, { containerId: job.containerId, shutdown: 'notAsked' });
    await scene.complete(agent, order);
    const { wakes } = scene.hub.context.store;
    await wakes.save({ ...wake, shutdown: 'pending' });
    const other = await deploy(scene.hub, { computerId, packageId: scene.restarts, paused: true });
    expect(other.waiting?.reason).toBe('paused');
    await look();
    expect(await agent.orderFor('power')).toMatchObject({ action: 'shutdown' });
    await look();
    expect(agent.waitingOrders('power')).toEqual([]);
  });

  it('[B9] finds none that is away, was not woken by us, or runs a job', async () => {
    const [away, stranger, busy] = await Promise.all([
      scene.givenAgent('away'),
      scene.givenAgent('stranger'),
      scene.givenAgent('busy'),
    ]);
    const { containerId } = await deploy(scene.hub, {
      computerId: busy.computerId,
      packageId: scene.plain,
      shutdownAfterCompletion: true,
    });
    await busy.jobOrder();
    await scene.leave(away);
    const wakes = [
      await woken(scene.hub, away, { containerId }),
      await woken(scene.hub, busy, { containerId }),
      await woken(scene.hub, stranger, { containerId, wokenByUs: false, shutdown: 'notWokenByUs' }),
    ];
    await look();
    const { rows } = await scene.hub.hub.queries.computers(ADMIN);
    expect(rows.map((row) => row.power)).toEqual([undefined, undefined, undefined]);
    const states = wakes.map((wake) => scene.hub.context.store.wakes.get(wake.id));
    expect((await Promise.all(states)).map((wake) => wake?.shutdown)).toEqual([
      'pending',
      'pending',
      'notWokenByUs',
    ]);
    // Its job has ended: the hub itself sees that.
    busy.answers = { cancel: 'cancelled' };
    await scene.hub.hub.commands.cancelContainer(ADMIN, { containerId });
    await eventually(
      () => scene.computer(busy),
      (row) => row.power !== undefined,
    );
  });
});
