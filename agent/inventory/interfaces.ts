import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { Hardware } from '#protocol/inventory.ts';
import { bounded } from './bounded.ts';

const NO_MAC = '00:00:00:00:00:00';

/** Network interfaces that can be reached from outside, each with all its addresses. */
export function readInterfaces(): Hardware['interfaces'] {
  const found: Hardware['interfaces'] = [];
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    const outside = addresses.filter((one) => !one.internal);
    const first = outside[0];
    if (first === undefined) continue;
    found.push({
      name: bounded(name),
      mac: first.mac === NO_MAC ? '' : first.mac.toLowerCase(),
      wired: isWired(name),
      addresses: outside.slice(0, 32).map(({ address, netmask, family }) => ({ address, netmask, family })),
    });
  }
  return found.slice(0, 64);
}

/** Linux shows a folder `wireless` for wireless ones; elsewhere the name has to tell. */
function isWired(name: string): boolean {
  if (process.platform === 'linux') return !existsSync(`/sys/class/net/${name}/wireless`);
  return !/wi-?fi|wlan|wireless/i.test(name);
}
