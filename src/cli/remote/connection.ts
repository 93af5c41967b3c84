import type { Command } from 'commander';
import { ApiClient } from './api-client.ts';
import { wrongUsage } from './exit.ts';
import type { Outside } from './outside.ts';

export interface HubOptions {
  hub?: string;
  token?: string;
}

/** `--hub` and `--token` of every command that talks to a hub. */
export function withHubOptions(command: Command): Command {
  return command
    .option('--hub <url>', 'address of the hub (or REVEILLE_HUB)')
    .option(
      '--token <token>',
      'an API token; other users of this machine may see it: better use REVEILLE_TOKEN',
    );
}

/** @throws RemoteEnd when there is no usable address or token; neither is repeated */
export function connectTo(outside: Outside, options: HubOptions): ApiClient {
  const { environment, clock } = outside;
  const hub = given(options.hub, environment.REVEILLE_HUB);
  if (hub === undefined) throw wrongUsage('Which hub? Set REVEILLE_HUB or give --hub https://….');
  const token = given(options.token, environment.REVEILLE_TOKEN);
  if (token === undefined) {
    throw wrongUsage(
      'Set REVEILLE_TOKEN to an API token. On the hub: npm run reveille -- api-token create --name ci --role operator',
    );
  }
  // A header takes nothing else; the error it would throw repeats the token.
  if (!/^[\x21-\x7e]{1,1000}$/.test(token)) throw wrongUsage('The token holds characters that no token has.');
  return new ApiClient({ hub: addressOf(hub), token, clock });
}

function given(option: string | undefined, variable: string | undefined): string | undefined {
  return [option, variable].map((text) => text?.trim()).find((text) => text !== undefined && text !== '');
}

function addressOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw wrongUsage('The address of the hub must begin with https:// or http://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw wrongUsage('The address of the hub must hold no name and password: the token says who asks.');
  }
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
