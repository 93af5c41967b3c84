import { isIPv4 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

/** An address in a subnet, and the subnet's netmask. */
export interface Subnet {
  address: string;
  netmask: string;
}

/** @returns this computer's own addresses in that subnet, each of another interface. */
export function ownAddressesIn(subnet: Subnet, interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string[] {
  const network = (toNumber(subnet.address) & toNumber(subnet.netmask)) >>> 0;
  const isInside = (address: string) => (toNumber(address) & toNumber(subnet.netmask)) >>> 0 === network;
  return Object.values(interfaces).flatMap((addresses = []) => {
    const own = addresses.find(({ address }) => isIPv4(address) && isInside(address));
    return own === undefined ? [] : [own.address];
  });
}

/** @returns the subnet's directed broadcast address: all its host bits set. */
export const broadcastOf = ({ address, netmask }: Subnet) =>
  toText((toNumber(address) | ~toNumber(netmask)) >>> 0);

const toNumber = (address: string) =>
  address.split('.').reduce((number, part) => ((number << 8) | Number(part)) >>> 0, 0);

const toText = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
