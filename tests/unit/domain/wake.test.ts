import { describe, expect, it, test } from 'vitest';
import { conditionsOf } from '#domain/conditions.ts';
import type { JobContainer, Wake } from '#domain/entities.ts';
import type { Circumstances } from '#domain/queue.ts';
import { macsOf, subnetOf, subnetsOf, wiredSubnetsOf } from '#domain/wake/interfaces.ts';
import { isSweptAlready, retriedLast, rhythmSince } from '#domain/wake/joining.ts';
import { plannedPackets, possibleRoutes, type Peer } from '#domain/wake/routes.ts';
import { nextBurst } from '#domain/wake/schedule.ts';
import { answered, beginWake, burstSent, ended, prolonged } from '#domain/wake/wake-state.ts';
import { isSweepDue, isToBeWoken, whyWakeStops } from '#domain/wake/wanted.ts';
import type { Hardware } from '#protocol/inventory.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { WakePacket } from '#protocol/views/wake.ts';
import { aContainer, aJob, anId, aWake, THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

type Interface = Hardware['interfaces'][number];
const anInterface = (given: Partial<Interface> & { address?: string; netmask?: string } = {}): Interface => {
  const { address = '10.1.4.7', netmask = '255.255.255.0', ...rest } = given;
  return {
    name: 'eth0',
    mac: '00:1a:2b:3c:4d:5e',
    wired: true,
    addresses: [{ address, netmask, family: 'IPv4' }],
    ...rest,
  };
};
const having = (...interfaces: Interface[]) => ({ interfaces });
const packet = (given: Partial<WakePacket> = {}): WakePacket => ({
  route: 'broadcast',
  mac: '00:1a:2b:3c:4d:5e',
  via: 'eth0',
  to: '255.255.255.255',
  ...given,
});

describe('[W3] MAC addresses', () => {
  it('are all that are valid, wired ones first, each once and in one notation', () => {
    const hardware = having(
      anInterface({ name: 'wlan0', wired: false, mac: '00:00:00:00:00:0a' }),
      anInterface({ mac: '00-1A-2B-3C-4D-5E' }),
      anInterface({ name: 'eth1', mac: '00:1a:2b:3c:4d:5e' }),
      anInterface({ name: 'tun0', mac: '' }),
      anInterface({ name: 'ppp0', mac: '00:00:00:00:00:00' }),
      anInterface({ name: 'odd', mac: '00:1a:2b:3c:4d' }),
    );
    expect(macsOf(hardware)).toEqual(['00:1a:2b:3c:4d:5e', '00:00:00:00:00:0a']);
    expect(macsOf(undefined)).toEqual([]);
  });

  test.each(['docker0', 'br-0123456789ab', 'virbr0', 'vmnet8', 'vboxnet0', 'vEthernet (WSL)'])(
    'of %s, a network within the machine, do not count, nor does its subnet',
    (name) => {
      const hardware = having(anInterface({ name, address: '172.17.0.1', netmask: '255.255.0.0' }));
      expect([macsOf(hardware), subnetsOf(hardware)]).toEqual([[], []]);
    },
  );

  test.each(['eth0', 'br0', 'br-lan', 'enp0s3', 'veth-1', 'vEthernet (External)'])('of %s do', (name) => {
    expect(subnetsOf(having(anInterface({ name })))).toHaveLength(1);
  });
});

describe('[W4] subnets', () => {
  test.each([
    ['10.1.4.7', '255.255.255.0', '10.1.4.0/24', '10.1.4.255'],
    ['10.1.5.200', '255.255.254.0', '10.1.4.0/23', '10.1.5.255'],
    ['192.168.7.130', '255.255.255.192', '192.168.7.128/26', '192.168.7.191'],
    ['172.16.9.9', '255.240.0.0', '172.16.0.0/12', '172.31.255.255'],
    ['200.1.2.3', '255.0.0.0', '200.0.0.0/8', '200.255.255.255'],
    ['10.0.0.1', '255.255.255.252', '10.0.0.0/30', '10.0.0.3'],
  ])('%s with %s is in %s and broadcasts to %s', (address, netmask, key, broadcast) => {
    expect(subnetOf({ address, netmask })).toEqual({ address, netmask, key, broadcast });
  });

  test.each([
    ['10.0.0.1', '255.255.255.255'],
    ['10.0.0.1', '255.255.255.254'],
    ['10.0.0.1', '0.0.0.0'],
    ['10.0.0.1', '255.0.255.0'],
    ['169.254.3.4', '255.255.0.0'],
    ['fe80::1', 'ffff:ffff:ffff:ffff::'],
    ['10.0.0.256', '255.255.255.0'],
    ['', ''],
  ])('%s with %s has none that could be broadcast to', (address, netmask) => {
    expect(subnetOf({ address, netmask })).toBeUndefined();
  });

  it('are told once each; a wireless one leads to nobody else', () => {
    const wireless = anInterface({ name: 'wlan0', wired: false, address: '10.9.0.4' });
    const hardware = having(anInterface(), anInterface({ name: 'eth1', address: '10.1.4.8' }), wireless);
    expect(subnetsOf(hardware).map((one) => one.key)).toEqual(['10.1.4.0/24', '10.9.0.0/24']);
    expect(wiredSubnetsOf(hardware).map((one) => one.key)).toEqual(['10.1.4.0/24']);
  });
});

describe('[W4] routes', () => {
  const subnets = subnetsOf(having(anInterface()));
  const own = [
    { name: 'lan', address: '10.1.4.1', netmask: '255.255.255.0' },
    { name: 'dmz', address: '192.0.2.1', netmask: '255.255.255.0' },
  ];
  const peers: Peer[] = subnets.map((subnet) => ({ computerId: anId(), name: 'PC-12', subnet }));

  it('each address by broadcast on every interface, to each subnet, and through each peer', () => {
    const packets = plannedPackets({ macs: ['00:00:00:00:00:0a'], subnets, own, peers });
    expect(packets.map(({ route, via, to }) => `${route} ${via} ${to}`)).toEqual([
      'directed lan 10.1.4.255',
      'peer PC-12 10.1.4.255',
      'broadcast lan 255.255.255.255',
      'broadcast dmz 255.255.255.255',
    ]);
  });

  it('a subnet that the hub is not in is reached by routing', () => {
    const [first] = plannedPackets({ macs: ['00:00:00:00:00:0a'], subnets, own: own.slice(1), peers: [] });
    expect(first).toEqual({ route: 'directed', mac: '00:00:00:00:00:0a', via: 'routing', to: '10.1.4.255' });
  });

  it('into a subnet of its own the hub sends by every interface that is in it, and by no other', () => {
    const twice = [...own, { name: 'lan2', address: '10.1.4.2', netmask: '255.255.255.0' }];
    const packets = plannedPackets({ macs: ['00:00:00:00:00:0a'], subnets, own: twice, peers: [] });
    const directed = packets.filter(({ route }) => route === 'directed');
    expect(directed).toMatchObject([
      { via: 'lan', from: '10.1.4.1', to: '10.1.4.255' },
      { via: 'lan2', from: '10.1.4.2', to: '10.1.4.255' },
    ]);
  });

  it('are bounded: those of the first address are kept', () => {
    const macs = Array.from({ length: 30 }, (_, index) => `00:00:00:00:01:${10 + index}`);
    const packets = plannedPackets({ macs, subnets, own, peers });
    expect(packets).toHaveLength(LIMITS.wakePackets);
    expect(packets.slice(0, 4).map(({ mac }) => mac)).toEqual(Array(4).fill(macs[0]));
  });

  it('are known before anything is sent', () => {
    expect(possibleRoutes({ ownInterfaces: 1, subnets: 1, hasPeer: true })).toEqual([
      'broadcast',
      'directed',
      'peer',
    ]);
    expect(possibleRoutes({ ownInterfaces: 0, subnets: 2, hasPeer: false })).toEqual(['directed']);
  });
});

describe('[W5] the rhythm', () => {
  const wake = { startedAt: THEN, windowEndsAt: later(5 * MINUTE) };
  const bursts = (of: typeof wake) => {
    const seconds = [0];
    for (let at = nextBurst(of, of.startedAt); at !== undefined; at = nextBurst(of, at)) {
      seconds.push((at.getTime() - of.startedAt.getTime()) / SECOND);
    }
    return seconds;
  };

  it('grows, then every 30 seconds, to the end of the window', () => {
    expect(bursts(wake)).toEqual([0, 2, 7, 17, 37, 67, 97, 127, 157, 187, 217, 247, 277]);
    expect(bursts({ ...wake, windowEndsAt: later(67 * SECOND) }).at(-1)).toBe(37);
  });

  it('is kept after a pause of the hub: what was missed is not made up for', () => {
    expect(nextBurst(wake, later(80 * SECOND))).toEqual(later(97 * SECOND));
    expect(nextBurst(wake, later(6 * MINUTE))).toBeUndefined();
  });

  it('of very many bursts the first and the newest are remembered', () => {
    let long = aWake({ windowEndsAt: later(60 * MINUTE) });
    for (let n = 0; n < 60; n += 1) {
      const at = later(n * SECOND);
      long = burstSent(long, { at, packets: [packet()], rhythmSince: THEN });
    }
    expect(long.bursts).toHaveLength(LIMITS.wakeBursts);
    expect([long.bursts[0]?.at, long.bursts.at(-1)?.at]).toEqual([later(0), later(59 * SECOND)]);
  });
});

describe('[W7] [W9] woken by us', () => {
  const container = aContainer({ wakeOnLan: true, shutdownAfterCompletion: true });
  const facts = { computer: { id: anId(), name: 'ada' }, by: 'admin', hasMac: true, windowMinutes: 5 };
  const begun = (given: Partial<Parameters<typeof beginWake>[0]> = {}): Wake =>
    beginWake({ id: anId(), container, ...facts, ...given }, THEN);
  const sent = (packets: WakePacket[] = [packet()]) =>
    burstSent(begun(), { at: later(SECOND), packets, rhythmSince: THEN });

  test.each([
    ['it started after our first packet', 30, sent(), 60, 'awake', true],
    ['it resumed from sleep a moment after it', 1, sent(), 3, 'awake', true],
    ['it was on already, and only its cable was out', 3600, sent(), 60, 'awake', false],
    ['it was awake since just before the packet', 59.001, sent(), 60, 'awake', false],
    ['it was awake since the very packet', 59, sent(), 60, 'awake', false],
    ['nothing was sent', 30, begun(), 60, 'awake', false],
    ['nothing could be sent', 30, sent([packet({ problem: 'network down' })]), 60, 'awake', false],
    ['one of two packets could be sent', 30, sent([packet({ problem: 'x' }), packet()]), 60, 'awake', true],
    ['it came at the last moment', 30, sent(), 300, 'awake', true],
    ['it came after the window', 30, sent(), 300.001, 'noAnswer', false],
  ] as const)('%s', (_, awakeSeconds, wake, connectedAfter, state, wokenByUs) => {
    const hello = { at: later(connectedAfter * SECOND), awakeSeconds };
    const after = answered(wake, hello);
    expect(after).toMatchObject({ state, wokenByUs, shutdown: wokenByUs ? 'pending' : 'notWokenByUs' });
    expect(after.nextAt).toBeUndefined();
  });

  it('does not hang on the first packet that failed, but on the first that was sent', () => {
    const failed = sent([packet({ problem: 'network down' })]);
    const wake = burstSent(failed, { at: later(30 * SECOND), packets: [packet()], rhythmSince: THEN });
    const between = { at: later(60 * SECOND), awakeSeconds: 40 };
    expect(answered(wake, between).wokenByUs).toBe(false);
    expect(answered(wake, { ...between, awakeSeconds: 20 }).wokenByUs).toBe(true);
  });

  it('asks for no shutdown by hand, nor for a container that does not', () => {
    const byHand = beginWake({ id: anId(), ...facts }, THEN);
    for (const wake of [byHand, begun({ container: aContainer({ wakeOnLan: true }) })]) {
      const after = burstSent(wake, { at: THEN, packets: [packet()], rhythmSince: THEN });
      const woken = { wokenByUs: true, shutdown: 'notAsked' };
      expect(answered(after, { at: later(MINUTE), awakeSeconds: 5 })).toMatchObject(woken);
    }
  });

  it('is never what has no MAC address, gave no answer, or was stopped', () => {
    expect(begun({ hasMac: false })).toMatchObject({ state: 'impossible', shutdown: 'notWokenByUs' });
    expect(begun({ hasMac: false }).nextAt).toBeUndefined();
    for (const state of ['noAnswer', 'stopped'] as const) {
      expect(ended(sent(), { state })).toMatchObject({ state, wokenByUs: false, shutdown: 'notWokenByUs' });
    }
  });

  it('is decided once: what is over stays as it is', () => {
    const over = ended(sent(), { state: 'noAnswer' });
    expect(answered(over, { at: later(MINUTE), awakeSeconds: 5 })).toBe(over);
    expect(ended(over, { state: 'stopped' })).toBe(over);
    expect(burstSent(over, { at: later(MINUTE), packets: [], rhythmSince: THEN })).toBe(over);
    expect(prolonged(over, 5, later(MINUTE))).toBe(over);
  });
});

describe('[W1] [W2] [W8] who is woken, and until when', () => {
  const NOW = later(MINUTE);
  const container = (given: Partial<JobContainer> = {}): JobContainer => ({
    ...aContainer({ wakeOnLan: true, ...given }),
    revision: 1,
  });
  const around = (of: JobContainer, given: Partial<Circumstances> = {}): Circumstances => ({
    presence: 'offline',
    timeZone: 'UTC',
    conditions: new Map([[of.id, conditionsOf(of)]]),
    ...given,
  });
  const waiting = (of: JobContainer) => aJob({ containerId: of.id });

  it('an offline computer with a waiting job; not one whose presence is unknown, nor one that is online', () => {
    const of = container();
    expect(isToBeWoken([waiting(of)], around(of), NOW)).toBe(true);
    for (const presence of ['unknown', 'online'] as const) {
      expect(isToBeWoken([waiting(of)], around(of, { presence }), NOW)).toBe(false);
    }
    expect(isToBeWoken([{ ...waiting(of), state: 'executing' }], around(of), NOW)).toBe(false);
    // [W10] It was handed over, and not a word came back.
    const pushed = { ...waiting(of), state: 'pushed' as const };
    expect(isToBeWoken([pushed], around(of), NOW)).toBe(true);
    expect(isToBeWoken([{ ...pushed, attempt: { acceptedAt: THEN } }], around(of), NOW)).toBe(false);
    expect(whyWakeStops(of, { places: [pushed], around: around(of) }, NOW)).toBeUndefined();
    expect(isToBeWoken([{ ...waiting(of), dueAt: later(2 * MINUTE) }], around(of), NOW)).toBe(false);
  });

  test.each([
    ['is paused', { paused: true }],
    ['has not started', { startAt: later(2 * MINUTE) }],
    ['has ended', { endAt: NOW }],
    ['is outside its time frame', { timeFrames: '20:00-21:00' }],
    ['has no wake on LAN', { wakeOnLan: false }],
    ['was swept at this start', { wakeSweptAt: THEN }],
  ])('a container that %s is not swept', (_, given) => {
    expect(isSweepDue(container(given), NOW, 'UTC')).toBe(false);
  });

  it('a container is swept once for each start', () => {
    expect(isSweepDue(container(), NOW, 'UTC')).toBe(true);
    expect(isSweepDue(container({ wakeSweptAt: later(-1) }), NOW, 'UTC')).toBe(true);
  });

  it('a sweep passes by whoever was woken since the start, unless that was stopped', () => {
    const of = { startAt: THEN };
    expect(isSweptAlready([], of)).toBe(false);
    for (const state of ['waking', 'awake', 'noAnswer', 'impossible'] as const) {
      expect(isSweptAlready([aWake({ state, startedAt: THEN })], of)).toBe(true);
    }
    expect(isSweptAlready([aWake({ state: 'stopped' })], of)).toBe(false);
    expect(isSweptAlready([aWake({ state: 'noAnswer', startedAt: later(-1) })], of)).toBe(false);
    // What was retried since is woken again.
    expect(isSweptAlready([aWake({ state: 'noAnswer' })], of, later(1))).toBe(false);
    expect(isSweptAlready([aWake({ state: 'noAnswer', startedAt: later(1) })], of, later(1))).toBe(true);
    expect(isSweptAlready([aWake({ state: 'noAnswer' })], of, later(-1))).toBe(true);
    expect(retriedLast([{ retriedAt: later(1) }, {}, { retriedAt: THEN }])).toEqual(later(1));
    expect(retriedLast([{}])).toBeUndefined();
  });

  test.each([
    ['was paused', { paused: true }, 'The job container was paused'],
    ['was put off', { startAt: later(2 * MINUTE) }, 'The start of the job container was put off'],
    ['ended', { endAt: NOW }, 'The end date of the job container has passed'],
    ['closed', { timeFrames: '20:00-21:00' }, 'The time frame of the job container is over'],
    ['lost its wish', { wakeOnLan: false }, 'Wake on LAN was turned off for the job container'],
  ])('packets stop when the container %s', (_, given, detail) => {
    const of = container(given);
    expect(whyWakeStops(of, { places: [waiting(of)], around: around(of) }, NOW)).toBe(detail);
  });

  it('packets stop when nothing waits there; they go on while presence is unknown after a restart', () => {
    const of = container();
    const nothing = { places: [{ ...waiting(of), state: 'cancelled' as const }], around: around(of) };
    expect(whyWakeStops(of, nothing, NOW)).toMatch(/Nothing/);
    expect(whyWakeStops(undefined, nothing, NOW)).toMatch(/gone/);
    const unknown = { places: [waiting(of)], around: around(of, { presence: 'unknown' }) };
    expect(whyWakeStops(of, unknown, NOW)).toBeUndefined();
  });
});

describe('[W6] joining', () => {
  it('the youngest wake of a computer sets the rhythm of all', () => {
    const [older, younger] = [aWake(), aWake({ startedAt: later(60 * SECOND) })];
    const since = rhythmSince([younger, older]);
    expect(since).toEqual(later(60 * SECOND));
    const burst = { at: later(60 * SECOND), packets: [packet()], rhythmSince: since };
    expect(burstSent(older, burst).nextAt).toEqual(later(62 * SECOND));
  });

  it('by hand once more: packets now, and the whole window from now', () => {
    const again = prolonged(aWake({ nextAt: later(30 * SECOND) }), 5, later(20 * SECOND));
    expect(again).toMatchObject({ nextAt: later(20 * SECOND), windowEndsAt: later(320 * SECOND) });
  });
});
