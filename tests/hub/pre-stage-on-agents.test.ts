import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Input } from '#hub/hub.ts';
import type { ContainerView, JobView } from '#protocol/views/container.ts';
import type { ContentView } from '#protocol/views/package.ts';
import { eventually } from '#tests/support/eventually.ts';
import { startAgentProcess, temporaryFolder, type AgentProcess } from '#tests/support/processes.ts';
import { stretchWire, type Wire } from '#tests/support/tcp-proxy.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

/** Pre-staging as it is on a real agent, whose wire can be cut: whatever the hub believes, the files are there. */
const BYTES = 3_000_000;

let hub: TestHub;
let wire: Wire;
let folder: { path: string; dispose(): Promise<void> };
let agent: AgentProcess;
let token: string;
let computerId: string;

const run = () => {
  agent = startAgentProcess({
    hub: wire.address,
    token,
    name: 'desk',
    dataDirectory: join(folder.path, 'agent'),
  });
};
/** Another process: one that has no connection left over which it might download. */
async function runAnew(): Promise<void> {
  await agent.end('SIGTERM');
  run();
  await agent.prints(/"ready"/);
}
beforeAll(async () => {
  folder = await temporaryFolder('pre-stage');
  hub = await startTestHub();
  wire = await stretchWire(hub.address);
  ({ token } = await hub.enrolmentToken());
  run();
  const [computer] = await eventually(
    async () => (await hub.hub.queries.computers(ADMIN, { online: true })).rows,
    (rows) => rows.length === 1,
  );
  computerId = computer?.id ?? '';
});
afterAll(async () => {
  await agent.end('SIGKILL');
  await hub.dispose();
  await wire.dispose();
  await folder.dispose();
});

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

let made = 0;
/** Of random bytes, which nothing packs: a package says where they are when it runs. */
async function givenContent(): Promise<ContentView> {
  async function* files() {
    yield { name: 'bytes', stream: Readable.from([randomBytes(BYTES)]) };
  }
  return hub.hub.commands.storeContent(ADMIN, files());
}
async function deploy(
  wish: Partial<Input<'CreateContainer'>>,
): Promise<{ container: ContainerView; job: JobView; content: ContentView }> {
  const content = await givenContent();
  const { id } = await hub.hub.commands.createPackage(
    ADMIN,
    { familyName: `bytes ${(made += 1)}`, version: '1', installProcedure: 'wc -c < bytes' },
    content,
  );
  const container = await hub.hub.commands.createContainer(ADMIN, {
    name: 'in advance',
    computerIds: [computerId],
    packageIds: [id],
    preStage: true,
    ...wish,
  });
  const [job] = (await hub.hub.queries.jobsOfContainer(ADMIN, container.id)).jobs;
  if (job === undefined) throw new Error('the container has no job');
  return { container, job, content };
}
const isThere = (job: JobView) => job.waiting?.content?.state === 'present';
const cached = ({ sha256 }: ContentView) => join(folder.path, 'agent', 'cache', sha256);
const ended = (jobId: string) =>
  hub.settled(jobId, ({ state }) => state === 'succeeded' || state === 'failed');

describe('on a real agent', () => {
  it('content is there before the date, and at the date nothing is downloaded: it is unpacked and executed', async () => {
    const { container, job, content } = await deploy({ startAt: inSeconds(600) });
    await hub.settled(job.id, isThere);
    expect((await stat(cached(content))).size).toBe(content.bytes);
    const counted = () => hub.hub.queries.container(ADMIN, container.id);
    await eventually(counted, ({ preStaged }) => preStaged?.present === 1);
    const startAt = inSeconds(2);
    await hub.hub.commands.editContainer(ADMIN, { containerId: container.id, startAt });
    const passed = wire.passed();
    const { state, times } = await ended(job.id);
    expect(state).toBe('succeeded');
    expect(wire.passed() - passed).toBeLessThan(BYTES / 2);
    expect((await hub.hub.queries.output(ADMIN, { jobId: job.id, after: 0 })).chunks[0]?.text).toMatch(
      new RegExp(`^\\s*${BYTES}\\n`),
    );
    expect((times.startedAt ?? '') >= startAt).toBe(true);
    const latency = Date.parse(times.startedAt ?? '') - Date.parse(startAt);
    console.log(`Executed ${latency} ms after the start date, ${content.bytes} bytes being there.`);
    await eventually(counted, ({ preStaged }) => preStaged === undefined);
  });

  it('a download that breaks off is gone on with, not begun anew', async () => {
    await runAnew();
    wire.hold(BYTES / 2);
    const { job, content } = await deploy({ startAt: inSeconds(600) });
    await eventually(
      () =>
        stat(`${cached(content)}.part`).then(
          ({ size }) => size,
          () => 0,
        ),
      (size) => size > BYTES / 3,
    );
    expect((await hub.hub.queries.job(ADMIN, job.id)).waiting?.content).toEqual({ state: 'coming' });
    const passed = wire.passed();
    wire.mend();
    await hub.settled(job.id, isThere);
    expect(wire.passed() - passed).toBeLessThan(BYTES * 0.8);
  });

  it('cancelled in the middle: the agent lets go, and nothing more is sent', async () => {
    await runAnew();
    wire.hold(BYTES / 2);
    const { container, job, content } = await deploy({ startAt: inSeconds(600) });
    await hub.settled(job.id, ({ waiting }) => waiting?.content?.state === 'coming');
    await hub.hub.commands.cancelContainer(ADMIN, { containerId: container.id });
    wire.mend();
    // Another is brought after it: the first is over by then.
    const next = await deploy({ startAt: inSeconds(600) });
    await hub.settled(next.job.id, isThere);
    await expect(stat(cached(content))).rejects.toThrow();
  });

  it('an agent that is killed and started again has its content, and its job downloads nothing', async () => {
    const { container, job } = await deploy({ startAt: inSeconds(600) });
    await hub.settled(job.id, isThere);
    await agent.end('SIGKILL');
    expect(isThere(await hub.hub.queries.job(ADMIN, job.id))).toBe(true);
    run();
    await agent.prints(/"ready"/);
    const passed = wire.passed();
    await hub.hub.commands.editContainer(ADMIN, { containerId: container.id, startAt: inSeconds(0) });
    expect((await ended(job.id)).state).toBe('succeeded');
    expect(wire.passed() - passed).toBeLessThan(BYTES / 2);
  });

  it('a computer that comes back before the start is brought what is missing', async () => {
    await agent.end('SIGTERM');
    const { job } = await deploy({ startAt: inSeconds(600) });
    expect(isThere(job)).toBe(false);
    run();
    await hub.settled(job.id, isThere);
  });
});
