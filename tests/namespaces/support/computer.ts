import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '#tests/support/eventually.ts';
import { startAgentProcess, type AgentProcess } from '#tests/support/processes.ts';
import { listenIn, type Ear } from './ear.ts';
import { justBooted } from './ip.ts';
import { broadcastOf, type Host, type Subnet } from './network.ts';

/** A managed computer in a namespace: its agent runs, or it sleeps. Its network card hears all the time. */
export class Computer {
  readonly name: string;
  readonly host: Host;
  readonly ear: Ear;
  readonly #hub: string;
  readonly #folder: string;
  #agent: AgentProcess | undefined;

  private constructor(parts: { name: string; host: Host; ear: Ear; hub: string; folder: string }) {
    this.name = parts.name;
    this.host = parts.host;
    this.ear = parts.ear;
    this.#hub = parts.hub;
    this.#folder = join(parts.folder, parts.name);
  }

  /** @param parts.hub where it reaches the hub */
  static async setUp(parts: {
    name: string;
    host: Host;
    subnet: Subnet;
    hub: string;
    folder: string;
  }): Promise<Computer> {
    const ear = await listenIn(parts.host, [
      '255.255.255.255',
      broadcastOf(parts.subnet),
      parts.host.address,
    ]);
    return new Computer({ ...parts, ear });
  }

  /** Its agent starts for the first time, long after the computer did. */
  enrol(token: string): void {
    this.#agent = this.#start({ token });
  }

  /** The computer starts now, and its agent with it. */
  async boot(): Promise<void> {
    this.#agent = this.#start({ through: await justBooted() });
  }

  async fallAsleep(): Promise<void> {
    await this.#agent?.end('SIGTERM');
    this.#agent = undefined;
  }

  /** It is gone from one moment to the next, without a word to anybody. */
  async vanish(): Promise<void> {
    await this.#agent?.end('SIGKILL');
    this.#agent = undefined;
  }

  /** Commands that it would have run to restart, to shut down, and to tell its users, oldest first. */
  async commands(): Promise<string[]> {
    const text = await readFile(join(this.#folder, 'power.log'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  commandsOnce(fits: (commands: string[]) => boolean): Promise<string[]> {
    return eventually(() => this.commands(), fits);
  }

  /** All that its agent has printed since its last start: where a test fails, why. */
  printed(): string {
    return this.#agent?.printed() ?? '';
  }

  async dispose(): Promise<void> {
    await this.#agent?.end('SIGKILL');
    await this.ear.dispose();
  }

  #start(given: { token?: string; through?: string[] }): AgentProcess {
    return startAgentProcess({
      hub: this.#hub,
      name: this.name,
      dataDirectory: this.#folder,
      allowPlainHttp: true,
      ...(given.token === undefined ? {} : { token: given.token }),
      through: [...this.host.inside, ...(given.through ?? [])],
    });
  }
}
