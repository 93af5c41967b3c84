import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenIn, say, type Ear } from './support/ear.ts';
import { justBooted } from './support/ip.ts';
import { broadcastOf, Network, type Host, type Subnet } from './support/network.ts';

/** The stage itself: were it to forward more, or less, than it says, the proofs upon it would prove nothing. */
const EVERYBODY = '255.255.255.255';

let network: Network | undefined;
let hub: Host;
let neighbour: Host;
const sleeping: Partial<Record<Subnet, { host: Host; ear: Ear }>> = {};

beforeAll(async () => {
  const laid = await Network.lay();
  ({ network, hub } = laid);
  neighbour = await laid.network.join('neighbour', { subnet: 'c', host: 12 });
  for (const subnet of ['a', 'b', 'c'] as const) {
    const host = await laid.network.join(`sleeper-${subnet}`, { subnet, host: 11 });
    const ear = await listenIn(host, [EVERYBODY, broadcastOf(subnet), host.address]);
    sleeping[subnet] = { host, ear };
  }
});
afterAll(async () => {
  for (const one of Object.values(sleeping)) await one.ear.dispose();
  await network?.dispose();
});

function sleeperIn(subnet: Subnet): { host: Host; ear: Ear } {
  const found = sleeping[subnet];
  if (found === undefined) throw new Error(`nobody sleeps in ${subnet}`);
  return found;
}

let sent = 0;
/** Sends a packet, then one that certainly arrives in each subnet. @returns where the first was heard */
async function heardBy(to: string, from = hub): Promise<Subnet[]> {
  const text = `packet ${(sent += 1)}`;
  await say(from, { to, text });
  const where: Subnet[] = [];
  for (const subnet of ['a', 'b', 'c'] as const) {
    const { host, ear } = sleeperIn(subnet);
    await say(hub, { to: host.address, text: `after ${text}` });
    await ear.hears(({ bytes }) => bytes === Buffer.from(`after ${text}`).toString('hex'));
    const heard = ear.packets().find(({ bytes }) => bytes === Buffer.from(text).toString('hex'));
    if (heard === undefined) continue;
    expect(heard).toMatchObject({ to, from: from.address });
    where.push(subnet);
  }
  return where;
}

describe('the network of the proofs', () => {
  test('a broadcast of the hub is heard in its own subnet alone', async () => {
    expect(await heardBy(EVERYBODY)).toEqual(['a']);
  });

  test('a directed broadcast passes the router that forwards those, and not the other', async () => {
    expect(await heardBy(broadcastOf('a'))).toEqual(['a']);
    expect(await heardBy(broadcastOf('b'))).toEqual(['b']);
    expect(await heardBy(broadcastOf('c'))).toEqual([]);
  });

  test('into the subnet that the hub cannot send broadcasts to, a neighbour there can', async () => {
    expect(await heardBy(EVERYBODY, neighbour)).toEqual(['c']);
    expect(await heardBy(broadcastOf('c'), neighbour)).toEqual(['c']);
  });

  test('nothing passes a cable that is pulled, until it is back', async () => {
    const { host, ear } = sleeperIn('a');
    await host.cable('down');
    await say(hub, { to: EVERYBODY, text: 'lost' });
    await host.cable('up');
    expect(await heardBy(EVERYBODY)).toEqual(['a']);
    expect(ear.packets().map(({ bytes }) => bytes)).not.toContain(Buffer.from('lost').toString('hex'));
  });

  test('a program there may be told that its computer has just been started; the time of day stays right', async () => {
    const [program = '', ...words] = [...hub.inside, ...(await justBooted()), process.execPath];
    const asks = 'console.log(JSON.stringify([require("os").uptime(), Date.now()]))';
    const before = Date.now();
    const { stdout } = await promisify(execFile)(program, [...words, '-e', asks]);
    const [uptime = NaN, now = NaN] = z.array(z.number()).parse(JSON.parse(stdout));
    expect(uptime).toBeLessThan((Date.now() - before) / 1_000 + 1);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});
