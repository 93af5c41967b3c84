import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Input } from '#hub/hub.ts';
import type { JobView } from '#protocol/views/container.ts';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import {
  prepareHubProcess,
  startAgentProcess,
  temporaryFolder,
  type AgentProcess,
  type HubProcess,
} from '#tests/support/processes.ts';
import { stretchWire, type Wire } from '#tests/support/tcp-proxy.ts';
import { ADMIN } from '#tests/support/test-hub.ts';

/** Start, order and end as they are on real agents; the moments themselves are measured by `npm run bench:start`. */
const NAMES = ['desk', 'shelf', 'till', 'cellar'] as const;
/** This one is reached through a wire that can be cut. */
const BEHIND_WIRE = ['till', 'cellar'];

let hubs: HubProcess;
let beside: BesideHub;
let wire: Wire;
let folder: { path: string; dispose(): Promise<void> };
const agents: AgentProcess[] = [];
const computerIds = new Map<string, string>();

beforeAll(async () => {
  folder = await temporaryFolder('start');
  hubs = await prepareHubProcess();
  await hubs.start();
  beside = await besideHub(hubs);
  wire = await stretchWire(hubs.address);
  const { token } = await beside.hub.commands.createEnrolmentToken(ADMIN, {
    name: 'start',
    maxUses: NAMES.length,
  });
  for (const name of NAMES) {
    const hub = BEHIND_WIRE.includes(name) ? wire.address : hubs.address;
    agents.push(startAgentProcess({ hub, token, name, dataDirectory: join(folder.path, name) }));
  }
  for (const name of NAMES) computerIds.set(name, (await beside.computerOnline(name)).id);
});
afterAll(async () => {
  for (const agent of agents) await agent.end('SIGKILL');
  await beside.close();
  await hubs.dispose();
  await wire.dispose();
  await folder.dispose();
});

const path = (name: string) => join(folder.path, name);
const open = (gate: string) => writeFile(path(gate), '');
/** Writes its word into the log of runs, then waits until the gate is opened, should there be one. */
const procedure = (word: string, gate?: string) =>
  `echo ${word} >> '${path('runs')}'; echo begun` +
  (gate === undefined ? '' : `; while [ ! -e '${path(gate)}' ]; do sleep 0.05; done`);
const runs = async () => (await readFile(path('runs'), 'utf8').catch(() => '')).trim().split('\n');
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

async function deploy(
  names: readonly string[],
  wish: { procedure: string; file?: { name: string; text: string } } & Partial<Input<'CreateContainer'>>,
): Promise<JobView[]> {
  const { procedure: installProcedure, file, ...rest } = wish;
  const one = await givenPackage(beside, { installProcedure, ...(file === undefined ? {} : { file }) });
  const { id } = await beside.post('job-containers', {
    name: 'start',
    computerIds: names.map((name) => computerIds.get(name)),
    packageIds: [one.id],
    ...rest,
  });
  return (await beside.hub.queries.jobsOfContainer(ADMIN, id)).jobs;
}
async function deployTo(name: string, wish: Parameters<typeof deploy>[1]): Promise<JobView> {
  const [job] = await deploy([name], wish);
  if (job === undefined) throw new Error('the container has no job');
  return job;
}
const once = (job: JobView, state: JobView['state']) => beside.jobOnce(job.id, (one) => one.state === state);

describe('start', () => {
  it('a deployment due in two seconds runs on every online agent, none before the date, each step after the other', async () => {
    const jobs = await deploy(NAMES, { procedure: procedure('together'), startAt: inSeconds(2) });
    expect(jobs.map(({ state }) => state)).toEqual(NAMES.map(() => 'waiting'));
    const ended = await Promise.all(jobs.map((job) => once(job, 'succeeded')));
    expect(await runs()).toEqual(NAMES.map(() => 'together'));
    for (const { times } of ended) {
      const moments = [
        times.dueAt,
        times.offeredAt,
        times.acceptedAt,
        times.startedAt,
        times.firstOutputAt,
        times.finishedAt,
      ];
      expect(moments).toEqual(moments.filter((one) => one !== undefined).toSorted());
      expect(moments).toHaveLength(6);
    }
    const begun = ended.map(({ times }) => Date.parse(times.startedAt ?? '') - Date.parse(times.dueAt));
    console.log(`Begun after the start date, in ms: ${begun.toSorted((a, b) => a - b).join(', ')}`);
  });

  it('[E1] a container that is created later, but urgent, overtakes all that has not begun', async () => {
    await deployTo('desk', { procedure: procedure('first', 'gate-first') }).then((job) =>
      once(job, 'executing'),
    );
    const usual = await deployTo('desk', { procedure: procedure('usual') });
    const urgent = await deployTo('desk', { procedure: procedure('urgent'), priority: 50 });
    const least = await deployTo('desk', { procedure: procedure('least'), priority: -50 });
    await open('gate-first');
    await Promise.all([usual, urgent, least].map((job) => once(job, 'succeeded')));
    expect((await runs()).slice(-4)).toEqual(['first', 'urgent', 'usual', 'least']);
  });
});

describe('end', () => {
  it('[J13] what waits at the end date expires and never runs; what has begun ends, with its result', async () => {
    const endAt = inSeconds(5);
    const running = await deployTo('shelf', { procedure: procedure('spared', 'gate-spared'), endAt });
    await once(running, 'executing');
    const late = await deployTo('shelf', { procedure: procedure('too-late'), endAt });
    const expired = await once(late, 'expired');
    expect(expired.reason).toBe('endDatePassed');
    expect((await beside.job(running.id)).state).toBe('executing');
    await open('gate-spared');
    await once(running, 'succeeded');
    expect(await runs()).not.toContain('too-late');
  });

  it('[J14] [D2] an agent that is cut off keeps to the end date by itself, and spares what it has begun', async () => {
    const endAt = inSeconds(8);
    const begun = await deployTo('till', { procedure: procedure('begun-in-time', 'gate-till'), endAt });
    await once(begun, 'executing');
    // Its download does not come through: it holds the job and cannot begin.
    wire.hold();
    const file = { name: 'file', text: 'content' };
    const held = await deployTo('cellar', { procedure: procedure('never'), file, endAt });
    await once(held, 'downloading');
    wire.cut();
    await eventually(
      () => agents[NAMES.indexOf('cellar')]?.printed() ?? '',
      (printed) => printed.includes('the time in which it might begin is over'),
    );
    expect(new Date().toISOString() > endAt).toBe(true);
    expect((await beside.job(held.id)).state).toBe('downloading');
    await open('gate-till');
    wire.mend();
    await once(held, 'expired');
    await once(begun, 'succeeded');
    expect((await runs()).filter((word) => ['begun-in-time', 'never'].includes(word))).toEqual([
      'begun-in-time',
    ]);
  });
});
