import { setImmediate as nextTurn } from 'node:timers/promises';
import { conditionsOf, type Conditions } from '#domain/conditions.ts';
import { grantsInAdvance } from '#domain/content-grant.ts';
import type { ComputerContents, PendingPower } from '#domain/entities.ts';
import { queueHold } from '#domain/power/queue-hold.ts';
import { contentsToKeep, wantedInAdvance } from '#domain/pre-stage/in-advance.ts';
import { nextPreStage } from '#domain/pre-stage/next-pre-stage.ts';
import type { ContentReport } from '#protocol/agent.ts';
import type { PreStageRequest } from '#protocol/proof.ts';
import type { QueuedJob } from '#store/contract/jobs.ts';
import type { AgentSession } from '../agent-sessions.ts';
import { ALL_DATES } from '../all-dates.ts';
import type { Cancel } from '../clock.ts';
import type { HubContext } from '../hub-context.ts';
import { coerceError } from '../log.ts';
import { SlotWaiters } from '../slot-waiters.ts';
import { PreStageGrants } from './grants.ts';
import type { FailedContent } from './held-contents.ts';

/** Computers looked at together, and jobs read together: then the event loop is given back. */
const SLICE = 200;
const RETRY_MILLISECONDS = 5_000;

/** What one look at some computers has read. */
interface Facts {
  queue: QueuedJob[];
  conditions: ReadonlyMap<string, Conditions>;
  contents: ComputerContents | undefined;
  power: PendingPower | undefined;
}

/**
 * V: brings content to computers before their jobs may begin. It looks where something has changed: the dispatcher
 * says where nothing is to be handed over, the calendar which container's moment has come, slots when one is free.
 */
export class PreStaging {
  readonly #parts: () => HubContext;
  readonly #grants: PreStageGrants;
  readonly #waiters = new SlotWaiters();
  /** When what has failed at a computer is tried again. */
  readonly #retries = new Map<string, Cancel>();
  readonly #toLookAt = new Set<string>();
  #round: Promise<void> | undefined;
  readonly #repeats = new Set<Cancel>();
  #stopped = false;

  constructor(parts: () => HubContext) {
    this.#parts = parts;
    this.#grants = new PreStageGrants(parts, (computerId) => this.#ended(computerId));
  }

