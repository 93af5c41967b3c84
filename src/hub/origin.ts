import type { IncomingMessage } from 'node:http';
import type { ClientAddress } from './client-address.ts';

/**
 * The address of this console as browsers see it: the setting, or what the request itself came to.
 * @returns for example `https://reveille.example.org`
 */
export function originReader(parts: {
  configured: string | undefined;
  addressOf: (request: IncomingMessage) => ClientAddress;
}): (request: IncomingMessage) => string {
  const { configured, addressOf } = parts;
  return (request) =>
    configured ?? `${addressOf(request).secure ? 'https' : 'http'}://${request.headers.host ?? ''}`;
}
