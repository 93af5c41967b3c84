import { describe, expect, it } from 'vitest';
import { type BareAgent } from '#tests/support/bare-agent.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import {
  SECOND,
  MINUTE,
  SUPPORT,
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
  clock,
  hub,
  packageId,
  air,
  useWakeScene,
} from '#tests/support/wake-scene.ts';

useWakeScene();

describe('[W6] by hand', () => {
  const wake = (of: BareAgent[], actor = ADMIN) =>
    hub.hub.commands.wakeComputers(actor, { computerIds: of.map((agent) => agent.computerId) });

  it('wakes what is offline, also while presence is unknown, and says who asked', async () => {
    const target = await asleep('target');
    const { wakes } = await wake([target], SUPPORT);
    expect(wakes).toMatchObject([{ state: 'waking', by: 'sam', shutdown: 'notAsked' }]);
    expect(wakes[0]?.containerId).toBeUndefined();
    await burstOnce(target);
    const { rows } = await hub.hub.queries.audit(ADMIN, { verbPrefix: 'computer.wake' });
    expect(rows).toMatchObject([{ actor: { name: 'sam' }, subject: { id: target.computerId } }]);
  });

  it('refuses one computer that is online or has no address, and more than one for support staff', async () => {
    const [target, online, bare] = [
      await asleep('target'),
      await givenAgent('on', '10.9.0.3'),
      await givenAgent('bare'),
    ];
    await gone(bare);
    await expect(wake([online])).rejects.toMatchObject({ code: 'computerOnline' });
    await expect(wake([bare])).rejects.toMatchObject({ code: 'notWakeable' });
    await expect(wake([target, bare], SUPPORT)).rejects.toMatchObject({ code: 'forbidden' });
    const { wakes, ...left } = await wake([target, online, bare]);
    expect([wakes.map((one) => one.computerName), left]).toEqual([['target'], { online: 1, notWakeable: 1 }]);
  });

  it('once more is the same wake: packets now, and the whole window from now', async () => {
    const target = await asleep('target');
    await wake([target]);
    await burstOnce(target);
    await clock.advance(SECOND);
    const { wakes } = await wake([target]);
    expect(wakes).toMatchObject([{ windowEndsAt: at(SECOND + 5 * MINUTE) }]);
    const second = await wakeWhen(target, (one) => one.bursts.length === 2);
    expect(second.bursts[1]?.at).toBe(at(SECOND));
    expect(await wakesOf(target)).toHaveLength(1);
  });

  it('beside a container: two records, each packet once, each judged by its own first packet', async () => {
    const target = await asleep('target');
    await settle();
    await wake([target]);
    await burstOnce(target);
    for (const _ of [2, 7, 17]) await nextBurst(target);
    const before = sentTo(target);
    const container = await deploy([target], { shutdownAfterCompletion: true });
    await eventually(
      () => wakesOf(target, container.id),
      ([one]) => one?.bursts.length === 1,
    );
    // One packet by broadcast and one directed, for both records together.
    expect(sentTo(target)).toBe(before + 2);
    const both = await eventually(
      () => wakesOf(target),
      (rows) => rows.every((row) => row.nextAt === at(2 * MINUTE + 19 * SECOND)),
    );
    expect(both).toHaveLength(2);
    await clock.advance(SECOND);
    await boots(target, 10);
    const rows = await eventually(
      () => wakesOf(target),
      (found) => found.every((row) => row.state === 'awake'),
    );
    expect(rows.map(({ containerId, wokenByUs, shutdown }) => [containerId, wokenByUs, shutdown])).toEqual([
      [container.id, false, 'notWokenByUs'],
      [undefined, true, 'notAsked'],
    ]);
  });
});

describe('SecureOn', () => {
  it('stands behind the packets of its computer, also of those that neighbours send', async () => {
    const peer = await givenAgent('peer', '10.9.0.2');
    const target = await asleep('target');
    const { computerId } = target;
    const row = await hub.hub.commands.changeSecureOn(ADMIN, { computerId, password: 'C0-FF-EE-00-00-01' });
    expect(row.hasSecureOn).toBe(true);
    await hub.hub.commands.wakeComputers(ADMIN, { computerIds: [computerId] });
    await burstOnce(target);
    for (const { payload } of air.heard) expect(payload.toString('hex').slice(-12)).toBe('c0ffee000001');
    expect((await peer.orderFor('wake')).secureOn).toBe('c0:ff:ee:00:00:01');
    const none = await hub.hub.commands.changeSecureOn(ADMIN, { computerId, password: null });
    expect(none.hasSecureOn).toBe(false);
    await expect(
      hub.hub.commands.changeSecureOn(SUPPORT, { computerId, password: null }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const { rows } = await hub.hub.queries.audit(ADMIN, { verbPrefix: 'computer.secureOn' });
    expect(JSON.stringify(rows)).not.toMatch(/c0.?ff.?ee/i);
  });
});

describe('the preview', () => {
  it('tells by which routes each offline computer can be woken', async () => {
    const near = await asleep('near');
    const far = await asleep('far', '10.7.0.7');
    const bare = await givenAgent('bare');
    await gone(bare);
    const online = await givenAgent('online', '10.9.0.2');
    await settle();
    const preview = await hub.hub.queries.previewDeployment(ADMIN, {
      computerIds: [near, far, bare, online].map((agent) => agent.computerId),
      packageIds: [packageId],
    });
    expect(preview.totals).toMatchObject({ offline: 3, wakeable: 2, wakeableByPeer: 1 });
    expect(preview.computers.map(({ computerName, wakeRoutes }) => [computerName, wakeRoutes])).toEqual([
      ['near', ['broadcast', 'directed', 'peer']],
      ['far', ['broadcast', 'directed']],
      ['bare', []],
      ['online', []],
    ]);
  });
});