  /** Something may be brought to these computers, or not any more. */
  look(computerIds: Iterable<string>): void {
    if (this.#stopped) return;
    for (const id of computerIds) this.#toLookAt.add(id);
    if (this.#toLookAt.size === 0) return;
    this.#round ??= this.#rounds();
  }

  /** A container was created or changed, or its moment has come. In the background. */
  changed(containerId: string): void {
    if (this.#stopped) return;
    this.#parts().staged.touch(containerId);
    this.look(this.#grants.ofContainer(containerId));
    void this.#lookAtAllOf(containerId).catch((error: unknown) => {
      this.#failed(error, () => this.changed(containerId));
    });
  }

  /** V3: there is room that no waiting job could use. */
  roomMade(): void {
    if (this.#waiters.size > 0) this.look(this.#parts().downloads.fitting(this.#waiters));
  }

  /** V3: jobs whose turn it is wait for slots. */
  giveWay(): void {
    for (const id of this.#parts().downloads.givingWay()) this.#grants.stop(id);
  }

  /** V3: a job was handed to these computers: the agent lets go of what it was bringing. */
  handedOver(computerIds: Iterable<string>): void {
    for (const id of computerIds) this.#grants.drop(id);
  }

  /** Its session has ended, and its grant with it. */
  left(computerId: string): void {
    this.#grants.drop(computerId);
    this.#forget(computerId);
  }

  /** What is being brought to a computer now: its SHA-256. */
  comingTo(computerId: string): string | undefined {
    return this.#grants.of(computerId)?.sha256;
  }

  /** V5, V6: what an agent holds now, and how a pre-stage has ended. */
  async heed(session: AgentSession, { held, ended }: ContentReport): Promise<void> {
    const { computerId } = session;
    if (session.cache !== undefined) session.cache.held = new Set(held);
    const grant = this.#grants.of(computerId);
    const isOurs = ended !== undefined && grant?.id === ended.grantId;
    const failed = isOurs ? failureOf(grant.sha256, held, ended.failure) : undefined;
    if (failed !== undefined) this.#parts().log.warn({ computerId, ...failed }, 'a pre-stage failed');
    // Before its slot is free: what is brought next is decided by what is there.
    await this.#parts().heldContents.told(computerId, held, failed);
    if (isOurs) this.#grants.end(grant);
    else this.look([computerId]);
  }

  /** A5. */
  async isGranted(request: PreStageRequest): Promise<boolean> {
    const { computerId } = request;
    const grant = this.#grants.of(computerId);
    if (grant === undefined || grant.isEnding) return false;
    const { store, clock } = this.#parts();
    const queue = await store.jobs.queueOf([computerId], ALL_DATES);
    const around = this.#around(grant.session, await this.#conditionsOf(queue));
    return grantsInAdvance(grant, request, wantedInAdvance(queue, around, clock.now()));
  }

  /** Nothing is granted any more. Waits for what is being looked at. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of [...this.#retries.values(), ...this.#repeats]) cancel();
    this.#grants.clear();
    await this.#round;
  }

  /** Something else may come there now; and what its jobs say of their content is another. */
  #ended(computerId: string): void {
    const { announcer, log } = this.#parts();
    this.look([computerId]);
    announcer.queues([computerId]).catch((error: unknown) => {
      log.warn({ computerId, reason: coerceError(error).message }, 'what jobs wait for could not be told');
    });
  }

  async #lookAtAllOf(containerId: string): Promise<void> {
    const { store, sessions } = this.#parts();
    const container = await store.containers.get(containerId);
    if (container?.preStage !== true) return;
    for (let after = 0; !this.#stopped;) {
      const jobs = await store.jobs.ofContainer({ containerId, after, limit: SLICE, states: ['waiting'] });
      const last = jobs.at(-1);
      if (last === undefined) return;
      after = last.sequence;
      this.look(jobs.map((job) => job.computerId).filter((id) => sessions.get(id) !== undefined));
      await nextTurn();
    }
  }

  async #rounds(): Promise<void> {
    // Begins in a turn of its own: a burst of calls becomes one round.
    await nextTurn();
    while (this.#toLookAt.size > 0 && !this.#stopped) {
      const slice = [...this.#toLookAt.values().take(SLICE)];
      for (const id of slice) this.#toLookAt.delete(id);
      try {
        await this.#lookAt(slice);
      } catch (error) {
        this.#failed(error, () => this.look(slice));
      }
      await nextTurn();
    }
    // In the turn of the last look at the list: what is added from now on begins rounds of its own.
    this.#round = undefined;
  }

  async #lookAt(computerIds: string[]): Promise<void> {
    const { store, sessions, announcer } = this.#parts();
    const ready = new Map(
      computerIds.flatMap((id) => {
        const session = sessions.get(id);
        return session?.cache === undefined ? [] : [[id, session] as const];
      }),
    );
    const isAsked = ready.size > 0 && (await this.#isAskedFor(ready.keys()));
    for (const id of computerIds) if (!isAsked || !ready.has(id)) this.#forget(id);
    if (!isAsked) return;
    const ids = [...ready.keys()];
    const places = await store.jobs.queueOf(ids, ALL_DATES);
    const conditions = await this.#conditionsOf(places);
    const powers = await store.computers.powerOf(ids);
    const contents = await store.heldContents.ofComputers(ids);
    const queues = Map.groupBy(places, (place) => place.computerId);
    const begun: string[] = [];
    for (const [id, session] of ready) {
      const queue = queues.get(id) ?? [];
      const facts = { queue, conditions, contents: contents.get(id), power: powers.get(id) };
      // Gone since it was looked for, perhaps back already: then it is looked at again.
      if (sessions.get(id) === session && this.#decide(session, facts)) begun.push(id);
    }
    await announcer.queues(begun);
  }

  /** Nearly always nobody has asked for anything in advance. */
  async #isAskedFor(computerIds: Iterable<string>): Promise<boolean> {
    for (const id of computerIds) if (this.#grants.of(id) !== undefined) return true;
    const containers = await this.#parts().store.containers.unsettledContainers();
    return containers.some(({ preStage }) => preStage);
  }

  /** @returns whether something is brought there from now on */
  #decide(session: AgentSession, { queue, conditions, contents, power }: Facts): boolean {
    const { clock, downloads } = this.#parts();
    const { computerId, subnet, cache } = session;
    const now = clock.now();
    const around = this.#around(session, conditions);
    const wanted = wantedInAdvance(queue, around, now);
    const grant = this.#grants.of(computerId);
    if (grant !== undefined) {
      if (!wanted.some(({ content }) => content.sha256 === grant.sha256)) this.#grants.stop(computerId);
      return false;
    }
    const held = cache?.held ?? new Set();
    const failures = contents?.failures ?? [];
    const next = nextPreStage(queue, { around, held, failures, ...queueHold(power) }, now);
    const isRoom = next.step === 'bring' && downloads.mayPreStage({ id: computerId, subnet });
    const waiter = next.step === 'bring' && !isRoom ? { dueAt: next.what.beginsAt, subnet } : undefined;
    this.#waiters.set(computerId, waiter);
    this.#tryAgainAt(computerId, next.step === 'nothing' ? next.retryAt : undefined);
    if (isRoom) this.#grants.give(session, next.what, contentsToKeep(queue, wanted));
    // V8: what is there already is not to be cleared away before it is needed.
    else if (wanted.some(({ content: { sha256 } }) => held.has(sha256) && cache?.kept.has(sha256) === false))
      this.#grants.keep(session, contentsToKeep(queue, wanted));
    return isRoom;
  }

  #around({ address }: AgentSession, conditions: ReadonlyMap<string, Conditions>) {
    return { address, timeZone: this.#parts().timeZone, conditions };
  }

  async #conditionsOf(places: readonly { containerId: string }[]): Promise<Map<string, Conditions>> {
    const ids = [...new Set(places.map((place) => place.containerId))];
    const containers = await this.#parts().store.containers.getMany(ids);
    return new Map(containers.map((container) => [container.id, conditionsOf(container)]));
  }

  #tryAgainAt(computerId: string, at: Date | undefined): void {
    this.#retries.get(computerId)?.();
    this.#retries.delete(computerId);
    if (at === undefined) return;
    const { clock } = this.#parts();
    const cancel = clock.after(at.getTime() - clock.now().getTime(), () => {
      this.#retries.delete(computerId);
      this.look([computerId]);
    });
    this.#retries.set(computerId, cancel);
  }

  /** It waits neither for a slot nor for another try. */
  #forget(computerId: string): void {
    this.#waiters.set(computerId, undefined);
    this.#tryAgainAt(computerId, undefined);
  }

  #failed(error: unknown, again: () => void): void {
    const { log, clock } = this.#parts();
    log.warn({ reason: coerceError(error).message }, 'content could not be looked after; trying again');
    if (this.#stopped) return;
    const cancel = clock.after(RETRY_MILLISECONDS, () => {
      this.#repeats.delete(cancel);
      again();
    });
    this.#repeats.add(cancel);
  }
}

/** An agent that says that it is there, and does not hold it, would be ordered the same again at once. */
function failureOf(
  sha256: string,
  held: readonly string[],
  told: NonNullable<ContentReport['ended']>['failure'],
): FailedContent | undefined {
  if (told !== undefined) return { sha256, ...told };
  if (held.includes(sha256)) return undefined;
  return { sha256, reason: 'downloadFailed', detail: 'The agent does not hold it.' };
}
