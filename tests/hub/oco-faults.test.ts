import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAgent, type RunningAgent } from '#agent/agent.ts';
import { systemClock as agentClock } from '#agent/clock.ts';
import { createLog } from '#agent/log.ts';
import { isAlive } from '#tests/agent/support/workshop.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { startAgentProcess, temporaryFolder } from '#tests/support/processes.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

/** Faults of an earlier system that users still pay for. The table in tests/README.md says where the others are. */
let hub: TestHub;
let folder: { path: string; dispose(): Promise<void> };
const endings: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await temporaryFolder('faults');
  hub = await startTestHub();
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await hub.dispose();
  await folder.dispose();
});

async function computerOnline(name: string): Promise<string> {
  const { rows } = await eventually(
    () => hub.hub.queries.computers(ADMIN, { search: name }),
    (page) => page.rows[0]?.presence === 'online',
  );
  return rows[0]?.id ?? '';
}
const ended = (jobId: string) => hub.settled(jobId, (job) => job.times.recordedAt !== undefined);

describe('[8] a procedure that hangs', () => {
  it('is stopped with all it started when its time is over, says so, and the computer was there all the time', async () => {
    const { token } = await hub.enrolmentToken();
    const dataDirectory = join(folder.path, 'agent');
    const agent = startAgentProcess({ hub: hub.address, token, name: 'hanging', dataDirectory });
    endings.push(() => agent.end('SIGKILL'));
    const computerId = await computerOnline('hanging');
    const pidFile = join(folder.path, 'pid');
    const hanging = await givenPackage(hub, {
      installProcedure: `echo waiting for an answer; sleep 600 & echo $! > '${pidFile}'; wait`,
      timeLimitSeconds: 2,
    });
    const job = await deploy(hub, { computerId, packageId: hanging.id });
    const next = await deploy(hub, { computerId, packageId: (await givenPackage(hub)).id });

    await hub.settled(job.id, (one) => one.output.lastSequence > 0);
    expect(await hub.hub.queries.computer(ADMIN, computerId)).toMatchObject({
      presence: 'online',
      currentJob: { jobId: job.id },
    });
    expect(await ended(job.id)).toMatchObject({ state: 'failed', reason: 'timeout' });
    expect(await ended(next.id)).toMatchObject({ state: 'succeeded' });
    expect(isAlive(Number(await readFile(pidFile, 'utf8')))).toBe(false);
  });
});

describe('[12] an agent whose clock is wrong', () => {
  let clockSays = new Date('2041-01-01T00:00:00.000Z');
  async function agentWith(token?: string): Promise<RunningAgent> {
    const agent = await startAgent({
      hub: hub.address,
      data: join(folder.path, 'agent'),
      name: 'timeless',
      power: 'report',
      log: createLog('silent'),
      clock: { ...agentClock, now: () => clockSays },
      ...(token === undefined ? {} : { token }),
    });
    endings.push(() => agent.stop());
    return agent;
  }

  it('takes orders and content all the same, also after it was put back by decades; the moments are the hub’s', async () => {
    const { token } = await hub.enrolmentToken();
    const first = await agentWith(token);
    const computerId = await computerOnline('timeless');
    const expectInstalled = async (text: string): Promise<void> => {
      const file = { name: 'file', text };
      const { id: packageId } = await givenPackage(hub, { installProcedure: 'cat file', file });
      const before = new Date().toISOString();
      const job = await ended((await deploy(hub, { computerId, packageId })).id);
      expect(job.state).toBe('succeeded');
      const { startedAt = '', finishedAt = '' } = job.times;
      const moments = [before, startedAt, finishedAt, new Date().toISOString()];
      expect(moments).toEqual(moments.toSorted());
    };
    await expectInstalled('from the future');
    await first.stop();
    clockSays = new Date('1999-01-01T00:00:00.000Z');
    await agentWith();
    await computerOnline('timeless');
    await expectInstalled('from the past');
  });
});
