import { describe, expect, it } from 'vitest';
import { onFinding } from '#hub/findings/on-finding.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import {
  NOON,
  SECOND,
  MINUTE,
  settle,
  deploy,
  wakesOf,
  wakeWhen,
  sentTo,
  burstOnce,
  swept,
  at,
  hardware,
  macOf,
  asleep,
  nextBurst,
  clock,
  hub,
  packageId,
  air,
  useWakeScene,
} from '#tests/support/wake-scene.ts';

useWakeScene();

describe('[W2] [W8] once for each start, and only while it is wanted', () => {
  it('a paused container sends nothing; resumed, it makes up for what was cut short', async () => {
    const target = await asleep('target');
    await settle();
    const container = await deploy([target], { paused: true });
    await clock.advance(MINUTE);
    expect(await wakesOf(target)).toEqual([]);
    const { id: containerId } = container;
    await hub.hub.commands.resumeContainer(ADMIN, { containerId });
    await burstOnce(target);
    await swept(containerId);
    await hub.hub.commands.pauseContainer(ADMIN, { containerId });
    const stopped = await wakeWhen(target, (wake) => wake.state === 'stopped');
    expect(stopped.detail).toBe('The job container was paused');
    const sent = sentTo(target);
    await clock.advance(MINUTE);
    expect(sentTo(target)).toBe(sent);
    await eventually(
      () => hub.context.store.containers.get(containerId),
      (one) => one?.wakeSweptAt === undefined,
    );
    await hub.hub.commands.resumeContainer(ADMIN, { containerId });
    const again = await burstOnce(target);
    expect(again.id).not.toBe(stopped.id);
    expect(await wakesOf(target)).toHaveLength(2);
  });

  it('a pause that is stored stops the packets, whoever is late to hear of it', async () => {
    const target = await asleep('target');
    await settle();
    const { id } = await deploy([target]);
    await burstOnce(target);
    const sent = sentTo(target);
    await hub.context.store.containers.change(id, { paused: true });
    await clock.advance(2 * SECOND);
    await wakeWhen(target, (wake) => wake.state === 'stopped');
    expect(sentTo(target)).toBe(sent);
  });

  it.each([
    {
      what: 'the container is cancelled',
      act: (containerId: string) => hub.hub.commands.cancelContainer(ADMIN, { containerId }),
      detail: 'Nothing of the job container waits there any more',
    },
    {
      what: 'its only job is cancelled',
      act: async (containerId: string) => {
        const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, containerId);
        await hub.hub.commands.cancelJob(ADMIN, { jobId: jobs[0]?.id ?? '' });
      },
      detail: 'Nothing of the job container waits there any more',
    },
    {
      what: 'wake on LAN is turned off',
      act: (containerId: string) => hub.hub.commands.editContainer(ADMIN, { containerId, wakeOnLan: false }),
      detail: 'Wake on LAN was turned off for the job container',
    },
  ])('$what: it stops at once', async ({ act, detail }) => {
    const target = await asleep('target');
    await settle();
    const { id } = await deploy([target]);
    await burstOnce(target);
    await act(id);
    expect(await wakeWhen(target, (wake) => wake.state === 'stopped')).toMatchObject({ detail });
  });

  it('wake on LAN that is turned on after the start wakes now', async () => {
    const target = await asleep('target');
    await settle();
    const { id } = await deploy([target], { wakeOnLan: false });
    await clock.advance(MINUTE);
    expect(await wakesOf(target)).toEqual([]);
    await hub.hub.commands.editContainer(ADMIN, { containerId: id, wakeOnLan: true });
    expect((await burstOnce(target)).startedAt).toBe(at(3 * MINUTE));
  });

  it('waits for the time frame, and ends with it', async () => {
    const target = await asleep('target');
    await settle();
    await deploy([target], { timeFrames: '12:10-12:11' });
    await clock.advance(7 * MINUTE);
    expect(await wakesOf(target)).toEqual([]);
    await clock.advance(MINUTE);
    expect((await burstOnce(target)).startedAt).toBe(at(10 * MINUTE));
    await clock.advance(2 * MINUTE);
    const over = await wakeWhen(target, (wake) => wake.state !== 'waking');
    expect(over).toMatchObject({ state: 'stopped', detail: 'The time frame of the job container is over' });
  });

  it('a retry by a person wakes its offline computer again, and nobody else', async () => {
    const [target, other] = [await asleep('target'), await asleep('other')];
    await settle();
    const { id: containerId } = await deploy([target, other]);
    await swept(containerId);
    for (const one of [target, other]) await burstOnce(one);
    await clock.advance(5 * MINUTE);
    for (const one of [target, other]) await wakeWhen(one, (wake) => wake.state === 'noAnswer');
    const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, containerId);
    const jobId = jobs.find((job) => job.computerId === target.computerId)?.id ?? '';
    await hub.hub.commands.cancelJob(ADMIN, { jobId });
    await hub.hub.commands.retryJobs(ADMIN, { containerId, jobIds: [jobId] });
    const wake = await burstOnce(target);
    expect(wake.startedAt).toBe(at(7 * MINUTE));
    expect(await wakesOf(other)).toHaveLength(1);
  });

  it('a start that is put off counts anew', async () => {
    const target = await asleep('target');
    await settle();
    const { id: containerId } = await deploy([target]);
    await burstOnce(target);
    await swept(containerId);
    await hub.hub.commands.editContainer(ADMIN, { containerId, startAt: at(20 * MINUTE) });
    await wakeWhen(target, (wake) => wake.state === 'stopped');
    await clock.advance(18 * MINUTE);
    expect((await burstOnce(target)).startedAt).toBe(at(20 * MINUTE));
  });

  it('a finding of the workers repeats nothing that was done, and does what was not', async () => {
    const target = await asleep('target');
    await settle();
    const { id: containerId } = await deploy([target]);
    const wake = await burstOnce(target);
    await swept(containerId);
    await onFinding(hub.context, { kind: 'wakeUnswept', containerId });
    await onFinding(hub.context, { kind: 'wakeOverdue', wakeId: wake.id });
    await nextBurst(target);
    expect(await wakesOf(target)).toHaveLength(1);
    await hub.context.store.wakes.removeOfContainer(containerId, 10);
    await hub.context.store.containers.change(containerId, { wakeSweptAt: null });
    // The timer finds that its wake is gone, and forgets it.
    await clock.advance(MINUTE);
    await onFinding(hub.context, { kind: 'wakeUnswept', containerId });
    await burstOnce(target);
  });

  it('of many computers all are woken, each once', async () => {
    const { store } = hub.context;
    const token = await hub.enrolmentToken();
    const ids = Array.from({ length: 450 }, () => store.newId());
    for (const [index, id] of ids.entries()) {
      await store.computers.insert({
        id,
        name: `pc-${index}`,
        notes: '',
        publicKey: id,
        enrolledAt: NOON,
        enrolledWith: token.id,
        users: [],
        digests: {},
        hardware: hardware(
          '10.9.0.7',
          `02:00:00:00:${macOf(index % 250).slice(-2)}:0${Math.floor(index / 250)}`,
        ),
      });
    }
    await settle();
    const { id: containerId } = await hub.hub.commands.createContainer(ADMIN, {
      name: 'many',
      computerIds: ids,
      packageIds: [packageId],
      wakeOnLan: true,
    });
    await swept(containerId);
    const wakes = await eventually(
      () => store.wakes.ofContainer(containerId, ids),
      (rows) => rows.length === 450,
    );
    expect(new Set(wakes.map((wake) => wake.computerId)).size).toBe(450);
    await eventually(
      () => Promise.resolve(air.heard.length),
      (packets) => packets === 900,
    );
  });
});
