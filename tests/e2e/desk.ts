import type { TimelineFact } from '#protocol/views/timeline.ts';
import type { LoggedInUsers } from '#protocol/inventory.ts';
import type { JobOrder } from '#protocol/orders.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { anInstallation } from '#tests/support/builders.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { aMachine, anInterface } from '#tests/support/hardware.ts';
import { givenSettled } from '#tests/support/settled.ts';
import { ADMIN, type TestHub } from '#tests/support/test-hub.ts';

const GB = 1024 ** 3;
const HOUR = 3_600_000;

/** A computer with a past, somebody at it, a job that runs and another that waits. */
export interface Desk {
  agent: BareAgent;
  running: JobOrder;
  sendsUsers(users: LoggedInUsers): Promise<void>;
}

export async function setDesk(hub: TestHub): Promise<Desk> {
  const agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'till');
  const { computerId } = agent;
  let sent = 0;
  const sends = async (part: string, value: unknown) => {
    const digest = (sent += 1).toString(16).padStart(64, '0');
    valueOf(await agent.ask('inventory', { part, digest, value }));
  };
  await sends('users', [{ name: 'anna', terminal: 'seat0', since: '2026-11-23 08:02' }]);
  await sends('hardware', {
    ...aMachine({
      hostname: 'till',
      memoryBytes: 16 * GB,
      disks: [
        { mount: '/', type: 'ext4', sizeBytes: 256 * GB, usedBytes: 80 * GB },
        { mount: '/data', type: 'ext4', sizeBytes: 1024 * GB, usedBytes: 1004 * GB },
      ],
      interfaces: [anInterface({ mac: '00:1a:2b:3c:4d:5e', address: '10.1.4.7' })],
    }),
    manufacturer: 'LENOVO',
    model: 'ThinkCentre M70q',
    serial: 'PC-1234',
    processor: { name: 'Intel Core i5', cores: 6 },
  });
  await sends('software', [
    { name: 'curl', version: '8.10', architecture: 'amd64' },
    { name: 'libcurl', version: '8.10', architecture: 'amd64' },
    { name: 'libssl', version: '8.9', architecture: 'amd64' },
    { name: 'vim', version: '9.1', architecture: 'amd64' },
  ]);
  await past(hub, computerId);
  await installed(hub, computerId);
  const running = await begun(hub, agent);
  return { agent, running, sendsUsers: (users) => sends('users', users) };
}

/** Enough to fill more than a page, today and yesterday. */
async function past({ context }: TestHub, computerId: string): Promise<void> {
  const { timeline, store } = context;
  const yesterday = Date.now() - 24 * HOUR;
  const facts: TimelineFact[] = [
    { what: 'users', came: ['anna'], left: [] },
    {
      what: 'powerOrdered',
      action: 'restart',
      reasons: [{ kind: 'hand', by: 'ben', text: 'The printer hangs.' }],
      timeoutMinutes: 20,
      required: false,
    },
    { what: 'powerEnded', action: 'restart', how: 'done' },
    { what: 'online', after: 'boot', address: '10.1.4.7', agentVersion: '1.0', awayMilliseconds: 90_000 },
  ];
  timeline.tellAll(
    computerId,
    Array.from({ length: 80 }, (_, place) => ({
      at: new Date(yesterday - place * 60_000),
      fact: facts[place % facts.length] ?? { what: 'started' },
    })),
  );
  await timeline.written();
  await givenSettled(store, {
    at: new Date(yesterday + HOUR / 2),
    container: { name: 'Drivers' },
    jobs: [
      {
        computerId,
        packageName: 'Driver',
        packageVersion: '4.1',
        state: 'failed',
        attempt: {
          number: 1,
          startedAt: new Date(yesterday),
          finishedAt: new Date(yesterday + 60_000),
          exitCode: 1603,
          reason: 'exitCodeNotAccepted',
          output: { lastSequence: 1, bytes: 7 },
        },
      },
    ],
  });
}

async function installed({ context }: TestHub, computerId: string): Promise<void> {
  for (const [packageName, found] of [
    ['Browser', undefined],
    ['Reader', '0.9'],
    ['Player', undefined],
  ] as const) {
    const one = anInstallation({ computerId, packageName, packageVersion: '1.0' });
    await context.store.installations.put(one);
    const drift = found === undefined ? { state: 'ok' as const } : { state: 'otherVersion' as const, found };
    await context.store.installations.setDrift({ ...one, drift });
  }
}

/** One job runs and prints, another comes after it. That it usually takes a minute is known. */
async function begun(hub: TestHub, agent: BareAgent): Promise<JobOrder> {
  const driver = await givenPackage(hub, { familyName: 'Driver', version: '4.2' });
  const office = await givenPackage(hub, { familyName: 'Office', version: '2024' });
  const at = new Date(Date.now() - HOUR);
  await givenSettled(hub.context.store, {
    at,
    jobs: [50, 60, 70].map((seconds) => ({
      packageId: driver.id,
      attempt: {
        number: 1,
        startedAt: at,
        finishedAt: new Date(at.getTime() + seconds * 1000),
        exitCode: 0,
        output: { lastSequence: 1, bytes: 7 },
      },
    })),
  });
  await hub.hub.commands.createContainer(ADMIN, {
    name: 'Third floor',
    computerIds: [agent.computerId],
    packageIds: [driver.id, office.id],
  });
  const order = await agent.jobOrder();
  const key = { jobId: order.jobId, attempt: order.attempt };
  valueOf(await agent.report({ event: 'executing', ...key, sinceAccepted: 0 }));
  const lines = [
    'Reading package lists... Done',
    'Unpacking drivers (4.2) over (4.1) ...',
    'Setting up drivers (4.2) ...',
  ];
  valueOf(
    await agent.ask('output', {
      ...key,
      chunks: lines.map((line, place) => ({
        sequence: place + 1,
        stream: 'stdout',
        text: `${line}\n`,
        sinceAccepted: place,
      })),
    }),
  );
  return order;
}
