import { describe, expect, test } from 'vitest';
import type { ComputerDetail } from '#protocol/views/computer.ts';
import type { WakePacket, WakeView } from '#protocol/views/wake.ts';
import { burstRuns } from '#lib/wake/burst-runs.ts';
import { whyNotWake } from '#lib/wake/why-not-wake.ts';
import { packetPath, packetsSent, shutdownAfterWake, wakeOutcome, wakeSummary } from '#lib/words/wake.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const wake = (given: Partial<WakeView> = {}): WakeView => ({
  id: '0'.repeat(24),
  computerId: '1'.repeat(24),
  computerName: 'till',
  by: 'sam',
  state: 'waking',
  startedAt: at(-20),
  windowEndsAt: at(280),
  bursts: [],
  wokenByUs: false,
  shutdown: 'notAsked',
  revision: 1,
  ...given,
});
const packet = (given: Partial<WakePacket> = {}): WakePacket => ({
  route: 'directed',
  mac: '02:00:00:00:00:01',
  via: 'eth0',
  to: '10.0.4.255',
  ...given,
});

describe('an attempt to wake', () => {
  test.each<[Partial<WakeView>, string]>([
    [{}, 'Waking for 20 s'],
    [{ nextAt: at(12) }, 'Waking for 20 s, next packets in 12 s'],
    [{ state: 'awake', awakeAt: at(27), wokenByUs: true }, 'Awake after 47 s'],
    [{ state: 'awake', awakeAt: at(27) }, 'Online after 47 s, but not started by our packets'],
    [{ state: 'noAnswer' }, 'No answer within 5 min'],
    [{ state: 'stopped', detail: 'The job container was paused.' }, 'The job container was paused.'],
    [{ state: 'impossible' }, 'There is no MAC address, or no way to reach it'],
  ])('%j: %s', (given, words) => expect(wakeSummary(wake(given), NOW)).toBe(words));

  test('whether it is shut down afterwards is told only where somebody asked for it', () => {
    expect(shutdownAfterWake({ shutdown: 'notAsked' })).toBeUndefined();
    expect(shutdownAfterWake({ shutdown: 'notWokenByUs' })).toContain('stays on');
    // Why a wake was stopped is told elsewhere.
    const stopped = { shutdown: 'notWokenByUs', detail: 'The job container was paused' } as const;
    expect(shutdownAfterWake(stopped)).not.toContain('paused');
  });

  test('[B9] that it is not is told with its reason', () => {
    expect(shutdownAfterWake({ shutdown: 'calledOff', detail: 'Called off by ann.' })).toBe(
      'Its shutdown was called off: Called off by ann.',
    );
    expect(shutdownAfterWake({ shutdown: 'calledOff' })).toBe('Its shutdown was called off.');
  });
});

test('packets that could not be sent are not counted as sent', () => {
  expect(packetsSent([packet(), packet()])).toBe('2 packets');
  expect(packetsSent([packet(), packet({ problem: 'network unreachable' })])).toBe('1 of 2 packets sent');
  expect(packetPath(packet())).toBe('eth0 → 10.0.4.255');
  expect(packetPath(packet({ route: 'peer', via: 'pc-17' }))).toBe('pc-17');
});

test('bursts in a row that went the same ways are one entry; a way that fails makes another', () => {
  const failed = packet({ problem: 'network unreachable' });
  const runs = burstRuns([
    { at: at(0), packets: [packet()] },
    { at: at(5), packets: [packet()] },
    { at: at(15), packets: [failed] },
    { at: at(35), packets: [packet()] },
  ]);
  expect(runs.map((run) => run.times)).toEqual([[at(0), at(5)], [at(15)], [at(35)]]);
  expect(runs[1]?.packets).toEqual([failed]);
});

test('a computer that cannot be woken says why', () => {
  const computer = {
    name: 'till',
    presence: 'offline',
    hardware: { interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:01', wired: true, addresses: [] }] },
  } as unknown as ComputerDetail;
  expect(whyNotWake(computer, 'support')).toBeUndefined();
  expect(whyNotWake(computer, 'viewer')).toContain('Needs the role support');
  expect(whyNotWake({ ...computer, presence: 'online' }, 'support')).toBe('till is online already.');
  const { hardware: _, ...unreported } = computer;
  expect(whyNotWake(unreported, 'support')).toContain('No MAC address');
});

test('of many, those that were left out are counted', () => {
  expect(wakeOutcome({ woken: 2, online: 1, notWakeable: 3 })).toBe(
    'Magic packets are sent to 2 computers. 1 computer is online already. 3 computers cannot be woken: no MAC address is known.',
  );
  expect(wakeOutcome({ woken: 0, online: 2, notWakeable: 0 })).toBe(
    'No magic packets were sent. 2 computers are online already.',
  );
});
