import type { Hardware } from '#protocol/inventory.ts';
import { wiredSubnetsOf, type Subnet } from '#domain/wake/interfaces.ts';
import { PEERS, type Peer } from '#domain/wake/routes.ts';

interface Neighbour {
  computerId: string;
  name: string;
}

/** W4: online agents by the subnets they are wired to. */
export class WakePeers {
  readonly #isOnline: (computerId: string) => boolean;
  /** Of each subnet, who was asked longest ago first: a large subnet's load is shared by all in it. */
  readonly #bySubnet = new Map<string, Map<string, Neighbour>>();
  readonly #keysOf = new Map<string, string[]>();

  constructor(isOnline: (computerId: string) => boolean) {
    this.#isOnline = isOnline;
  }

  /** It is online, or its inventory has changed. */
  put(computer: { id: string; name: string; hardware?: Pick<Hardware, 'interfaces'> }): void {
    const { id, name, hardware } = computer;
    this.remove(id);
    const keys = wiredSubnetsOf(hardware).map(({ key }) => key);
    if (keys.length === 0) return;
    this.#keysOf.set(id, keys);
    for (const key of keys) {
      const neighbours = this.#bySubnet.get(key) ?? new Map<string, Neighbour>();
      neighbours.set(id, { computerId: id, name });
      this.#bySubnet.set(key, neighbours);
    }
  }

  remove(computerId: string): void {
    for (const key of this.#keysOf.get(computerId) ?? []) {
      const neighbours = this.#bySubnet.get(key);
      neighbours?.delete(computerId);
      if (neighbours?.size === 0) this.#bySubnet.delete(key);
    }
    this.#keysOf.delete(computerId);
  }

  /** Up to three that can send a packet into one of these subnets. */
  choose(subnets: readonly Subnet[], target: string): Peer[] {
    const peers = new Map<string, Peer>();
    for (const subnet of subnets) {
      const neighbours = this.#bySubnet.get(subnet.key);
      for (const one of [...this.#firstOf(neighbours, target)]) {
        if (peers.size === PEERS) return [...peers.values()];
        peers.set(one.computerId, { ...one, subnet });
        neighbours?.delete(one.computerId);
        neighbours?.set(one.computerId, one);
      }
    }
    return [...peers.values()];
  }

  /** Whether anybody can send a packet into one of these subnets. */
  reaches(subnetKeys: readonly string[], target: string): boolean {
    return subnetKeys.some((key) => !this.#firstOf(this.#bySubnet.get(key), target).next().done);
  }

  *#firstOf(neighbours: Map<string, Neighbour> | undefined, target: string): Generator<Neighbour> {
    let found = 0;
    for (const one of neighbours?.values() ?? []) {
      if (found === PEERS) return;
      if (one.computerId === target || !this.#isOnline(one.computerId)) continue;
      found += 1;
      yield one;
    }
  }
}
