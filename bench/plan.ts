import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Actor, Package } from '#domain/entities.ts';
import { versionOrder } from '#domain/versions.ts';
import { systemClock } from '#hub/clock.ts';
import { createLog } from '#hub/log.ts';
import { planDeployment } from '#hub/planning/plan-deployment.ts';
import type { Hardware } from '#protocol/inventory.ts';
import type { Store } from '#store/contract/store.ts';
import { readConfig } from '#config.ts';
import { openHubOnStore } from '#open-hub-on-store.ts';

/**
 * How long a large deployment takes to plan and to preview, and for how long the event loop is not free meanwhile.
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

async function measured<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  const value = await work();
  const took = performance.now() - begun;
  delay.disable();
  const longest = (delay.max / 1e6).toFixed(1);
  const most = (delay.percentile(99) / 1e6).toFixed(1);
  console.log(
    `${what}: ${(took / 1000).toFixed(2)} s; the event loop was blocked ${longest} ms at the longest (99 %: ${most} ms)`,
  );
  return value;
}

const directory = await mkdtemp(join(tmpdir(), 'reveille-bench-'));
const { hub, context, close } = await openHubOnStore({
  config: readConfig({ ...process.env, DATA_DIR: directory }),
  clock: systemClock,
  log: createLog({ level: 'warn', pretty: false }),
});
try {
  const { store } = context;
  const packages = await givenPackages(store);
  const computerIds = await givenComputers(store, packages);
  const wish = { computerIds, packageIds: packages.chosen.map((one) => one.id) };
  console.log(`${COMPUTERS} computers × ${PACKAGES} packages`);
  await measured('planning, cold', () =>
    planDeployment(
      { store },
      { ...wish, action: 'install', forceReinstall: false, uninstallOtherVersions: true },
    ),
  );
  const shown = await measured('the preview', () => hub.queries.previewDeployment(ADMIN, wish));
  const again = await measured('the preview again', () => hub.queries.previewDeployment(ADMIN, wish));
  if (again.digest !== shown.digest) throw new Error('the same facts gave another digest');
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
