import { LIMITS } from '#protocol/limits.ts';
import type { WakePacket, WakeRoute } from '#protocol/views/wake.ts';
import { subnetOf, type Subnet } from './interfaces.ts';

/** One of the hub's own IPv4 interfaces. */
export interface OwnInterface {
  name: string;
  address: string;
  netmask: string;
}

/** An online agent that is wired to a subnet of the computer to be woken. */
export interface Peer {
  computerId: string;
  name: string;
  /** As the computer to be woken is in it. */
  subnet: Subnet;
}

/** W4: agents that are asked to send a packet for one computer, at most. */
export const PEERS = 3;
/** What reaches every machine on an interface, whatever its subnet. */
export const EVERYONE = '255.255.255.255';
/** Instead of an interface: a subnet that the hub itself is not in, so that the system's routing chooses one. */
export const BY_ROUTING = 'routing';

/** A packet that is to be sent, and by whom. `from`: the hub's own address, whose interface it leaves by. */
export type PlannedPacket = Pick<WakePacket, 'mac' | 'via' | 'to'> &
  (
    | { route: 'broadcast'; from: string }
    | { route: 'directed'; from?: string }
    | { route: 'peer'; peer: Peer }
  );

/** W4: every packet of one burst; what is wired, and what comes first, is never left out. */
export function plannedPackets(parts: {
  macs: readonly string[];
  subnets: readonly Subnet[];
  own: readonly OwnInterface[];
  peers: readonly Peer[];
}): PlannedPacket[] {
  const { macs, subnets, own, peers } = parts;
  const nearby = Map.groupBy(own, (one) => subnetOf(one)?.key);
  const packets = macs.flatMap((mac): PlannedPacket[] => [
    ...subnets.flatMap(({ broadcast, key }): PlannedPacket[] => {
      const directed = { route: 'directed', mac, to: broadcast } as const;
      const ways = nearby.get(key)?.map(({ name, address }) => ({ via: name, from: address }));
      return (ways ?? [{ via: BY_ROUTING }]).map((way) => ({ ...directed, ...way }));
    }),
    ...peers.map((peer) => {
      return { route: 'peer', mac, via: peer.name, to: peer.subnet.broadcast, peer } as const;
    }),
    ...own.map(({ name, address }) => {
      return { route: 'broadcast', mac, via: name, to: EVERYONE, from: address } as const;
    }),
  ]);
  return packets.slice(0, LIMITS.wakePackets);
}

/** By which routes a computer could be reached now, before anything is sent. */
export function possibleRoutes(facts: {
  ownInterfaces: number;
  subnets: number;
  hasPeer: boolean;
}): WakeRoute[] {
  return [
    ...(facts.ownInterfaces > 0 ? (['broadcast'] as const) : []),
    ...(facts.subnets > 0 ? (['directed'] as const) : []),
    ...(facts.hasPeer ? (['peer'] as const) : []),
  ];
}
