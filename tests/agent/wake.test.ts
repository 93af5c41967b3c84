import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { NetworkInterfaceInfo } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#agent/clock.ts';
import { broadcastOf, ownAddressesIn } from '#agent/executors/subnet.ts';
import { magicPacket, wakeNeighbour } from '#agent/executors/wake.ts';

const mac = '00:1a:2b:3c:4d:5e';
const loopback = { address: '127.0.0.9', netmask: '255.0.0.0' };

const own = (address: string, netmask = '255.255.255.0'): NetworkInterfaceInfo => ({
  address,
  netmask,
  family: 'IPv4',
  mac: '02:00:00:00:00:01',
  internal: false,
  cidr: null,
});

/** A port on this computer and what arrives there. */
async function listener() {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.bind(0, '0.0.0.0');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    packet: new Promise<Buffer>((resolve) => socket.once('message', (bytes) => resolve(bytes))),
  };
}

test('a neighbour on loopback receives the packet: on every port, with its password at the end', async () => {
  const listeners = [await listener(), await listener()];
  const order = { mac, secureOn: 'aa:bb:cc:dd:ee:ff', subnet: loopback };
  const answer = wakeNeighbour(order, { clock: systemClock, ports: listeners.map((one) => one.port) });
  const wanted = 'ff'.repeat(6) + '001a2b3c4d5e'.repeat(16) + 'aabbccddeeff';
  for (const { packet } of listeners) expect((await packet).toString('hex')).toBe(wanted);
  expect(await answer).toEqual({ answer: 'accepted' });
});

test('without a password the packet is 102 bytes', () => {
  expect(magicPacket(mac, undefined).toString('hex')).toBe('ff'.repeat(6) + '001a2b3c4d5e'.repeat(16));
});

test('an agent that is not in the subnet says so', async () => {
  const subnet = { address: '198.51.100.7', netmask: '255.255.255.0' };
  expect(await wakeNeighbour({ mac, subnet }, { clock: systemClock })).toEqual({
    answer: 'refused',
    detail: 'No interface of this computer is in the subnet of 198.51.100.7/255.255.255.0.',
  });
});

test('every interface in the subnet is meant, and no other', () => {
  const interfaces = {
    lan: [{ ...own('10.1.2.3'), family: 'IPv6' as const, address: 'fe80::1', scopeid: 1 }, own('10.1.2.3')],
    wifi: [own('10.1.2.200')],
    vpn: [own('10.1.3.3')],
    none: undefined,
  };
  expect(ownAddressesIn({ address: '10.1.2.77', netmask: '255.255.255.0' }, interfaces)).toEqual([
    '10.1.2.3',
    '10.1.2.200',
  ]);
  expect(ownAddressesIn({ address: '10.1.3.130', netmask: '255.255.255.128' }, interfaces)).toEqual([]);
});

test.each([
  ['10.1.2.77', '255.255.255.0', '10.1.2.255'],
  ['192.168.200.9', '255.255.252.0', '192.168.203.255'],
  ['172.31.255.1', '255.255.255.255', '172.31.255.1'],
])('%s/%s is reached by %s', (address, netmask, broadcast) => {
  expect(broadcastOf({ address, netmask })).toBe(broadcast);
});
