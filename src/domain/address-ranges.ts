import ipaddr from 'ipaddr.js';
import { partsOf } from './text-parts.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** One entry of the text: a network, or a single address as a network of one. */
interface AddressRange {
  negated: boolean;
  network: [Address, number];
}
/** In the order of the text: the first that matches decides. */
export type AddressRanges = readonly AddressRange[];

/** @returns the ranges, or what is wrong with the first part that is not one. An empty text: no ranges. */
export function parseAddressRanges(text: string): { ranges: AddressRanges } | { problem: string } {
  const ranges: AddressRange[] = [];
  for (const part of partsOf(text)) {
    const negated = part.startsWith('!');
    const network = networkOf(negated ? part.slice(1).trim() : part);
    if (network === undefined) {
      return {
        problem: `"${part}" is no address range; write it like 10.1.0.0/16, 2001:db8::/32 or !10.1.2.3`,
      };
    }
    ranges.push({ negated, network });
  }
  return { ranges };
}

function networkOf(text: string): [Address, number] | undefined {
  const [written = '', bits, ...more] = text.split('/');
  const address = addressOf(written);
  if (address === undefined || more.length > 0) return undefined;
  const all = address.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) return [address, all];
  return /^\d{1,3}$/.test(bits) && Number(bits) <= all ? [address, Number(bits)] : undefined;
}

/** An address written out; `10.1` and the like, which old tools understand, is a mistake here. */
function addressOf(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)
    ? ipaddr.IPv6.parse(text)
    : undefined;
}

/** Of an IPv4 address that is written as IPv6, the IPv4 address. */
function plain(address: Address): Address {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** N1, N2: whether an address lies within the ranges. */
export function isWithinAddressRanges(ranges: AddressRanges, text: string): boolean {
  if (ranges.length === 0) return true;
  const parsed = addressOf(text);
  // N3: of an address that cannot be read nothing is known: it is nowhere.
  if (parsed === undefined) return false;
  const address = plain(parsed);
  const deciding = ranges.find(({ network }) => matches(address, network));
  return deciding === undefined ? ranges.every(({ negated }) => negated) : !deciding.negated;
}

function matches(address: Address, [network, bits]: [Address, number]): boolean {
  if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match(network, bits);
  return network instanceof ipaddr.IPv6 && address.match(network, bits);
}
