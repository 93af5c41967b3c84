import { describe, expect, test } from 'vitest';
import { downloadHold, holdsSlot, type DownloadRoom } from '#domain/download-slots.ts';
import { subnetOfSession } from '#domain/subnet.ts';
import { JobState } from '#protocol/job.ts';
import { aMachine, anInterface } from '#tests/support/hardware.ts';

const SHA = 'a'.repeat(64);
const content = { sha256: SHA };
const room = (given: Partial<DownloadRoom> = {}): DownloadRoom => ({
  hub: { going: 3, limit: 4 },
  subnet: { name: '10.1.5.0/24', going: 1, limit: 2 },
  present: new Set(),
  ...given,
});

describe('[Q1] slots', () => {
  test.each<[string, Partial<DownloadRoom>, unknown]>([
    ['there is room', {}, undefined],
    ['the hub is full', { hub: { going: 4, limit: 4 } }, { going: 4, limit: 4 }],
    [
      'the subnet is full',
      { subnet: { name: '10.1.5.0/24', going: 2, limit: 2 } },
      { going: 2, limit: 2, subnet: '10.1.5.0/24' },
    ],
    [
      'both are full: the narrower one is named',
      { hub: { going: 9, limit: 4 }, subnet: { name: 'x', going: 2, limit: 2 } },
      { going: 2, limit: 2, subnet: 'x' },
    ],
    [
      '0 is no limit',
      { hub: { going: 9000, limit: 0 }, subnet: { name: 'x', going: 900, limit: 0 } },
      undefined,
    ],
    ['the content is there already', { hub: { going: 4, limit: 4 }, present: new Set([SHA]) }, undefined],
    [
      'other content is there',
      { hub: { going: 4, limit: 4 }, present: new Set(['b'.repeat(64)]) },
      { going: 4, limit: 4 },
    ],
  ])('%s', (_, given, hold) => {
    expect(downloadHold({ content }, room(given))).toEqual(hold);
    expect(downloadHold({}, room(given))).toBeUndefined();
  });

  test('[Q3] a slot is held from the claim until the job has left downloading', () => {
    expect(JobState.options.filter((state) => holdsSlot({ state, content }))).toEqual([
      'pushed',
      'downloading',
    ]);
    expect(JobState.options.filter((state) => holdsSlot({ state }))).toEqual([]);
  });
});

describe('[Q2] the subnet of a session', () => {
  const hardware = aMachine({
    interfaces: [
      anInterface({ mac: '02:00:00:00:00:01', address: '192.168.7.9' }),
      anInterface({ mac: '02:00:00:00:00:02', address: '10.1.5.70', netmask: '255.255.255.192' }),
    ],
  });
  test.each([
    ['its interface has the address', '10.1.5.70', hardware, '10.1.5.64/26'],
    ['in IPv6 clothes', '::ffff:10.1.5.70', hardware, '10.1.5.64/26'],
    ['none has it', '10.1.5.71', hardware, '10.1.5.0/24'],
    ['nothing is known of it', '10.1.5.70', undefined, '10.1.5.0/24'],
    ['IPv6', '2001:db8:0:7:1::9', hardware, '2001:db8:0:7::/64'],
    ['a link-local address', 'fe80::1%eth0', hardware, 'fe80::/64'],
    ['no address', '', hardware, 'unknown'],
  ])('%s', (_, address, machine, subnet) => {
    expect(subnetOfSession(address, machine)).toBe(subnet);
  });
});
