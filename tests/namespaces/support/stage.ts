import { type Releases } from '#releases.ts';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import { eventually } from '#tests/support/eventually.ts';
import { temporaryFolder, type TestProcess } from '#tests/support/processes.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { UNKNOWN_AFTER_START_MINUTES } from '#domain/presence.ts';
import { Computer } from './computer.ts';
import { prepareHub, type NamespacedHub } from './hub.ts';
import { Network, type Host, type Subnet } from './network.ts';

const DEADLINE_MILLISECONDS = 15_000;

/** A hub and enrolled computers, each in a namespace of its own. */
export interface Stage {
  hubHost: Host;
  hub: NamespacedHub;
  beside: BesideHub;
  /** For what a test writes; no namespace hides it. */
  folder: string;
  /** Ends the hub without a goodbye, does something meanwhile, and starts it again. */
  restartHub(meanwhile?: () => Promise<void>): Promise<void>;
  /** All that the running hub has printed: where a test fails, why. */
  hubLog(): string;
  computer(name: string): { computer: Computer; id: string };
  /** Its agent ends, and the hub knows it. */
  fallAsleep(name: string): Promise<void>;
  /** Waits until the hub no longer takes it for online. */
  offline(name: string): Promise<void>;
}

export interface Cast {
  [name: string]: { subnet: Subnet; host: number };
}

/** @param releases takes all that was acquired, even when the stage could not be finished */
export async function setStage(cast: Cast, releases: Releases): Promise<Stage> {
  const acquired = <Acquired>(name: string, one: Acquired, release: () => Promise<void>): Acquired => {
    releases.push(name, DEADLINE_MILLISECONDS, release);
    return one;
  };
  const laid = await Network.lay();
  const network = acquired('network', laid.network, () => laid.network.dispose());
  const folder = await temporaryFolder('namespaces');
  acquired('folder', folder, () => folder.dispose());
  const hub = await prepareHub(laid.hub);
  acquired('hub', hub, () => hub.dispose());
  let running: TestProcess = await hub.start();
  const beside = await besideHub(hub);
  acquired('beside', beside, () => beside.close());

  const names = Object.keys(cast);
  const { token } = await beside.hub.commands.createEnrolmentToken(ADMIN, {
    name: 'namespaces',
    maxUses: names.length,
  });
  const computers = new Map<string, { computer: Computer; id: string }>();
  for (const [name, { subnet, host: place }] of Object.entries(cast)) {
    const host = await network.join(name, { subnet, host: place });
    const computer = await Computer.setUp({ name, host, subnet, hub: hub.url, folder: folder.path });
    acquired(name, computer, () => computer.dispose());
    computer.enrol(token);
    computers.set(name, { computer, id: '' });
  }
  for (const [name, one] of computers) {
    const { id } = await beside.computerOnline(name);
    // Its MAC address and subnet are needed to wake it.
    await eventually(
      () => beside.hub.queries.computer(ADMIN, id),
      (view) => (view.hardware?.interfaces.length ?? 0) > 0,
    );
    computers.set(name, { ...one, id });
  }
  const find = (name: string) => {
    const found = computers.get(name);
    if (found === undefined) throw new Error(`there is no computer ${name}`);
    return found;
  };
  const offline = async (name: string): Promise<void> => {
    await eventually(
      () => beside.presence(name),
      (presence) => presence === 'offline',
      60_000,
    );
  };
  await hub.putAhead(UNKNOWN_AFTER_START_MINUTES * 60_000);
  return {
    hubHost: laid.hub,
    hub,
    beside,
    folder: folder.path,
    async restartHub(meanwhile = () => Promise.resolve()) {
      await running.end('SIGKILL');
      await meanwhile();
      running = await hub.start();
    },
    hubLog: () => running.printed(),
    computer: find,
    async fallAsleep(name) {
      await find(name).computer.fallAsleep();
      await offline(name);
    },
    offline,
  };
}
