import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { magicPacket } from '#hub/wake/magic-packet.ts';
import { udpNetwork } from '#hub/wake/wake-network.ts';

const MAC = '00:1a:2b:3c:4d:5e';
const ONES = 'ff'.repeat(6);

describe('a magic packet', () => {
  it('is six bytes of ones and sixteen times the address', () => {
    expect(magicPacket(MAC).toString('hex')).toBe(ONES + '001a2b3c4d5e'.repeat(16));
  });

  it('ends with the SecureOn password, where there is one', () => {
    const packet = magicPacket(MAC, 'c0:ff:ee:00:00:01').toString('hex');
    expect(packet).toBe(`${ONES}${'001a2b3c4d5e'.repeat(16)}c0ffee000001`);
  });
});

describe('the network', () => {
  it('carries packets by broadcast from an address of ours, and to a directed broadcast', async () => {
    const ear = createSocket({ type: 'udp4', reuseAddr: true });
    ear.bind(0, '0.0.0.0');
    await once(ear, 'listening');
    try {
      const heard = new Set<string>();
      const all = new Promise<void>((resolve) => {
        ear.on('message', (message) => {
          heard.add(message.toString('hex'));
          if (heard.size === 2) resolve();
        });
      });
      const network = udpNetwork(ear.address().port);
      const [broadcast, directed] = [magicPacket(MAC), magicPacket('02:00:00:00:00:01')];
      const problems = await network.send([
        { from: '127.0.0.1', to: '255.255.255.255', payload: broadcast },
        { to: '127.255.255.255', payload: directed },
      ]);
      expect(problems).toEqual([undefined, undefined]);
      await all;
      expect(heard).toEqual(new Set([broadcast.toString('hex'), directed.toString('hex')]));
    } finally {
      ear.close();
    }
  });

  it('says what went wrong, of each packet, and throws nothing', async () => {
    const packet = magicPacket(MAC);
    const problems = await udpNetwork(40_000).send([
      { from: '192.0.2.77', to: '255.255.255.255', payload: packet },
      { to: '127.255.255.255', payload: packet },
    ]);
    expect(problems).toEqual([expect.stringContaining('EADDRNOTAVAIL'), undefined]);
  });
});
