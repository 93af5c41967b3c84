import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenPackage } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { startAgentProcess, temporaryFolder, type AgentProcess } from '#tests/support/processes.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let agent: AgentProcess;
let computerId: string;
let folder: { path: string; dispose(): Promise<void> };

beforeAll(async () => {
  folder = await temporaryFolder('power');
  hub = await startTestHub();
  const { token } = await hub.enrolmentToken();
  agent = startAgentProcess({ hub: hub.address, token, name: 'desk', dataDirectory: folder.path });
  const { rows } = await eventually(
    () => hub.hub.queries.computers(ADMIN),
    ({ rows: found }) => found[0]?.presence === 'online',
  );
  computerId = rows[0]?.id ?? '';
});
afterAll(async () => {
  await agent.end('SIGTERM');
  await hub.dispose();
  await folder.dispose();
});

const recorded = () => readFile(join(folder.path, 'power.log'), 'utf8').catch(() => '');
const verbs = async () =>
  (await hub.hub.queries.audit(ADMIN, { verbPrefix: 'computer.' })).rows.map((row) => row.verb);

describe('power and messages', () => {
  it('a restart and a message reach the agent, which only records them here, and stand in the audit log', async () => {
    await hub.hub.commands.orderPower(ADMIN, {
      computerId,
      action: 'restart',
      delaySeconds: 0,
      reason: 'test',
    });
    expect(await eventually(recorded, (text) => text !== '')).toContain('shutdown');
    await eventually(
      () => hub.hub.queries.computer(ADMIN, computerId),
      (row) => row.power === undefined,
    );
    await hub.hub.commands.sendMessage(ADMIN, { computerId, text: 'Please save your work.' });
    expect(await recorded()).toContain('Please save your work.');
    expect(await verbs()).toEqual(expect.arrayContaining(['computer.restart', 'computer.message']));
  });

  it('a package that asks for a restart: the agent records it, and the rest of the queue goes on', async () => {
    const { id: restarts } = await givenPackage(hub, { postAction: 'restart' });
    const { id: plain } = await givenPackage(hub);
    const container = await hub.hub.commands.createContainer(ADMIN, {
      name: 'both',
      computerIds: [computerId],
      packageIds: [restarts, plain],
    });
    const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, container.id);
    for (const { id } of jobs) await hub.settled(id, (job) => job.state === 'succeeded');
    const lines = (await recorded()).split('\n').filter((line) => line.includes('shutdown'));
    expect(lines).toHaveLength(2);
  });

  it('nothing is kept for later: an order to a computer that is not online is refused', async () => {
    await agent.end('SIGTERM');
    await eventually(
      () => hub.hub.queries.computer(ADMIN, computerId),
      (row) => row.presence !== 'online',
    );
    const order = { computerId, action: 'shutdown' } as const;
    await expect(hub.hub.commands.orderPower(ADMIN, order)).rejects.toMatchObject({
      code: 'computerOffline',
    });
    expect(await verbs()).not.toContain('computer.shutdown');
  });
});
