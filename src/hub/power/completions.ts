import { conditionsOf, type Conditions } from '#domain/conditions.ts';
import type { JobContainer, PendingPower, Wake } from '#domain/entities.ts';
import {
  giveWay,
  isForCompletionOf,
  requestPower,
  type PowerWish,
  type WakeOutcome,
} from '#domain/power/pending-power.ts';
import type { Circumstances } from '#domain/queue.ts';
import { afterReturn, hasStartedAnew, mayShutDown, type Return } from '#domain/shutdown-after-completion.ts';
import type { QueuedJob } from '#store/contract/jobs.ts';
import type { HubContext } from '../hub-context.ts';
import { USUAL_TIMEOUT_MINUTES } from './usual-timeout.ts';

/** Lost races for one wake before giving up. */
const TRIES = 20;
/** Wakes that wait for the last job of some computers, at most; those of a container, at a time. */
const OF_COMPUTERS = 1_000;
const AT_ONCE = 500;
const NOT_ASKED = { shutdown: 'calledOff', detail: 'It is not asked for any more.' } as const;

type Parts = Pick<
  HubContext,
  'store' | 'sessions' | 'announcer' | 'clock' | 'timeZone' | 'power' | 'powerOrders' | 'dispatcher'
>;

type PendingWake = Omit<Wake, 'bursts'>;

/** What decides about many wakes, read together. */
interface Facts {
  queues: ReadonlyMap<string, QueuedJob[]>;
  owing: ReadonlySet<string>;
  containers: ReadonlyMap<string, JobContainer>;
  conditions: ReadonlyMap<string, Conditions>;
  powers: ReadonlyMap<string, PendingPower>;
}

/** Shuts down what was woken for a container and has nothing left to do: B8, B9. */
export class Completions {
  readonly #parts: () => Parts;

  constructor(parts: () => Parts) {
    this.#parts = parts;
  }

  /**
   * Decides about what is pending on these computers, on what is true now. Acting twice changes nothing. To be called
   * while nothing is handed over. The facts are read for all together; read anew is only who is to be shut down.
   */
  async decide(computerIds: string[]): Promise<void> {
    const { store, clock, dispatcher } = this.#parts();
    const wakes = await store.wakes.pendingShutdowns({ computerIds, limit: OF_COMPUTERS });
    if (wakes.length === 0) return;
    const ids = [...new Set(wakes.map((wake) => wake.computerId))];
    const places = await store.jobs.queueOf(ids, clock.now());
    const owing = await store.jobs.computersOwing('abortFollowers');
    for (const id of await store.jobs.computersOwing('requestPower')) owing.add(id);
    const named = [...places, ...wakes].flatMap(({ containerId }) => containerId ?? []);
    const containers = await store.containers.getMany([...new Set(named)]);
    const facts: Facts = {
      queues: Map.groupBy(places, (place) => place.computerId),
      owing,
      containers: new Map(containers.map((container) => [container.id, container])),
      conditions: new Map(containers.map((container) => [container.id, conditionsOf(container)])),
      powers: await store.computers.powerOf(ids),
    };
    const changed = await Promise.all(
      [...Map.groupBy(wakes, (wake) => wake.computerId)].map(async ([computerId, of]) => {
        let isChanged = false;
        for (const wake of of) isChanged = (await this.#decide(wake, facts)) || isChanged;
        return isChanged ? [computerId] : [];
      }),
    );
    dispatcher.look(changed.flat());
  }

  /** @returns whether its computer is to be shut down from now on */
  async #decide(wake: PendingWake, facts: Facts): Promise<boolean> {
    const { store, clock, power } = this.#parts();
    const { computerId, containerId } = wake;
    if (containerId === undefined) return false;
    const container = facts.containers.get(containerId);
    if (container?.shutdownAfterCompletion === false) {
      await this.#change(wake.id, NOT_ASKED);
      return false;
    }
    const queue = facts.queues.get(computerId) ?? [];
    const around = this.#around(computerId, facts.conditions);
    const decided = { queue, around, owes: facts.owing.has(computerId) };
    const known = facts.powers.get(computerId);
    const now = clock.now();
    if (!mayShutDown({ ...decided, wake, ...(known === undefined ? {} : { power: known }) }, now))
      return false;
    const containerName = container?.name ?? wake.containerName ?? '';
    const wish: PowerWish = {
      action: 'shutdown',
      reason: { kind: 'completion', containerId, containerName },
      timeoutMinutes: container?.restartTimeoutMinutes ?? USUAL_TIMEOUT_MINUTES,
    };
    const applied = await power.apply(computerId, async (computer) => {
      // After the computer: who takes its shutdown away has told the wake before.
      const asks = (await store.wakes.get(wake.id)) ?? { ...wake, shutdown: 'notAsked' };
      const due = computer.power === undefined ? {} : { power: computer.power };
      if (!mayShutDown({ ...decided, wake: asks, ...due }, now)) return { outcome: 'known' };
      return requestPower(computer.power, wish, power.momentOf(computer));
    });
    return applied.outcome === 'changed';
  }

