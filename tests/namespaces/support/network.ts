import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { inNamespace, ip, namespacePrefix, removeLeftovers } from './ip.ts';

/** A part of the network whose computers hear each other's broadcasts. */
export type Subnet = 'a' | 'b' | 'c';
const PREFIX: Record<Subnet, string> = { a: '10.77.1', b: '10.77.2', c: '10.77.3' };
const bridgeOf = (subnet: Subnet): string => `subnet-${subnet}`;
export const broadcastOf = (subnet: Subnet): string => `${PREFIX[subnet]}.255`;

/** A computer, a hub or a router: a namespace with one cable for each subnet it is part of. */
export interface Host {
  name: string;
  address: string;
  mac: string;
  /** In front of a program, so that it runs there. */
  inside: string[];
  /** Pulls its cable out of the switch, or puts it back. */
  cable(state: 'up' | 'down'): Promise<void>;
}

/**
 * A hub in subnet A; subnet B behind a router that forwards directed broadcasts; subnet C behind one that forwards
 * none, as most do. Routing works everywhere in both directions. All of it lies in namespaces of its own names, so
 * nothing outside is touched or heard.
 */
export class Network {
  readonly #mark = namespacePrefix(process.pid) + randomBytes(3).toString('hex');
  readonly #made: string[] = [];
  readonly #switch = this.#nameOf('switch');
  #macs = 0;

  /** Everything up to the hub, without any computer. */
  static async lay(): Promise<{ network: Network; hub: Host }> {
    await removeLeftovers();
    const network = new Network();
    try {
      await network.#add(network.#switch);
      for (const subnet of ['a', 'b', 'c'] as const) {
        await ip('-n', network.#switch, 'link', 'add', 'name', bridgeOf(subnet), 'type', 'bridge');
        await ip('-n', network.#switch, 'link', 'set', 'dev', bridgeOf(subnet), 'up');
      }
      await network.#route({ to: 'b', host: 252, forwardsBroadcasts: true });
      await network.#route({ to: 'c', host: 253, forwardsBroadcasts: false });
      const hub = await network.join('hub', { subnet: 'a', host: 1 });
      await network.#reach(hub.name, { to: 'b', via: 252 });
      await network.#reach(hub.name, { to: 'c', via: 253 });
      return { network, hub };
    } catch (error) {
      await network.dispose();
      throw error;
    }
  }

  /** Adds a computer. In B and C it reaches the hub through its router. */
  async join(word: string, place: { subnet: Subnet; host: number }): Promise<Host> {
    const name = this.#nameOf(word);
    await this.#add(name);
    const cable = await this.#plug({ ...place, name, word, device: 'eth0' });
    if (place.subnet !== 'a')
      await ip('-n', name, 'route', 'add', 'default', 'via', `${PREFIX[place.subnet]}.254`);
    return { name, inside: inNamespace(name), ...cable };
  }

  /** Removes everything in reverse, whatever is left of it. Programs inside are to be ended before. */
  async dispose(): Promise<void> {
    for (const name of this.#made.splice(0).reverse()) {
      await ip('netns', 'del', name).catch((error: unknown) => console.error(`${name}: ${String(error)}`));
    }
  }

  #nameOf(word: string): string {
    return `${this.#mark}-${word}`;
  }

  async #add(name: string): Promise<void> {
    await ip('netns', 'add', name);
    this.#made.push(name);
    await ip('-n', name, 'link', 'set', 'lo', 'up');
  }

  /** A router between A and another subnet, where it is the last address but one. */
  async #route(between: { to: Subnet; host: number; forwardsBroadcasts: boolean }): Promise<void> {
    const { to, host, forwardsBroadcasts } = between;
    const name = this.#nameOf(`router-${to}`);
    await this.#add(name);
    await this.#plug({ name, word: `r${to}0`, subnet: 'a', host, device: 'eth0' });
    await this.#plug({ name, word: `r${to}1`, subnet: to, host: 254, device: 'eth1' });
    const switched = forwardsBroadcasts
      ? ['ip_forward', 'conf/all/bc_forwarding', 'conf/eth0/bc_forwarding']
      : ['ip_forward'];
    for (const setting of switched) await switchOn(name, setting);
  }

  async #reach(name: string, { to, via }: { to: Subnet; via: number }): Promise<void> {
    await ip('-n', name, 'route', 'add', `${PREFIX[to]}.0/24`, 'via', `${PREFIX.a}.${via}`);
  }

  /** A cable from the switch to a namespace. */
  async #plug(end: { name: string; word: string; subnet: Subnet; host: number; device: string }) {
    const { name, word, subnet, host, device } = end;
    const address = `${PREFIX[subnet]}.${host}`;
    const mac = `02:00:00:77:00:${(this.#macs += 1).toString(16).padStart(2, '0')}`;
    const there = ['-n', this.#switch, 'link'];
    await ip(
      ...there,
      'add',
      'name',
      word,
      'type',
      'veth',
      'peer',
      'name',
      device,
      'address',
      mac,
      'netns',
      name,
    );
    await ip(...there, 'set', 'dev', word, 'master', bridgeOf(subnet), 'up');
    await ip('-n', name, 'address', 'add', `${address}/24`, 'broadcast', '+', 'dev', device);
    await ip('-n', name, 'link', 'set', 'dev', device, 'up');
    return { address, mac, cable: (state: 'up' | 'down') => ip(...there, 'set', 'dev', word, state) };
  }
}

/** A setting of IPv4 in a namespace; sysctl is not installed everywhere. */
async function switchOn(name: string, setting: string): Promise<void> {
  const [program = '', ...words] = inNamespace(name);
  await promisify(execFile)(program, [...words, 'sh', '-c', `echo 1 > /proc/sys/net/ipv4/${setting}`]);
}
