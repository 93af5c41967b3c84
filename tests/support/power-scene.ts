import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Actor } from '#domain/entities.ts';
import type { JobOrder } from '#protocol/orders.ts';
import type { ComputerView } from '#protocol/views/computer.ts';
import type { JobView } from '#protocol/views/container.ts';
import { BareAgent, type BareFacts } from './bare-agent.ts';
import { deploy, givenPackage } from './deployments.ts';
import { drivenClock, type DrivenClock } from './driven-clock.ts';
import { eventually } from './eventually.ts';
import { ADMIN, startTestHub, type TestHub } from './test-hub.ts';

export const SUPPORT: Actor = { ...ADMIN, id: 'e'.repeat(24), name: 'sam', role: 'support' };
export const VIEWER: Actor = { ...ADMIN, id: 'd'.repeat(24), name: 'vera', role: 'viewer' };

/** A hub whose clock the test moves, and bare agents whose computers are restarted or shut down. */
export interface PowerScene {
  clock: DrivenClock;
  hub: TestHub;
  /** A package that asks for a restart, and one that asks for nothing. */
  restarts: string;
  plain: string;
  givenAgent(name: string): Promise<BareAgent>;
  /** The same computer on a new connection. `facts`: what changed meanwhile, as by a boot. */
  back(
    agent: BareAgent,
    facts?: Partial<BareFacts>,
    attempts?: Parameters<BareAgent['returns']>[1],
  ): Promise<BareAgent>;
  /** Its connection ends, and the hub knows. */
  leave(agent: BareAgent): Promise<void>;
  complete(agent: BareAgent, order: JobOrder): Promise<void>;
  computer(agent: BareAgent): Promise<ComputerView>;
  job(id: string): Promise<JobView>;
  /** A job whose package asks for a restart has succeeded, another waits. */
  restartDue(
    agent: BareAgent,
    wish?: { restartTimeoutMinutes?: number },
  ): Promise<{ requestId: string; next: string }>;
  /** Its queue has been looked at once more, and what was sent because of that has arrived. */
  settled(agent: BareAgent): Promise<void>;
  /** So many minutes after the beginning, as views tell it. */
  inMinutes(minutes: number): string;
  /** What people did to computers, newest first. */
  verbs(): Promise<string[]>;
  /** Ends the hub gracefully and starts another on the same database and data. */
  restartHub(): Promise<void>;
  dispose(): Promise<void>;
}

export async function setPowerScene(): Promise<PowerScene> {
  const noon = new Date('2026-05-01T12:00:00.000Z');
  const clock = drivenClock(noon);
  const first = await startTestHub({ clock });
  const agents: BareAgent[] = [];
  const scene: PowerScene = {
    clock,
    hub: first,
    restarts: (await givenPackage(first, { postAction: 'restart' })).id,
    plain: (await givenPackage(first)).id,
    async givenAgent(name) {
      const agent = new BareAgent(scene.hub.address);
      agents.push(agent);
      return agent.join((await scene.hub.enrolmentToken()).token, name);
    },
    async back(agent, facts = {}, attempts = []) {
      const again = await agent.returns(scene.hub.address, attempts, facts);
      agents.push(again);
      return again;
    },
    async leave(agent) {
      agent.leave();
      await eventually(
        () => scene.hub.context.store.computers.get(agent.computerId),
        (stored) => stored?.connected === undefined,
      );
    },
    async complete(agent, order) {
      const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 10 };
      await agent.report({ ...key, event: 'executing' });
      await agent.report({ ...key, event: 'succeeded', exitCode: 0 });
    },
    computer: (agent) => scene.hub.hub.queries.computer(ADMIN, agent.computerId),
    job: (id) => scene.hub.hub.queries.job(ADMIN, id),
    async restartDue(agent, wish = {}) {
      const { computerId } = agent;
      await deploy(scene.hub, { computerId, packageId: scene.restarts, priority: 1, ...wish });
      const next = await deploy(scene.hub, { computerId, packageId: scene.plain });
      await scene.complete(agent, await agent.jobOrder());
      return { requestId: (await scene.computer(agent)).power?.requestId ?? '', next: next.id };
    },
    async settled(agent) {
      const { dispatcher } = scene.hub.context;
      // A round that goes on is followed by one of its own, each in a turn of its own; what a round has found done is
      // decided between two of them.
      for (let rounds = 0; rounds < 6; rounds += 1) {
        dispatcher.look([agent.computerId]);
        await nextTurn();
        await dispatcher.betweenRounds(() => Promise.resolve());
      }
      // On the same socket: what was sent before the answer has arrived before it.
      await agent.ask('progress', {});
    },
    inMinutes: (minutes) => new Date(noon.getTime() + minutes * 60_000).toISOString(),
    async verbs() {
      const { rows } = await scene.hub.hub.queries.audit(ADMIN, { verbPrefix: 'computer.' });
      return rows.map((row) => row.verb).filter((verb) => verb !== 'computer.enrol');
    },
    async restartHub() {
      await scene.hub.stop();
      const environment = { MONGODB_URI: first.databaseUri, DATA_DIR: first.dataDirectory };
      scene.hub = await startTestHub({ clock, environment });
    },
    async dispose() {
      for (const agent of agents.splice(0)) agent.leave();
      if (scene.hub !== first) await scene.hub.dispose();
      await first.dispose();
    },
  };
  return scene;
}