  #around(computerId: string, conditions: Facts['conditions']): Circumstances {
    const { sessions, announcer, timeZone } = this.#parts();
    const address = sessions.get(computerId)?.address;
    return {
      presence: announcer.presence(computerId).presence,
      timeZone,
      conditions,
      ...(address === undefined ? {} : { address }),
    };
  }

  /** What became of the shutdown that a wake has asked for; only what was pending changes. */
  async settle({
    computerId,
    containerId,
    shutdown,
    detail,
  }: WakeOutcome & { computerId: string }): Promise<void> {
    const { store } = this.#parts();
    const wakes = await store.wakes.pendingShutdowns({ computerIds: [computerId], limit: OF_COMPUTERS });
    for (const wake of wakes) {
      if (containerId === undefined || wake.containerId === containerId)
        await this.#change(wake.id, { shutdown, ...(detail === undefined ? {} : { detail }) });
    }
  }

  /** B8: before the hello is believed, what it says of the time in between. */
  async returned(computerId: string, facts: Return): Promise<void> {
    if (!hasStartedAnew(facts)) return;
    const { store } = this.#parts();
    for (const wake of await store.wakes.pendingShutdowns({
      computerIds: [computerId],
      limit: OF_COMPUTERS,
    })) {
      const outcome = afterReturn(wake, facts);
      if (outcome !== undefined) await this.#change(wake.id, outcome);
    }
  }

  /** Nobody asks any more that what was woken for this container is shut down: B9. */
  async notAsked(containerId: string): Promise<void> {
    const { store } = this.#parts();
    for (;;) {
      const wakes = await store.wakes.pendingShutdowns({ containerId, limit: AT_ONCE });
      for (const { id } of wakes) await this.#change(id, NOT_ASKED);
      const powers = await store.computers.powerOf(wakes.map((wake) => wake.computerId));
      for (const [computerId, due] of powers) await this.#callOff(computerId, due, containerId);
      if (wakes.length < AT_ONCE) return;
    }
  }

  async #callOff(computerId: string, due: PendingPower, containerId: string): Promise<void> {
    const { power, powerOrders, sessions } = this.#parts();
    if (!isForCompletionOf(due, containerId)) return;
    const session = sessions.get(computerId);
    if (session !== undefined) return powerOrders.giveWay(session, due);
    await power.apply(computerId, ({ power: current }) =>
      current?.id === due.id ? giveWay(current) : { outcome: 'known' },
    );
  }

  async #change(wakeId: string, outcome: Omit<WakeOutcome, 'containerId'>): Promise<void> {
    const { store, announcer } = this.#parts();
    for (let tries = 0; tries < TRIES; tries += 1) {
      const wake = await store.wakes.get(wakeId);
      if (wake?.shutdown !== 'pending') return;
      const saved = await store.wakes.save({ ...wake, ...outcome });
      if (saved === undefined) continue;
      announcer.wake(saved, { everywhere: true });
      return;
    }
  }
}
