import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor, Package } from '#domain/entities.ts';
import { settledAt } from '#domain/presence.ts';
import { versionOrder } from '#domain/versions.ts';
import { createLog } from '#hub/log.ts';
import { planDeployment } from '#hub/planning/plan-deployment.ts';
import type { Hardware } from '#protocol/inventory.ts';
import type { Store } from '#store/contract/store.ts';
import { readConfig } from '#config.ts';
import { openHubOnStore } from '#open-hub-on-store.ts';
import { measured } from './measured.ts';
import { clockAhead, givenOthers, putOnline } from './plan/surroundings.ts';

/**
 * How long a large deployment takes to plan and to preview, and for how long the event loop is not free meanwhile: on a
 * fleet of which most is off and can be woken by neighbours, and on which other deployments have something to do.
 * `node bench/plan.ts [computers] [packages]`, on MONGODB_URI when it is set, else on the embedded store.
 */
const COMPUTERS = Number(process.argv[2] ?? 10_000);
const PACKAGES = Number(process.argv[3] ?? 10);
const AT_ONCE = 200;

const ADMIN: Actor = { kind: 'system', id: 'bench', name: 'bench', role: 'admin' };
const THEN = new Date('2026-01-01T00:00:00.000Z');

const hardware = (place: number): Hardware => ({
  hostname: `computer-${place}`,
  operatingSystem: {
    family: place % 4 === 0 ? 'linux' : 'windows',
    name: place % 4 === 0 ? 'Debian GNU/Linux' : 'Microsoft Windows 11 Pro',
    version: place % 4 === 0 ? '12' : '10.0.22631',
    kernel: '6.1',
    architecture: 'x64',
  },
  manufacturer: 'Maker',
  model: 'Model',
  serial: `${place}`,
  processor: { name: 'Processor', cores: 8 },
  memoryBytes: 16e9,
  disks: [{ mount: '/', type: 'ext4', sizeBytes: 1e12, usedBytes: 1e11 }],
  interfaces: [
    {
      name: 'eth0',
      mac: `02:00:00:00:${(place >> 8).toString(16).padStart(2, '0')}:${(place & 255).toString(16).padStart(2, '0')}`,
      wired: true,
      addresses: [{ address: `10.0.${place >> 8}.${place & 255}`, netmask: '255.255.0.0', family: 'IPv4' }],
    },
  ],
});

/** Every second package needs the one before it, every third is made for Windows alone; each has an older version. */
async function givenPackages(store: Store): Promise<{ chosen: Package[]; older: Package[] }> {
  const chosen: Package[] = [];
  const older: Package[] = [];
  for (let place = 0; place < PACKAGES; place += 1) {
    const familyId = store.newId();
    const common = {
      familyId,
      familyName: `family ${place}`,
      notes: '',
      install: { procedure: 'true', successCodes: [0], joiner: 'script' as const },
      uninstall: { procedure: 'true', successCodes: [0], joiner: 'script' as const },
      uninstallNeedsContent: false,
      timeLimitSeconds: 60,
      compatibleSystems: place % 3 === 2 ? [{ family: 'windows' as const, architectures: [] }] : [],
      upgradeBehaviour: 'uninstallOthers' as const,
      postAction: place % 5 === 0 ? ('restart' as const) : ('none' as const),
      createdAt: THEN,
      createdBy: 'bench',
    };
    older.push(
      await store.packages.insert({
        ...common,
        id: store.newId(),
        version: '1',
        versionOrder: versionOrder('1'),
        dependencies: [],
      }),
    );
    const before = chosen.at(-1);
    const dependencies = place % 2 === 1 && before !== undefined ? [before.id] : [];
    chosen.push(
      await store.packages.insert({
        ...common,
        id: store.newId(),
        version: '2',
        versionOrder: versionOrder('2'),
        dependencies,
      }),
    );
  }
  return { chosen, older };
}

/** Each computer has two of the older versions and one of the chosen ones installed. */
async function givenComputers(
  store: Store,
  { chosen, older }: { chosen: Package[]; older: Package[] },
): Promise<string[]> {
  const ids: string[] = [];
  const add = async (place: number): Promise<void> => {
    const id = store.newId();
    ids.push(id);
    const name = `computer-${place}`;
    await store.computers.insert({
      id,
      name,
      notes: '',
      publicKey: name,
      enrolledAt: THEN,
      enrolledWith: 'bench',
      users: [],
      digests: {},
      hardware: hardware(place),
    });
    const present = [
      older[place % PACKAGES],
      older[(place * 7 + 3) % PACKAGES],
      chosen[(place + 5) % PACKAGES],
    ];
    for (const one of present) {
      if (one === undefined) continue;
      await store.installations.put({
        id: store.newId(),
        computerId: id,
        computerName: name,
        packageId: one.id,
        familyId: one.familyId,
        packageName: one.familyName,
        packageVersion: one.version,
        installedAt: THEN,
        installedBy: 'bench',
      });
    }
  };
  for (let from = 0; from < COMPUTERS; from += AT_ONCE) {
    const places = Array.from({ length: Math.min(AT_ONCE, COMPUTERS - from) }, (_, index) => from + index);
    await Promise.all(places.map(add));
  }
  return ids;
}

const directory = await mkdtemp(join(tmpdir(), 'reveille-bench-'));
const clock = clockAhead(settledAt(new Date(0)).getTime());
const open = await openHubOnStore({
  config: readConfig({ ...process.env, DATA_DIR: directory }),
  clock,
  log: createLog({ level: 'warn', pretty: false }),
});
const { hub, context, close } = open;
try {
  const { store } = context;
  const packages = await givenPackages(store);
  const computerIds = await givenComputers(store, packages);
  const wish = { computerIds, packageIds: packages.chosen.map((one) => one.id) };
  const others = await givenOthers(open, {
    actor: ADMIN,
    computerIds,
    packageIds: wish.packageIds.slice(0, 1),
  });
  const { online } = await putOnline(open, computerIds);
  clock.settle();
  console.log(
    `${COMPUTERS} computers × ${PACKAGES} packages; ${online} of them online, ${others.jobs} jobs of ` +
      `${others.containers} other deployments wait there`,
  );
  await measured('planning, cold', () =>
    planDeployment(
      { store },
      { ...wish, action: 'install', forceReinstall: false, uninstallOtherVersions: true },
    ),
  );
  const shown = await measured('the preview', () => hub.queries.previewDeployment(ADMIN, wish));
  const again = await measured('the preview again', () => hub.queries.previewDeployment(ADMIN, wish));
  if (again.digest !== shown.digest) throw new Error('the same facts gave another digest');
  const { totals, overlappingCount } = shown;
  if (totals.offline !== COMPUTERS - online || totals.wakeableByPeer !== totals.offline)
    throw new Error(`not all that are off can be woken by a neighbour: ${JSON.stringify(totals)}`);
  if (overlappingCount !== others.containers) throw new Error('the other deployments were not seen');
  const startAt = new Date(Date.now() + 86_400_000).toISOString();
  await measured('creating it', () =>
    hub.commands.createContainer(ADMIN, { ...wish, name: 'bench', startAt, planDigest: shown.digest }),
  );
  console.log(
    `${shown.totals.jobs} jobs: ${JSON.stringify(shown.totals.counts)}, ${shown.totals.addedUninstalls} added`,
  );
} finally {
  await close();
  await rm(directory, { recursive: true, force: true });
}
