import { join } from 'node:path';
import type { Releases } from '#releases.ts';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import { prepareHubProcess, startAgentProcess, temporaryFolder } from '#tests/support/processes.ts';
import { ADMIN } from '#tests/support/test-hub.ts';

const DEADLINE_MS = 30_000;
/** Agents that start at the same time: a processor each would be best. */
const AT_ONCE = 5;

/** A hub with as many online agents, each a process as its user runs it. */
export interface Site {
  beside: BesideHub;
  computerIds: string[];
}

export async function openSite(agents: number, releases: Releases): Promise<Site> {
  const folder = await temporaryFolder('bench-start');
  releases.push('the temporary folder', DEADLINE_MS, () => folder.dispose());
  const hubs = await prepareHubProcess();
  releases.push('the hub', DEADLINE_MS, () => hubs.dispose());
  await hubs.start();
  const beside = await besideHub(hubs);
  releases.push('the connection beside the hub', DEADLINE_MS, () => beside.close());
  const { token } = await beside.hub.commands.createEnrolmentToken(ADMIN, { name: 'bench', maxUses: agents });

  const computerIds: string[] = [];
  const names = Array.from({ length: agents }, (_, place) => `bench-${String(place + 1).padStart(3, '0')}`);
  for (let from = 0; from < agents; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE);
    for (const name of some) {
      const dataDirectory = join(folder.path, name);
      const agent = startAgentProcess({ hub: hubs.address, token, name, dataDirectory });
      releases.push(name, DEADLINE_MS, async () => {
        await agent.end('SIGTERM');
      });
    }
    for (const name of some) computerIds.push((await beside.computerOnline(name)).id);
  }
  return { beside, computerIds };
}
