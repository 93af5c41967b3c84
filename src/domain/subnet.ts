import ipaddr from 'ipaddr.js';
import type { Hardware } from '#protocol/inventory.ts';
import { subnetOf as networkOf } from './wake/interfaces.ts';

type Interfaces = Pick<Hardware, 'interfaces'> | undefined;

const V4_BITS = 24;
const V6_BITS = 64;
/** Where an address cannot be read: everybody of whom nothing is known shares one line. */
const UNKNOWN = 'unknown';

/**
 * Q2: the subnet from which a session comes, `10.1.5.0/24`: that of the computer's interface which has the session's
 * address. Where none has it (an address was translated on the way, or there is no inventory yet) and for IPv6, the
 * /24 or the /64 around the address.
 */
export function subnetOfSession(address: string, hardware: Interfaces): string {
  const own = plainAddress(address);
  if (own === undefined) return UNKNOWN;
  const text = own.toString();
  if (own.kind() === 'ipv4') {
    const addresses = hardware?.interfaces.flatMap((one) => one.addresses) ?? [];
    const known = addresses.find((one) => one.address === text);
    const network = known === undefined ? undefined : networkOf(known);
    return (
      network?.key ?? `${ipaddr.IPv4.networkAddressFromCIDR(`${text}/${V4_BITS}`).toString()}/${V4_BITS}`
    );
  }
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${text}/${V6_BITS}`).toString()}/${V6_BITS}`;
}

/** Of an IPv4 address in IPv6 clothes, the IPv4 address. The zone of a link-local address says nothing about a line. */
function plainAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const [written = ''] = text.split('%');
  return ipaddr.isValid(written) ? ipaddr.process(written) : undefined;
}
