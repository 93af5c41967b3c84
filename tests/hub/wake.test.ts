import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { udpNetwork } from '#hub/wake/wake-network.ts';
import { valueOf } from '#tests/support/bare-agent.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import {
  SECOND,
  MINUTE,
  settle,
  deploy,
  wakesOf,
  wakeWhen,
  sentTo,
  burstOnce,
  at,
  givenAgent,
  gone,
  asleep,
  boots,
  nextBurst,
  offFor,
  clock,
  hub,
  air,
  useWakeScene,
} from '#tests/support/wake-scene.ts';

useWakeScene();

describe('[W1] [W4] [W5] a container with wake on LAN', () => {
  it('wakes offline computers at its start, by every route, and tells the trace', async () => {
    const peer = await givenAgent('peer', '10.9.0.2');
    const elsewhere = await givenAgent('elsewhere', '10.8.0.2');
    const target = await asleep('target');
    const online = await givenAgent('online', '10.9.0.3');
    await settle();
    const container = await deploy([target, online], { startAt: at(10 * MINUTE) });
    await clock.advance(8 * MINUTE - 1);
    expect(await wakesOf(target)).toEqual([]);
    await clock.advance(1);
    const wake = await burstOnce(target);
    expect(wake).toMatchObject({
      state: 'waking',
      containerId: container.id,
      containerName: 'waking',
      by: 'admin',
      startedAt: at(10 * MINUTE),
      windowEndsAt: at(15 * MINUTE),
      nextAt: at(10 * MINUTE + 2 * SECOND),
      shutdown: 'notAsked',
    });
    const neighbours = [peer, online];
    expect(wake.bursts[0]?.packets.map(({ route, via, to }) => `${route} ${via} ${to}`).toSorted()).toEqual([
      'broadcast lan 255.255.255.255',
      'directed routing 10.9.0.255',
      'peer online 10.9.0.255',
      'peer peer 10.9.0.255',
    ]);
    for (const one of neighbours) {
      expect(await one.orderFor('wake')).toMatchObject({
        mac: target.mac,
        subnet: { address: '10.9.0.7', netmask: '255.255.255.0' },
      });
    }
    expect(elsewhere.waitingOrders('wake')).toEqual([]);
    expect(air.heard.map(({ from, to }) => [from, to])).toEqual([
      [undefined, '10.9.0.255'],
      ['10.1.4.1', '255.255.255.255'],
    ]);
    expect(await wakesOf(online)).toEqual([]);
    expect(await wakesOf(target, container.id)).toHaveLength(1);
  });

  it('sends into a subnet of its own by its own interface there', async () => {
    const target = await asleep('target', '10.1.4.9');
    await settle();
    await deploy([target]);
    const { bursts } = await burstOnce(target);
    expect(bursts[0]?.packets.map(({ via, to }) => `${via} ${to}`)).toEqual([
      'lan 10.1.4.255',
      'lan 255.255.255.255',
    ]);
    expect(air.heard.map(({ from, to }) => [from, to])).toEqual([
      ['10.1.4.1', '10.1.4.255'],
      ['10.1.4.1', '255.255.255.255'],
    ]);
  });

  it('repeats with growing delay until the window ends, and then no more', async () => {
    const target = await asleep('target');
    await settle();
    await deploy([target]);
    await burstOnce(target);
    for (const seconds of [2, 7, 17, 37, 67]) {
      const wake = await nextBurst(target);
      expect(wake.bursts.at(-1)?.at).toBe(at(2 * MINUTE + seconds * SECOND));
    }
    while ((await wakeWhen(target, () => true)).nextAt !== undefined) await nextBurst(target);
    await clock.advance(30 * SECOND);
    const over = await wakeWhen(target, (wake) => wake.state !== 'waking');
    expect(over).toMatchObject({ state: 'noAnswer', wokenByUs: false });
    const sent = air.heard.length;
    await clock.advance(10 * MINUTE);
    expect(air.heard.length).toBe(sent);
  });

  it('[W1] wakes nobody while presence is unknown; at the moment it is known, those who are offline', async () => {
    const target = await asleep('target');
    const container = await deploy([target]);
    await clock.advance(2 * MINUTE - 1);
    expect(await wakesOf(target)).toEqual([]);
    expect((await hub.context.store.containers.get(container.id))?.wakeSweptAt).toBeUndefined();
    await clock.advance(1);
    expect((await burstOnce(target)).startedAt).toBe(at(2 * MINUTE));
  });

  it('[W3] says where it is impossible, and what a neighbour or the network did not do', async () => {
    const silent = await givenAgent('silent', '10.9.0.2');
    silent.answers = { wake: 'nothing' };
    const refusing = await givenAgent('refusing', '10.9.0.3');
    refusing.answers = { wake: 'refused' };
    const bare = await givenAgent('bare');
    await gone(bare);
    const target = await asleep('target');
    await settle();
    air.network.problem = 'ENETUNREACH';
    await deploy([target, bare], { shutdownAfterCompletion: true });
    expect(await wakeWhen(bare, () => true)).toMatchObject({
      state: 'impossible',
      detail: 'No MAC address of this computer is known',
      shutdown: 'notWokenByUs',
      bursts: [],
    });
    await silent.orderFor('wake');
    await refusing.orderFor('wake');
    await clock.advance(3 * SECOND);
    const { bursts } = await burstOnce(target);
    expect(bursts[0]?.packets.map(({ via, problem }) => [via, problem])).toEqual(
      expect.arrayContaining([
        ['lan', 'ENETUNREACH'],
        ['routing', 'ENETUNREACH'],
        ['silent', 'it did not answer in time'],
        ['refusing', 'it refused'],
      ]),
    );
  });
});

