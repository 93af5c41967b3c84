import { systemClock } from '#hub/clock.ts';
import type { Hub } from '#hub/hub.ts';
import { createLog } from '#hub/log.ts';
import type { ComputerView } from '#protocol/views/computer.ts';
import type { JobView } from '#protocol/views/container.ts';
import { readConfig } from '#config.ts';
import { openHubOnStore } from '#open-hub-on-store.ts';
import { checkedFetch } from './api-contract.ts';
import { eventually } from './eventually.ts';
import type { HubProcess } from './processes.ts';
import { ADMIN } from './test-hub.ts';

/** What a test does to a hub process: over its API where something is to happen, in its database to look at truth. */
export interface BesideHub {
  /** Reads the database itself, past the hub process. */
  hub: Hub;
  post(path: string, body: unknown): Promise<{ id: string }>;
  /** What the API answers; believed to be what the caller says. */
  read<Body>(path: string): Promise<Body>;
  /** As `post`, of what answers with nothing. */
  tell(path: string, body: unknown): Promise<void>;
  job(jobId: string): Promise<JobView>;
  jobOnce(jobId: string, fits: (job: JobView) => boolean): Promise<JobView>;
  computerOnline(name: string): Promise<ComputerView>;
  /** As the hub process sees it; undefined of a computer that there is not. */
  presence(name: string): Promise<ComputerView['presence'] | undefined>;
  /** All output of a job's attempt in order, checked to have neither gap nor repeat. */
  output(jobId: string): Promise<{ stdout: string; stderr: string; chunks: number }>;
  close(): Promise<void>;
}

export async function besideHub(process: HubProcess): Promise<BesideHub> {
  const { address, environment } = process;
  const { hub, close } = await openHubOnStore({
    config: readConfig(environment),
    clock: systemClock,
    beside: true,
    log: createLog({ level: 'silent', pretty: false }),
  });
  const { token } = await hub.commands.createApiToken(ADMIN, { name: 'test', role: 'admin' });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const read = async <Body>(path: string): Promise<Body> => {
    const response = await checkedFetch(`${address}/api/v1/${path}`, { headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  };
  const send = async (path: string, body: unknown): Promise<Response> => {
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await checkedFetch(`${address}/api/v1/${path}`, request);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    hub,
    read,
    post: async (path, body) => (await (await send(path, body)).json()) as { id: string },
    async tell(path, body) {
      await send(path, body);
    },
    job: (jobId) => hub.queries.job(ADMIN, jobId),
    jobOnce: (jobId, fits) => eventually(() => hub.queries.job(ADMIN, jobId), fits, 60_000),
    async computerOnline(name) {
      const rows = await eventually(
        async () => (await read<{ rows: ComputerView[] }>(`computers?search=${name}`)).rows,
        (found) => found[0]?.presence === 'online',
      );
      const [computer] = rows;
      if (computer === undefined) throw new Error(`no computer ${name}`);
      return computer;
    },
    presence: async (name) =>
      (await read<{ rows: ComputerView[] }>(`computers?search=${name}`)).rows[0]?.presence,
    async output(jobId) {
      const all = { stdout: '', stderr: '', chunks: 0 };
      for (let after = 0; ;) {
        const page = await hub.queries.output(ADMIN, { jobId, after });
        for (const chunk of page.chunks) {
          if (chunk.sequence !== all.chunks + 1)
            throw new Error(`chunk ${chunk.sequence} after ${all.chunks}`);
          all[chunk.stream] += chunk.text;
          all.chunks = chunk.sequence;
        }
        if (page.next === undefined) return all;
        after = page.next;
      }
    },
    close,
  };
}
