import { describe, expect, it } from 'vitest';
import { valueOf, type BareAgent } from '#tests/support/bare-agent.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import {
  asleep,
  at,
  boots,
  burstOnce,
  clock,
  deploy,
  givenAgent,
  gone,
  hub,
  MINUTE,
  offFor,
  SECOND,
  settle,
  swept,
  useWakeScene,
  wakesOf,
  wakeWhen,
} from '#tests/support/wake-scene.ts';

useWakeScene();

/** Its session is ready, and there is nobody behind it any more: it takes no order, and no sign of life comes. */
async function slept(name: string): Promise<BareAgent & { mac: string }> {
  const agent = await givenAgent(name, '10.9.0.7');
  agent.answerOrders = 'nothing';
  return agent;
}

async function vanished(agent: BareAgent): Promise<void> {
  agent.vanish();
  await eventually(
    () => hub.context.store.computers.get(agent.computerId),
    (stored) => stored?.connected === undefined,
  );
}

describe('[W10] a computer that was gone at the start, and still counted as online', () => {
  it('is woken when its session ends, though its job was handed over; it is one of those woken by us', async () => {
    const target = await slept('target');
    await settle();
    const { id } = await deploy([target], { shutdownAfterCompletion: true });
    const order = await target.jobOrder();
    await swept(id);
    expect(await wakesOf(target)).toEqual([]);
    await clock.advance(10 * SECOND);
    const wake = await burstOnce(target);
    expect(wake).toMatchObject({ containerId: id, startedAt: at(2 * MINUTE + 10 * SECOND) });
    target.answerOrders = 'accepted';
    await clock.advance(30 * SECOND);
    const again = await boots(target, 20);
    expect(await wakeWhen(target, ({ state }) => state === 'awake')).toMatchObject({
      wokenByUs: true,
      shutdown: 'pending',
    });
    expect(await again.jobOrder()).toMatchObject({ jobId: order.jobId, attempt: 2 });
  });

  it('[W7] is never shut down when it had only lost its cable', async () => {
    const target = await slept('target');
    await settle();
    await deploy([target], { shutdownAfterCompletion: true });
    await target.jobOrder();
    await clock.advance(10 * SECOND);
    await burstOnce(target);
    await clock.advance(10 * SECOND);
    await boots(target, 4000);
    expect(await wakeWhen(target, ({ state }) => state === 'awake')).toMatchObject({
      wokenByUs: false,
      shutdown: 'notWokenByUs',
    });
  });

  it('is not who gave a sign of life since the start, nor who goes while the container is paused', async () => {
    const [alive, lost] = [await slept('alive'), await slept('lost')];
    const other = await slept('other');
    await settle();
    const { id } = await deploy([alive, lost]);
    const paused = await deploy([other]);
    for (const agent of [alive, lost, other]) await agent.jobOrder();
    for (const containerId of [id, paused.id]) await swept(containerId);
    await hub.hub.commands.pauseContainer(ADMIN, { containerId: paused.id });
    await clock.advance(SECOND);
    valueOf(await alive.ask('inventory', { part: 'users', digest: 'a'.repeat(64), value: [] }));
    for (const agent of [alive, other, lost]) await vanished(agent);
    expect((await burstOnce(lost)).startedAt).toBe(at(2 * MINUTE + SECOND));
    expect(await wakesOf(alive)).toEqual([]);
    // What a pause kept from being woken is made up for.
    await clock.advance(MINUTE);
    expect(await wakesOf(other)).toEqual([]);
    await hub.hub.commands.resumeContainer(ADMIN, { containerId: paused.id });
    expect((await burstOnce(other)).startedAt).toBe(at(3 * MINUTE + SECOND));
  });
});

describe('[W2] what is retried while presence is unknown', () => {
  it('is woken when it is known, also over another restart, and nobody else is', async () => {
    const [target, other, back] = [await asleep('target'), await asleep('other'), await asleep('back')];
    await settle();
    const { id: containerId } = await deploy([target, other, back]);
    await swept(containerId);
    await clock.advance(5 * MINUTE);
    for (const one of [target, other, back]) await wakeWhen(one, ({ state }) => state === 'noAnswer');
    await offFor(MINUTE);
    await clock.advance(SECOND);
    const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, containerId);
    const jobIds = jobs.filter(({ computerId }) => computerId !== other.computerId).map(({ id }) => id);
    for (const jobId of jobIds) await hub.hub.commands.cancelJob(ADMIN, { jobId });
    await hub.hub.commands.retryJobs(ADMIN, { containerId, jobIds });
    await offFor(MINUTE);
    const again = await boots(back, 600);
    again.answerOrders = 'nothing';
    await gone(again);
    for (const one of [target, back]) expect(await wakesOf(one)).toHaveLength(1);
    await clock.advance(2 * MINUTE);
    const wake = await eventually(
      () => wakesOf(target),
      (wakes) => wakes.length === 2,
    );
    expect(wake[0]).toMatchObject({ containerId, startedAt: at(11 * MINUTE + SECOND) });
    for (const one of [other, back]) expect(await wakesOf(one)).toHaveLength(1);
  });
});
