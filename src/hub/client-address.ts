import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import ipaddr from 'ipaddr.js';

export interface ClientAddress {
  /** The client's address as far as trusted proxies tell it; IPv4 in its plain form. */
  address: string;
  /** Whether the client's way to us, or to the outermost trusted proxy, was TLS. */
  secure: boolean;
  loopback: boolean;
}

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/**
 * Where requests come from. `X-Forwarded-For` and `X-Forwarded-Proto` are believed only from trusted proxies, and
 * read from the right: what stands left of the last untrusted address was written by the client itself.
 *
 * @param trusted addresses and CIDR ranges
 */
export function clientAddressReader(trusted: readonly string[]): (request: IncomingMessage) => ClientAddress {
  const ranges = trusted.map(rangeOf);
  const isTrusted = (address: string): boolean => {
    const parsed = parsedOrUndefined(address);
    return parsed !== undefined && ranges.some((range) => fits(parsed, range));
  };
  return (request) => {
    const peer = plain(request.socket.remoteAddress ?? '');
    const direct = { address: peer, secure: request.socket instanceof TLSSocket, loopback: isLoopback(peer) };
    if (!isTrusted(peer)) return direct;
    const hops = listOf(request.headers['x-forwarded-for']).map(plain);
    const protocols = listOf(request.headers['x-forwarded-proto']);
    const client = hops.findLast((hop) => !isTrusted(hop)) ?? hops[0] ?? peer;
    const secure = (protocols.at(-1) ?? '').toLowerCase() === 'https' || direct.secure;
    // A proxy on this machine does not make its clients local.
    return { address: client, secure, loopback: hops.length === 0 && direct.loopback };
  };
}

function rangeOf(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function fits(address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function parsedOrUndefined(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
}

/** `::ffff:10.0.0.1` is 10.0.0.1 to people and to every rule. */
function plain(address: string): string {
  return parsedOrUndefined(address)?.toString() ?? address;
}

function isLoopback(address: string): boolean {
  return parsedOrUndefined(address)?.range() === 'loopback';
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
