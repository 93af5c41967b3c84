import { join } from 'node:path';
import { besideHub, type BesideHub } from './beside-hub.ts';
import {
  prepareHubProcess,
  startAgentProcess,
  temporaryFolder,
  type AgentProcess,
  type HubProcess,
  type TestProcess,
} from './processes.ts';
import { ADMIN } from './test-hub.ts';

/** A hub and one enrolled agent, each a process as its user runs it, and a folder for what a test writes. */
export interface Stage {
  hubs: HubProcess;
  hub: TestProcess;
  beside: BesideHub;
  agent: AgentProcess;
  folder: string;
  dispose(): Promise<void>;
}

/** @param name of the only computer */
export async function setStage(name: string): Promise<Stage> {
  const folder = await temporaryFolder(name);
  const hubs = await prepareHubProcess();
  const hub = await hubs.start();
  const beside = await besideHub(hubs);
  const { token } = await beside.hub.commands.createEnrolmentToken(ADMIN, { name });
  const agent = startAgentProcess({
    hub: hubs.address,
    token,
    name,
    dataDirectory: join(folder.path, 'agent'),
  });
  return {
    hubs,
    hub,
    beside,
    agent,
    folder: folder.path,
    async dispose() {
      await agent.end('SIGTERM');
      await beside.close();
      await hubs.dispose();
      await folder.dispose();
    },
  };
}
