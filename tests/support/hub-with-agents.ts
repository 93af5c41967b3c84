import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobView } from '#protocol/views/container.ts';
import { eventually } from './eventually.ts';
import { type AgentProcess, startAgentProcess, temporaryFolder } from './processes.ts';
import { stretchWire, type Wire } from './tcp-proxy.ts';
import { ADMIN, startTestHub, type TestHub } from './test-hub.ts';

/** An agent as a process of its own, as its owner runs it. */
export interface RealAgent {
  name: string;
  computerId: string;
  /** All its connections to the hub. */
  wire: Wire;
}

/** A hub in this process with real agents, and a folder in which their procedures may write. */
export class HubWithAgents {
  readonly hub: TestHub;
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>;
  readonly #agents: { process: AgentProcess; wire: Wire }[] = [];

  private constructor(hub: TestHub, folder: Awaited<ReturnType<typeof temporaryFolder>>) {
    this.hub = hub;
    this.#folder = folder;
  }

  static async start(): Promise<HubWithAgents> {
    return new HubWithAgents(await startTestHub(), await temporaryFolder('agents'));
  }

  at(...parts: string[]): string {
    return join(this.#folder.path, ...parts);
  }

  /** Resolves when it is online. */
  async enrol(name: string, environment: Record<string, string> = {}): Promise<RealAgent> {
    const wire = await stretchWire(this.hub.address);
    const { token } = await this.hub.enrolmentToken();
    const dataDirectory = this.at(`agent-${name}`);
    await mkdir(dataDirectory);
    const process = startAgentProcess({ hub: wire.address, token, name, dataDirectory, environment });
    this.#agents.push({ process, wire });
    const online = await eventually(
      async () => (await this.hub.hub.queries.computers(ADMIN, { search: name, online: true })).rows,
      (rows) => rows.length === 1,
    );
    return { name, wire, computerId: online[0]?.id ?? '' };
  }

  /** Downloads that begin from now on stand still before their first byte. @returns lets them go on */
  holdDownloads(): () => void {
    const { content } = this.hub.hub;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const open = content.open.bind(content);
    content.open = async (...question) => {
      await promise;
      return open(...question);
    };
    return () => {
      content.open = open;
      resolve(undefined);
    };
  }

  /** A line of a procedure that waits until `open` is called with the same word. */
  gate(word: string): string {
    return `while [ ! -e '${this.at(word)}' ]; do sleep 0.05; done`;
  }
  open(word: string): Promise<void> {
    return writeFile(this.at(word), '');
  }

  /** What procedures have written into a file here, line by line; none when it is not there. */
  async lines(file: string): Promise<string[]> {
    const text = await readFile(this.at(file), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  once(jobId: string, fits: JobView['state'] | ((job: JobView) => boolean)): Promise<JobView> {
    const isSo = typeof fits === 'function' ? fits : (job: JobView) => job.state === fits;
    return this.hub.settled(jobId, isSo);
  }

  /** All that a job has written, both streams. */
  async output(jobId: string): Promise<string> {
    const { chunks } = await this.hub.hub.queries.output(ADMIN, { jobId, after: 0 });
    return chunks.map(({ text }) => text).join('');
  }

  async dispose(): Promise<void> {
    for (const { process } of this.#agents) await process.end('SIGKILL');
    await this.hub.dispose();
    for (const { wire } of this.#agents) await wire.dispose();
    await this.#folder.dispose();
  }
}
