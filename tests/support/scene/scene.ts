import { setTimeout as pause } from 'node:timers/promises';
import type { ComputerView } from '#protocol/views/computer.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import { besideHub, type BesideHub } from '../beside-hub.ts';
import { eventually } from '../eventually.ts';
import { startProcess, type HubProcess, type TestProcess } from '../processes.ts';
import { siteOf, SITE_COUNT } from '../simulator/machine.ts';
import { ADMIN, ADMIN_PASSWORD } from '../test-hub.ts';
import { givenPackages, type ScenePackage } from './packages.ts';

/** A made-up company at work: what pictures are taken of, and what the console is tried with. */
export interface Scene {
  beside: BesideHub;
  computers: ComputerView[];
  packages: Map<string, ScenePackage>;
  containers: {
    done: string;
    failing: string;
    running: string;
    scheduled: string;
    paused: string;
    framed: string;
  };
  dispose(): Promise<void>;
}

const HOUR = 3_600_000;
const FLEET_MS = 300_000;

/**
 * @param agents online; a tenth as many more are offline
 * @param deployed how many of those online the largest deployment is for; all unless it is said
 */
export async function setScene(
  hubs: HubProcess,
  { agents, deployed = agents }: { agents: number; deployed?: number },
): Promise<Scene> {
  const beside = await besideHub(hubs);
  const fleets: TestProcess[] = [];
  const fleet = async (options: { count: number; first: number; most: number }) => {
    const { token } = await beside.hub.commands.createEnrolmentToken(ADMIN, {
      name: 'image 2026-11',
      maxUses: options.count,
    });
    const started = startProcess('tests/support/simulator/main.ts', {
      args: [
        '--hub',
        hubs.address,
        '--token',
        token,
        '--agents',
        String(options.count),
        '--first',
        String(options.first),
        '--least',
        String(options.most / 3),
        '--most',
        String(options.most),
        '--failing',
        '0.06',
      ],
    });
    fleets.push(started);
    await started.prints(/the fleet is there/);
    return started;
  };
  await fleet({ count: agents, first: 0, most: 9_000 });
  const away = Math.max(2, Math.round(agents / 10));
  await (await fleet({ count: away, first: agents, most: 9_000 })).end('SIGTERM');

  for (const [name, role] of [
    ['olga', 'operator'],
    ['sam', 'support'],
    ['vera', 'viewer'],
  ] as const)
    await beside.hub.commands.createUser(ADMIN, { name, password: ADMIN_PASSWORD, role });
  const { token } = await beside.hub.commands.createApiToken(ADMIN, {
    name: 'build server',
    role: 'operator',
  });
  const packages = await givenPackages({ beside, hub: hubs.address, token });
  const computers = await allComputers(beside);
  await givenGroups(beside, computers);

  const idsWho = (presence: string, most: number) =>
    computers.flatMap((one) => (one.presence === presence ? [one.id] : [])).slice(0, most);
  const online = idsWho('online', deployed);
  const ids = (share: number) => online.slice(0, Math.max(1, Math.round(online.length * share)));
  const packageId = (name: string) => packages.get(name)?.id ?? '';
  const deploy = async (name: string, wish: object) =>
    (await beside.post('job-containers', { name, ...wish })).id;
  const ended = (id: string) =>
    eventually(
      () => beside.read<ContainerView>(`job-containers/${id}`),
      ({ state }) => state !== 'running',
      FLEET_MS,
    );

  const done = await deploy('Install 7-Zip 25.01 everywhere', {
    computerIds: online,
    packageIds: [packageId('7-Zip 25.01')],
  });
  await ended(done);
  const failing = await deploy('Firefox 128 ESR, first wave', {
    computerIds: ids(0.6),
    packageIds: [packageId('Firefox 128.14.0'), packageId('VLC media player 3.0.21')],
    notes: 'Wave 1 of 2. Tell the front desk before retrying there.',
  });
  await ended(failing);
  const scheduled = await deploy('Exam browser for Thursday', {
    computerIds: ids(0.3),
    packageIds: [packageId('Exam browser 3.9.0')],
    startAt: new Date(Date.now() + 14 * HOUR).toISOString(),
    endAt: new Date(Date.now() + 20 * HOUR).toISOString(),
    wakeOnLan: true,
    shutdownAfterCompletion: true,
  });
  const framed = await deploy('QGIS for the geography lab', {
    computerIds: ids(0.1),
    packageIds: [packageId('QGIS 3.40.12')],
    timeFrames: closedNow(),
  });
  const paused = await deploy('LibreOffice 25.2, on hold', {
    computerIds: ids(0.2),
    packageIds: [packageId('LibreOffice 25.2.6')],
    paused: true,
  });
  const running = await deploy('Firefox 140 ESR and LibreOffice 25.8', {
    computerIds: [...online, ...idsWho('offline', Math.ceil(deployed / 10))],
    packageIds: [packageId('Firefox 140.5.0'), packageId('LibreOffice 25.8.3')],
    priority: 10,
    wakeOnLan: true,
  });
  await pause(2_500);
  return {
    beside,
    computers,
    packages,
    containers: { done, failing, running, scheduled, paused, framed },
    async dispose() {
      for (const one of fleets) await one.end('SIGTERM');
      await beside.close();
    },
  };
}

async function allComputers(beside: BesideHub): Promise<ComputerView[]> {
  const computers: ComputerView[] = [];
  for (let cursor = ''; ;) {
    const page = await beside.read<{ rows: ComputerView[]; next?: string }>(`computers?limit=500${cursor}`);
    computers.push(...page.rows);
    if (page.next === undefined) return computers;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

/** A group for each site, below one for all, and computers in them. */
async function givenGroups(beside: BesideHub, computers: readonly ComputerView[]): Promise<void> {
  const { id: parentId } = await beside.post('computer-groups', { name: 'Sites' });
  for (let site = 0; site < SITE_COUNT; site += 1) {
    const name = siteOf(site);
    const { id } = await beside.post('computer-groups', { name, parentId });
    const add = computers.filter((computer) => computer.name.startsWith(name)).map((computer) => computer.id);
    await beside.tell(`computer-groups/${id}/members`, { add });
  }
}

/** A time frame of two hours that opens in some. */
function closedNow(): string {
  const hour = (new Date().getUTCHours() + 5) % 24;
  return `${hour}:00-${(hour + 2) % 24}:00`;
}
