import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import { eventually } from '#tests/support/eventually.ts';
import {
  prepareHubProcess,
  startAgentProcess,
  temporaryFolder,
  type AgentProcess,
  type HubProcess,
  type TestProcess,
} from '#tests/support/processes.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { stretchWire, type Wire } from '#tests/support/tcp-proxy.ts';

/** Counts its runs in a file, then waits in the midst of its execution until the test lets it go on. */
const PATIENT = 'echo run >> "$RUNS"; echo begun; while [ ! -e "$GO" ]; do sleep 0.05; done; echo ended';
/** Prints numbered lines on both streams until the test lets it end. */
const TALKATIVE = `echo run >> "$RUNS"; n=0
while [ ! -e "$GO" ]; do n=$((n+1)); echo "line $n"; echo "error $n" >&2; sleep 0.005; done
echo "ended after $n"`;

let hubs: HubProcess;
let hub: TestProcess;
let beside: BesideHub;
let agent: AgentProcess;
let wire: Wire | undefined;
let folder: { path: string; dispose(): Promise<void> };
const letGo = () => writeFile(join(folder.path, 'go'), '');
const runs = async () => (await readFile(join(folder.path, 'runs'), 'utf8')).trim().split('\n').length;

beforeEach(async () => {
  folder = await temporaryFolder('recovery');
  hubs = await prepareHubProcess();
  hub = await hubs.start();
  beside = await besideHub(hubs);
});
afterEach(async () => {
  await letGo();
  await agent.end('SIGKILL');
  await beside.close();
  await hubs.dispose();
  await wire?.dispose();
  wire = undefined;
  await folder.dispose();
});

async function startAgent(options: { enrol: boolean; through?: string }): Promise<void> {
  const { token } = await beside.hub.commands.createEnrolmentToken(ADMIN, { name: 'recovery' });
  agent = startAgentProcess({
    hub: options.through ?? hubs.address,
    name: 'patient',
    dataDirectory: join(folder.path, 'agent'),
    ...(options.enrol ? { token } : {}),
  });
}

/** A job whose procedure is executing now. */
async function givenRunning(procedure: string): Promise<string> {
  const computer = await beside.computerOnline('patient');
  const paths = `RUNS='${join(folder.path, 'runs')}'; GO='${join(folder.path, 'go')}';\n`;
  const one = await beside.hub.commands.createPackage(ADMIN, {
    familyName: 'recovery',
    version: '1',
    installProcedure: paths + procedure,
  });
  const container = await beside.post('job-containers', {
    name: 'recovery',
    computerIds: [computer.id],
    packageIds: [one.id],
  });
  const { jobs } = await beside.hub.queries.jobsOfContainer(ADMIN, container.id);
  const id = jobs[0]?.id ?? '';
  await beside.jobOnce(id, (job) => job.state === 'executing' && job.output.lastSequence > 0);
  return id;
}

async function expectSettled(jobId: string): Promise<void> {
  const job = await beside.job(jobId);
  const counts = await eventually(
    async () => (await beside.hub.queries.container(ADMIN, job.containerId)).counts,
    (found) => found[job.state] === 1,
  );
  expect(counts).toEqual({ [job.state]: 1 });
  expect(job.attempt).toBe(1);
  expect(await runs()).toBe(1);
}

describe('nothing lost, nothing twice', () => {
  it('an agent killed in mid-execution reports agentInterrupted and never runs the attempt again', async () => {
    await startAgent({ enrol: true });
    const jobId = await givenRunning(PATIENT);
    await agent.end('SIGKILL');
    await letGo();
    await startAgent({ enrol: false });
    const job = await beside.jobOnce(jobId, (one) => one.state === 'failed');
    expect(job.reason).toBe('agentInterrupted');
    expect(job.exitCode).toBeUndefined();
    expect((await beside.output(jobId)).stdout).toContain('begun');
    const { id } = await beside.computerOnline('patient');
    expect(await beside.hub.queries.installationsOfComputer(ADMIN, id)).toEqual([]);
    await expectSettled(jobId);
  });

  it('a hub killed in mid-execution gets the result when it is back, once', async () => {
    await startAgent({ enrol: true });
    const jobId = await givenRunning(PATIENT);
    await hub.end('SIGKILL');
    await letGo();
    hub = await hubs.start();
    const job = await beside.jobOnce(jobId, (one) => one.state === 'succeeded');
    expect(job.exitCode).toBe(0);
    expect(await beside.output(jobId)).toMatchObject({ stdout: 'begun\nended\n', stderr: '' });
    const { id } = await beside.computerOnline('patient');
    // Seen from beside the hub, a job has succeeded a moment before its record is there.
    const recorded = () => beside.hub.queries.installationsOfComputer(ADMIN, id);
    expect(await eventually(recorded, (rows) => rows.length > 0)).toHaveLength(1);
    await expectSettled(jobId);
  });

  it('a hub killed while output streams misses none of it', async () => {
    await startAgent({ enrol: true });
    const jobId = await givenRunning(TALKATIVE);
    await hub.end('SIGKILL');
    hub = await hubs.start();
    const { lastSequence } = (await beside.job(jobId)).output;
    await beside.jobOnce(jobId, (one) => one.output.lastSequence > lastSequence);
    await letGo();
    await beside.jobOnce(jobId, (one) => one.state === 'succeeded');
    await expectWholeOutput(jobId);
    await expectSettled(jobId);
  });

  it('a socket cut again and again in mid-output loses and repeats nothing', async () => {
    wire = await stretchWire(hubs.address);
    await startAgent({ enrol: true, through: wire.address });
    const jobId = await givenRunning(TALKATIVE);
    for (let cuts = 0; cuts < 5; cuts += 1) {
      const { lastSequence } = (await beside.job(jobId)).output;
      wire.cut();
      await beside.jobOnce(jobId, (one) => one.output.lastSequence > lastSequence);
    }
    await letGo();
    await beside.jobOnce(jobId, (one) => one.state === 'succeeded');
    await expectWholeOutput(jobId);
    await expectSettled(jobId);
  });
});

/** Both streams of the talkative procedure, whole and in order. */
async function expectWholeOutput(jobId: string): Promise<void> {
  const { stdout, stderr } = await beside.output(jobId);
  const last = Number(/ended after (\d+)\n$/.exec(stdout)?.[1]);
  expect(last).toBeGreaterThan(1);
  const numbered = (word: string) =>
    Array.from({ length: last }, (_, index) => `${word} ${index + 1}\n`).join('');
  expect(stdout).toBe(`${numbered('line')}ended after ${last}\n`);
  expect(stderr).toBe(numbered('error'));
}