describe('the trace', () => {
  it('moves by itself on the page of the computer and on that of the container', async () => {
    const target = await asleep('target');
    await settle();
    const container = await deploy([target], { startAt: at(10 * MINUTE) });
    const signedIn = { name: 'admin', password: ADMIN_PASSWORD };
    const { secret } = await hub.hub.commands.signIn(signedIn, { address: '127.0.0.1' });
    const socket = new ConsoleSocket(hub.address, { secret, origin: hub.address });
    try {
      expect(await socket.admitted()).toBeUndefined();
      const topics = [`computer:${target.computerId}`, `container:${container.id}`];
      for (const topic of topics) valueOf(await socket.ask('watch', { topic }));
      await clock.advance(8 * MINUTE);
      await burstOnce(target);
      await clock.advance(SECOND);
      for (const topic of topics) {
        await socket.hears((messages) =>
          messages.some(
            (message) =>
              message.topic === topic &&
              message.changes.some((one) => one.kind === 'wake' && one.wake.bursts.length === 1),
          ),
        );
      }
    } finally {
      socket.leave();
    }
  });

  it('of a hub with real sockets is what arrives in the network', async () => {
    const ear = createSocket({ type: 'udp4', reuseAddr: true });
    ear.bind(0, '0.0.0.0');
    await once(ear, 'listening');
    try {
      const loopback = { name: 'lo', address: '127.0.0.1', netmask: '255.0.0.0' };
      air.network.interfaces = () => [loopback];
      air.network.send = (datagrams) => udpNetwork(ear.address().port).send(datagrams);
      const target = await asleep('target', '127.0.0.9');
      const heard = new Promise<Buffer>((resolve) => ear.once('message', resolve));
      await hub.hub.commands.wakeComputers(ADMIN, { computerIds: [target.computerId] });
      expect((await heard).toString('hex')).toBe('ff'.repeat(6) + target.mac.replaceAll(':', '').repeat(16));
      const { bursts } = await burstOnce(target);
      expect(bursts[0]?.packets.filter(({ problem }) => problem !== undefined)).toEqual([]);
    } finally {
      ear.close();
    }
  });
});

describe('[W7] [W9] woken by us', () => {
  it.each([
    { what: 'booted after the packet', awake: 20, later: 47, wokenByUs: true, shutdown: 'pending' },
    { what: 'was on all the time', awake: 4000, later: 47, wokenByUs: false, shutdown: 'notWokenByUs' },
  ])('a computer that $what: $wokenByUs', async ({ awake, later, wokenByUs, shutdown }) => {
    const target = await asleep('target');
    await settle();
    await deploy([target], { shutdownAfterCompletion: true });
    expect((await burstOnce(target)).shutdown).toBe('pending');
    await clock.advance(later * SECOND);
    await boots(target, awake);
    const wake = await wakeWhen(target, (one) => one.state === 'awake');
    expect(wake).toMatchObject({ awakeAt: at(2 * MINUTE + later * SECOND), wokenByUs, shutdown });
    const sent = sentTo(target);
    await clock.advance(5 * MINUTE);
    expect(sentTo(target)).toBe(sent);
  });

  it('is not who comes after the window, though it booted within it', async () => {
    const target = await asleep('target');
    await settle();
    await deploy([target], { shutdownAfterCompletion: true });
    await burstOnce(target);
    await clock.advance(5 * MINUTE);
    await wakeWhen(target, (wake) => wake.state === 'noAnswer');
    await boots(target, 60);
    const wake = await wakeWhen(target, () => true);
    expect(wake).toMatchObject({ state: 'noAnswer', wokenByUs: false, shutdown: 'notWokenByUs' });
  });

  it('[W9] holds for what is asked while it is being woken', async () => {
    const target = await asleep('target');
    await settle();
    const container = await deploy([target]);
    expect((await burstOnce(target)).shutdown).toBe('notAsked');
    await hub.hub.commands.editContainer(ADMIN, { containerId: container.id, shutdownAfterCompletion: true });
    await clock.advance(30 * SECOND);
    await boots(target, 10);
    expect(await wakeWhen(target, (wake) => wake.state === 'awake')).toMatchObject({
      wokenByUs: true,
      shutdown: 'pending',
    });
  });

  it('[W8] a restart of the hub changes nothing: the wake goes on, and its first packet counts', async () => {
    const target = await asleep('target');
    await settle();
    await deploy([target], { shutdownAfterCompletion: true });
    await burstOnce(target);
    await offFor(20 * SECOND);
    // What was due meanwhile is sent once.
    await wakeWhen(target, (wake) => wake.bursts.length === 2);
    const { bursts } = await nextBurst(target);
    const moments = [0, 20, 37].map((seconds) => at(2 * MINUTE + seconds * SECOND));
    expect(bursts.map((burst) => burst.at)).toEqual(moments);
    await clock.advance(10 * SECOND);
    await boots(target, 15);
    expect(await wakeWhen(target, (wake) => wake.state === 'awake')).toMatchObject({
      wokenByUs: true,
      shutdown: 'pending',
    });
  });

  it('[W8] a hub that was off over the end of the window says that there was no answer', async () => {
    const target = await asleep('target');
    await settle();
    await deploy([target]);
    await burstOnce(target);
    await offFor(10 * MINUTE);
    expect(await wakeWhen(target, (wake) => wake.state !== 'waking')).toMatchObject({
      state: 'noAnswer',
      wokenByUs: false,
    });
    expect(air.heard).toHaveLength(2);
  });
});
