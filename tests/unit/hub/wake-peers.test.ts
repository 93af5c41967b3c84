import { describe, expect, it } from 'vitest';
import { subnetsOf } from '#domain/wake/interfaces.ts';
import { WakePeers } from '#hub/wake/wake-peers.ts';
import { anId } from '#tests/support/builders.ts';

const hardware = (address: string, wired = true) => ({
  interfaces: [
    {
      name: 'eth0',
      mac: '00:1a:2b:3c:4d:5e',
      wired,
      addresses: [{ address, netmask: '255.255.255.0', family: 'IPv4' as const }],
    },
  ],
});
const neighbour = (address: string, wired = true) => {
  const id = anId();
  return { id, name: `at ${address}`, hardware: hardware(address, wired) };
};
const here = subnetsOf(hardware('10.1.4.99'));
const keys = here.map(({ key }) => key);

describe('[W4] peers', () => {
  it('are online, wired and in the subnet; never the computer itself', () => {
    const offline = new Set<string>();
    const peers = new WakePeers((id) => !offline.has(id));
    const [near, gone, itself] = [neighbour('10.1.4.1'), neighbour('10.1.4.2'), neighbour('10.1.4.3')];
    const others = [neighbour('10.1.5.1'), neighbour('10.1.4.4', false)];
    for (const one of [near, gone, itself, ...others]) peers.put(one);
    offline.add(gone.id);
    expect(peers.choose(here, itself.id).map((one) => one.computerId)).toEqual([near.id]);
    expect(peers.reaches(keys, itself.id)).toBe(true);
    offline.add(near.id);
    expect(peers.reaches(keys, itself.id)).toBe(false);
  });

  it('are three at most, and take turns', () => {
    const peers = new WakePeers(() => true);
    const all = Array.from({ length: 5 }, (_, n) => neighbour(`10.1.4.${n + 1}`));
    for (const one of all) peers.put(one);
    const first = peers.choose(here, anId()).map((one) => one.computerId);
    const second = peers.choose(here, anId()).map((one) => one.computerId);
    expect(first).toHaveLength(3);
    expect(new Set([...first, ...second]).size).toBe(5);
  });

  it('are known by their newest inventory, and forgotten when they leave', () => {
    const peers = new WakePeers(() => true);
    const moved = neighbour('10.1.4.1');
    peers.put(moved);
    peers.put({ ...moved, hardware: hardware('10.9.9.1') });
    expect(peers.choose(here, anId())).toEqual([]);
    peers.put(moved);
    peers.remove(moved.id);
    expect(peers.reaches(keys, anId())).toBe(false);
  });
});
