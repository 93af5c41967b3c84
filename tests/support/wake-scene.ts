import { afterEach, beforeEach } from 'vitest';
import type { Actor } from '#domain/entities.ts';
import type { Input } from '#hub/hub.ts';
import type { Datagram, WakeNetwork } from '#hub/wake/wake-network.ts';
import type { Hardware } from '#protocol/inventory.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import type { WakeView } from '#protocol/views/wake.ts';
import { BareAgent, valueOf } from './bare-agent.ts';
import { givenPackage } from './deployments.ts';
import { drivenClock, type DrivenClock } from './driven-clock.ts';
import { eventually } from './eventually.ts';
import { ADMIN, startTestHub, type TestHub } from './test-hub.ts';
import { aMachine, anInterface } from './hardware.ts';

/** Far ahead: the database forgets old wakes by its own clock. A Monday. */
export const NOON = new Date('2096-04-30T12:00:00.000Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const SUPPORT: Actor = { ...ADMIN, id: 'e'.repeat(24), name: 'sam', role: 'support' };

/** Stands where the hub's interfaces are, and remembers what leaves by them. */
function listening() {
  const heard: Datagram[] = [];
  const network: WakeNetwork & { problem?: string } = {
    interfaces: () => [{ name: 'lan', address: '10.1.4.1', netmask: '255.255.255.0' }],
    send: (datagrams) => {
      heard.push(...datagrams);
      return Promise.resolve(datagrams.map(() => network.problem));
    },
  };
  return { heard, network };
}

export let clock: DrivenClock;
export let hub: TestHub;
export let packageId: string;
export let air: ReturnType<typeof listening>;
const agents: BareAgent[] = [];
const hubs: TestHub[] = [];

/** Before each test a hub on a clock that stands still; after it everything is taken away. */
export function useWakeScene(): void {
  beforeEach(async () => {
    clock = drivenClock(NOON);
    air = listening();
    hub = await givenHub();
    packageId = (await givenPackage(hub)).id;
  });
  afterEach(async () => {
    for (const agent of agents.splice(0)) agent.leave();
    for (const one of hubs.splice(0).reverse()) await one.dispose();
  });
}

/** The hub is off for so long, then there is another one on what it has stored. */
export async function offFor(milliseconds: number): Promise<void> {
  const before = hub;
  await before.stop();
  await clock.advance(milliseconds);
  hub = await givenHub({ MONGODB_URI: before.databaseUri, DATA_DIR: before.dataDirectory });
}

export async function givenHub(environment: Record<string, string> = {}): Promise<TestHub> {
  const { network: wakeNetwork } = air;
  const started = await startTestHub({
    clock,
    wakeNetwork,
    environment: { TIME_ZONE: 'UTC', ...environment },
  });
  hubs.push(started);
  return started;
}
/** Presence is known from then on. */
export const settle = () => clock.advance(2 * MINUTE);

let machines = 0;
export const macOf = (number: number) => `00:1a:2b:00:00:${number.toString(16).padStart(2, '0')}`;
export const hardware = (address: string, mac: string, wired = true): Hardware =>
  aMachine({ interfaces: [anInterface({ mac, address, wired })] });
/** An agent that is online; its computer has told its interface, unless it has none. */
export async function givenAgent(name: string, address?: string): Promise<BareAgent & { mac: string }> {
  const agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, name);
  agents.push(agent);
  const mac = macOf((machines += 1));
  if (address !== undefined) {
    const value = hardware(address, mac);
    valueOf(await agent.ask('inventory', { part: 'hardware', digest: '0'.repeat(64), value }));
  }
  return Object.assign(agent, { mac });
}
export async function gone(agent: BareAgent): Promise<void> {
  agent.leave();
  await eventually(
    () => hub.hub.queries.computer(ADMIN, agent.computerId),
    (row) => row.presence !== 'online',
  );
}
export async function asleep(name: string, address = '10.9.0.7'): Promise<BareAgent & { mac: string }> {
  const agent = await givenAgent(name, address);
  await gone(agent);
  return agent;
}
/** It is back: booted so many seconds before it says hello. */
export async function boots(agent: BareAgent, awakeSeconds: number): Promise<BareAgent> {
  const again = await agent.returns(hub.address, [], { awakeSeconds, uptimeSeconds: awakeSeconds + 5 });
  agents.push(again);
  return again;
}
export const deploy = (
  of: BareAgent[],
  wish: Partial<Input<'CreateContainer'>> = {},
): Promise<ContainerView> =>
  hub.hub.commands.createContainer(ADMIN, {
    name: 'waking',
    computerIds: of.map((agent) => agent.computerId),
    packageIds: [packageId],
    wakeOnLan: true,
    ...wish,
  });
export const wakesOf = async (agent: BareAgent, containerId?: string): Promise<WakeView[]> => {
  const ofContainer = containerId === undefined ? {} : { containerId };
  const { computerId } = agent;
  return (await hub.hub.queries.wakesOfComputer(ADMIN, { computerId, ...ofContainer })).rows;
};
export const wakeWhen = async (agent: BareAgent, fits: (wake: WakeView) => boolean): Promise<WakeView> => {
  const [wake] = await eventually(
    async () => {
      // What is due by now happens, also where its timer was set after the clock had been moved.
      await clock.advance(0);
      return wakesOf(agent);
    },
    ([newest]) => newest !== undefined && fits(newest),
  );
  if (wake === undefined) throw new Error('there is no wake');
  return wake;
};
export const sentTo = (agent: { mac: string }) =>
  air.heard.filter(({ payload }) => payload.toString('hex').includes(agent.mac.replaceAll(':', ''))).length;
/** Moves time to the next burst, and waits until it stands in the trace. */
export async function nextBurst(agent: BareAgent): Promise<WakeView> {
  const before = await wakeWhen(agent, (wake) => wake.nextAt !== undefined);
  // Time never goes back: what is overdue comes now.
  await clock.advance(Math.max(0, new Date(before.nextAt ?? '').getTime() - clock.now().getTime()));
  return wakeWhen(agent, (wake) => wake.bursts.length > before.bursts.length);
}
/** Its newest wake goes on, and has sent its first packets. */
export const burstOnce = (agent: BareAgent) =>
  wakeWhen(agent, (wake) => wake.state === 'waking' && wake.bursts.length === 1);
export const swept = (containerId: string) =>
  eventually(
    () => hub.context.store.containers.get(containerId),
    (container) => container?.wakeSweptAt !== undefined,
  );
export const at = (milliseconds: number) => new Date(NOON.getTime() + milliseconds).toISOString();
