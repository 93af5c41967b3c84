import type { Hardware } from '#protocol/inventory.ts';

/** A network that a computer is in, by one of its interfaces. */
export interface Subnet {
  /** The computer's own address in it. */
  address: string;
  netmask: string;
  /** Equal for all computers of the subnet: its first address and its bits, `10.1.4.0/24`. */
  key: string;
  /** Its directed broadcast address. */
  broadcast: string;
}

type Interfaces = Pick<Hardware, 'interfaces'> | undefined;
type Interface = Hardware['interfaces'][number];

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
const NO_MAC = /^[0:]+$/;
/** Networks between a machine and its own guests. Their numbers are the same on thousands of machines. */
const WITHIN_A_MACHINE =
  /^(docker\d*|br-[0-9a-f]{12}|virbr\d+|lxcbr\d+|cni\d+|vmnet\d+|vboxnet\d+|bridge100|vEthernet \((WSL|Default Switch).*)$/;

const ofTheOutside = (hardware: Interfaces): Interface[] =>
  hardware?.interfaces.filter(({ name }) => !isWithinMachine(name)) ?? [];

/** W3: whether an interface leads only to guests of its own machine. */
export const isWithinMachine = (interfaceName: string) => WITHIN_A_MACHINE.test(interfaceName);

/** W3: the addresses that a magic packet can name, each once, those of wired interfaces first. */
export function macsOf(hardware: Interfaces): string[] {
  const valid = ofTheOutside(hardware).flatMap(({ mac, wired }) => {
    const address = mac.toLowerCase().replaceAll('-', ':');
    return MAC.test(address) && !NO_MAC.test(address) ? [{ address, wired }] : [];
  });
  const wiredFirst = [...valid.filter((one) => one.wired), ...valid.filter((one) => !one.wired)];
  return [...new Set(wiredFirst.map((one) => one.address))];
}

/** W4: the IPv4 subnets of a computer, each once. */
export const subnetsOf = (hardware: Interfaces): Subnet[] => distinct(ofTheOutside(hardware));

/** W4: the subnets to which a computer is wired: there it can send a packet for a neighbour. */
export const wiredSubnetsOf = (hardware: Interfaces): Subnet[] =>
  distinct(ofTheOutside(hardware).filter(({ wired }) => wired));

function distinct(interfaces: Interface[]): Subnet[] {
  const subnets = interfaces.flatMap(({ addresses }) => addresses.flatMap((one) => subnetOf(one) ?? []));
  return [...new Map(subnets.map((subnet) => [subnet.key, subnet])).values()];
}

/** @returns undefined where there is no broadcast: not IPv4, one or two addresses, link-local, or unreadable. */
export function subnetOf(own: { address: string; netmask: string }): Subnet | undefined {
  const address = numberOf(own.address);
  const mask = numberOf(own.netmask);
  if (address === undefined || mask === undefined) return undefined;
  const bits = bitsOf(mask);
  if (bits === undefined || bits < 1 || bits > 30 || own.address.startsWith('169.254.')) return undefined;
  const first = (address & mask) >>> 0;
  return {
    address: own.address,
    netmask: own.netmask,
    key: `${textOf(first)}/${bits}`,
    broadcast: textOf((address | ~mask) >>> 0),
  };
}

/** An IPv4 address as a number of 32 bits. */
function numberOf(text: string): number | undefined {
  const parts = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ? text.split('.').map(Number) : [];
  if (parts.length !== 4 || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

const textOf = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

/** @returns undefined when ones follow zeros. */
function bitsOf(mask: number): number | undefined {
  const bits = Math.clz32(~mask);
  const whole = bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
  return whole === mask ? bits : undefined;
}
