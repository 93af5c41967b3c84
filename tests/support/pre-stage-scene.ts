import type { Input } from '#hub/hub.ts';
import type { PreStageOrder } from '#protocol/orders.ts';
import type { ContainerView, JobView } from '#protocol/views/container.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { BareAgent } from './bare-agent.ts';
import { givenPackage } from './deployments.ts';
import { drivenClock, type DrivenClock } from './driven-clock.ts';
import { eventually } from './eventually.ts';
import { ADMIN, startTestHub, type TestHub } from './test-hub.ts';

export const NOON = new Date('2026-05-01T12:00:00.000Z');
export const MINUTE = 60_000;
export const inMinutes = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE).toISOString();

/** An order that brings something. */
export type Fetch = NonNullable<PreStageOrder['fetch']>;

/** A hub whose clock the test moves, and agents that say what it tells them to. */
export class PreStageScene {
  readonly clock: DrivenClock = drivenClock(NOON);
  readonly #agents: BareAgent[] = [];
  readonly #hubs: TestHub[] = [];

  get hub(): TestHub {
    const hub = this.#hubs.at(-1);
    if (hub === undefined) throw new Error('no hub was started');
    return hub;
  }

  /** @param limits of downloads: hub-wide, and of each subnet */
  async start(limits: [number, number] = [0, 0]): Promise<void> {
    await this.#startHub({});
    const [maxDownloads, maxDownloadsPerSubnet] = limits;
    await this.hub.hub.commands.editSettings(ADMIN, { maxDownloads, maxDownloadsPerSubnet });
  }

  /** Stops the hub, and starts another on its database. */
  async restart(): Promise<void> {
    const { databaseUri, dataDirectory } = this.hub;
    await this.hub.stop();
    await this.#startHub({ MONGODB_URI: databaseUri, DATA_DIR: dataDirectory });
  }

  async #startHub(environment: Record<string, string>): Promise<void> {
    const { clock } = this;
    this.#hubs.push(
      await startTestHub({ clock, environment: { TRUSTED_PROXIES: '127.0.0.1,::1', ...environment } }),
    );
  }

  async dispose(): Promise<void> {
    for (const agent of this.#agents.splice(0)) agent.leave();
    for (const one of this.#hubs.splice(0).reverse()) await one.dispose();
  }

  /** An agent that comes from this address, and tells that it holds this; `older`: it tells nothing. */
  async agent(address = '10.1.5.1', contents: string[] | 'older' = []): Promise<BareAgent> {
    const headers = { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' };
    const agent = new BareAgent(this.hub.address, undefined, headers);
    agent.contents = contents === 'older' ? undefined : contents;
    this.#agents.push(agent);
    return agent.join((await this.hub.enrolmentToken()).token, address);
  }

  /** The same computer on a new connection. */
  async returns(agent: BareAgent): Promise<BareAgent> {
    const again = await agent.returns(this.hub.address);
    this.#agents.push(again);
    return again;
  }

  /** A package whose content no other has. */
  async packaged(): Promise<PackageView & { sha256: string }> {
    const one = await givenPackage(this.hub, { file: { name: 'a.txt', text: `content ${Math.random()}` } });
    return { ...one, sha256: one.content?.sha256 ?? '' };
  }

  /** Deploys in an hour, in advance, unless told otherwise. */
  async deploy(
    agents: BareAgent[],
    packages: PackageView[],
    wish: Partial<Input<'CreateContainer'>> = {},
  ): Promise<ContainerView> {
    return this.hub.hub.commands.createContainer(ADMIN, {
      name: 'in advance',
      computerIds: agents.map(({ computerId }) => computerId),
      packageIds: packages.map(({ id }) => id),
      startAt: inMinutes(60),
      preStage: true,
      ...wish,
    });
  }

  container(id: string): Promise<ContainerView> {
    return this.hub.hub.queries.container(ADMIN, id);
  }

  containerOnce(id: string, fits: (view: ContainerView) => boolean): Promise<ContainerView> {
    return eventually(() => this.container(id), fits);
  }

  async job(containerId: string, agent: BareAgent): Promise<JobView> {
    const { jobs } = await this.hub.hub.queries.jobsOfContainer(ADMIN, containerId);
    const job = jobs.find(({ computerId }) => computerId === agent.computerId);
    if (job === undefined) throw new Error('no job there');
    return job;
  }

  jobOnce(containerId: string, agent: BareAgent, fits: (view: JobView) => boolean): Promise<JobView> {
    return eventually(() => this.job(containerId, agent), fits);
  }

  /** Asks for content as a grant allows. @returns the status of the answer */
  async ask(agent: BareAgent, { grantId, content: { sha256 } }: Pick<Fetch, 'grantId' | 'content'>) {
    const expiresAt = new Date(this.clock.now().getTime() + MINUTE).toISOString();
    const request = { computerId: agent.computerId, grantId, sha256, expiresAt };
    const response = await fetch(`${this.hub.address}/api/v1/content/${sha256}`, {
      headers: { authorization: agent.contentAuthorization(request) },
    });
    await response.arrayBuffer();
    return response.status;
  }
}

/** The next order to bring something. */
export async function fetchOrder(agent: BareAgent): Promise<Fetch> {
  const { fetch } = await agent.orderFor('preStage');
  if (fetch === undefined) throw new Error('told to bring nothing');
  return fetch;
}

/** The next order that ends what is being brought. */
export async function stopOrder(agent: BareAgent): Promise<void> {
  const { fetch } = await agent.orderFor('preStage');
  if (fetch !== undefined) throw new Error(`told to bring ${fetch.content.sha256}`);
}

/** Waits until the hub has read all that this agent has said: then time may pass. */
export const heard = (agent: BareAgent) => agent.reportContents(agent.contents ?? []);

/** Tells that what was ordered is there, beside what was. */
export const brought = (agent: BareAgent, { grantId, content }: Fetch) =>
  agent.reportContents([...(agent.contents ?? []), content.sha256], { grantId });
