import { setImmediate as nextTurn } from 'node:timers/promises';
import { earliest } from '#domain/conditions.ts';
import type { JobContainer, Wake } from '#domain/entities.ts';
import { wakeFacts } from '#domain/timeline/wake.ts';
import { answered, beginWake, prolonged } from '#domain/wake/wake-state.ts';
import { macsOf } from '#domain/wake/interfaces.ts';
import { settledAt } from '#domain/presence.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { Cancel } from '../clock.ts';
import type { HubContext } from '../hub-context.ts';
import { coerceError } from '../log.ts';
import { ActiveWakes } from './active-wakes.ts';
import { KeyedTurns } from './keyed-turns.ts';
import { LostAtSweep } from './lost-at-sweep.ts';
import type { Begin } from './wake-choice.ts';
import { WakeRound } from './wake-round.ts';
import { wakeLost, wakeOfflineComputers, wakeRetriedMeanwhile } from './wake-sweep.ts';

/** Computers looked at together: a handful of queries, then their packets. */
const SLICE = 50;
/** Slices at work at once. A neighbour that does not answer holds up its own slice alone. */
const LANES = 4;
const RETRY_MILLISECONDS = 5_000;
/** Wakes read at once after a start. */
const READ_AT_ONCE = 1_000;

/**
 * Wakes computers: one timer for each that is being woken, for the next burst or the end of its window. What is
 * stored goes before what is sent, and what is sent is decided on facts that were read just before.
 */
export class Wakes {
  readonly #parts: () => HubContext;
  readonly #active = new ActiveWakes();
  readonly #timers = new Map<string, Cancel>();
  readonly #waits = new Set<Cancel>();
  /** What one computer's wakes become is decided one by one. */
  readonly #turns = new KeyedTurns();
  readonly #containerTurns = new KeyedTurns();
  readonly #toLookAt = new Set<string>();
  readonly #lost = new LostAtSweep();
  readonly #lanes = new Set<Promise<void>>();
  #working = 0;
  readonly #round: WakeRound;
  readonly #stopping = Promise.withResolvers<void>();
  #stopped = false;

  constructor(parts: () => HubContext) {
    this.#parts = parts;
    const stopping = this.#stopping.promise;
    this.#round = new WakeRound({ parts, active: this.#active, stopping });
  }

  /** W8: takes up what goes on. Before any agent connects. */
  async restore(): Promise<void> {
    const { store } = this.#parts();
    for (let after: string | undefined; ;) {
      const wakes = await store.wakes.waking({
        limit: READ_AT_ONCE,
        ...(after === undefined ? {} : { after }),
      });
      for (const wake of wakes) {
        this.#active.put(wake);
        this.#arm(wake.computerId);
      }
      after = wakes.at(-1)?.id;
      if (after === undefined) break;
    }
    const { clock, startedAt } = this.#parts();
    this.#later(settledAt(startedAt).getTime() - clock.now().getTime(), () => this.#presenceKnown());
  }

  /** W2: what was retried meanwhile is made up for. Containers that have not been swept the calendar looks at. */
  #presenceKnown(): void {
    const again = async () => {
      for (const { id, wakeOnLan } of await this.#parts().store.containers.unsettledContainers()) {
        if (wakeOnLan)
          this.#inTurn(id, (begin) => wakeRetriedMeanwhile(this.#parts(), { containerId: id, begin }));
      }
    };
    void again().catch((error: unknown) => this.#failed(error, () => this.#presenceKnown()));
  }

  /**
   * What a container asks for has changed, or the moment has come: what is no longer wanted stops, what is due
   * begins. In the background: of ten thousand computers it takes seconds.
   * @param retried computers whose jobs got another chance: they are woken again
   */
  changed(containerId: string, retried: readonly string[] = []): void {
    if (this.#stopped) return;
    this.look(this.#active.computersOf(containerId));
    const begins = (at: Date) => this.#lost.swept(containerId, at);
    this.#inTurn(containerId, (begin) =>
      wakeOfflineComputers(this.#parts(), { containerId, retried, begin, begins }),
    );
  }

  /**
   * W10: a session has ended. `heardAt`: the last sign of life that came by it. Whoever gave none since a container was
   * swept counted as online there, and was gone.
   */
  disconnected(computerId: string, heardAt: Date): void {
    if (this.#stopped) return;
    for (const containerId of this.#lost.ended({ computerId, heardAt }, this.#parts().clock.now())) {
      const lost: string[] = [];
      this.#inTurn(containerId, (begin) => {
        lost.push(...this.#lost.take(containerId));
        return wakeLost(this.#parts(), { containerId, computerIds: lost, begin });
      });
    }
  }

  /** One thing at a time for each container, in the background, until it works. */
  #inTurn(containerId: string, work: (begin: Begin) => Promise<void>): void {
    void this.#containerTurns
      .run(containerId, async () => {
        if (!this.#stopped) await work((one) => this.#begin(one));
      })
      .catch((error: unknown) => {
        this.#failed(error, () => this.#inTurn(containerId, work));
      });
  }

  /** These computers' wakes may be due, or no longer wanted. */
  look(computerIds: Iterable<string>): void {
    if (this.#stopped) return;
    for (const id of computerIds) this.#toLookAt.add(id);
    if (this.#toLookAt.size === 0 || this.#working >= LANES) return;
    this.#working += 1;
    const lane: Promise<void> = this.#lane().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  /** For which containers a computer is being woken, and until when. */
  wokenUntil(computerId: string): ReadonlyMap<string, Date> {
    return new Map(
      this.#active
        .of(computerId)
        .flatMap(({ containerId, windowEndsAt }) =>
          containerId === undefined ? [] : [[containerId, windowEndsAt]],
        ),
    );
  }

  /** A finding: its timer was lost, or the database did not answer when it was due. */
  async overdue(wakeId: string): Promise<void> {
    const wake = await this.#parts().store.wakes.get(wakeId);
    if (wake?.state !== 'waking') return;
    if (this.#active.find(wake.computerId, wake.containerId) === undefined) this.#active.put(wake);
    this.look([wake.computerId]);
  }

  /**
   * W6: wakes these computers because a person says so.
   * @returns the wake of each, also where it is impossible
   */
  byHand(computers: readonly ComputerSummary[], by: string): Promise<Wake[]> {
    return this.#containerTurns.run('by hand', () => this.#begin({ computers, by }));
  }

  /** Begins to wake these computers, or joins what goes on for the same cause. One at a time for each cause. */
  async #begin(wish: {
    computers: readonly ComputerSummary[];
    container?: JobContainer;
    by: string;
  }): Promise<Wake[]> {
    const { computers, container, by } = wish;
    const { store, clock, settings, announcer, timeline } = this.#parts();
    const windowMinutes = settings.current().wakeWindowMinutes;
    const joined = computers.flatMap(({ id }) => this.#active.find(id, container?.id) ?? []);
    const joining = new Set(joined.map((one) => one.computerId));
    const begun = computers
      .filter(({ id }) => !joining.has(id))
      .map((computer) =>
        beginWake(
          {
            id: store.newId(),
            computer,
            by,
            windowMinutes,
            hasMac: macsOf(computer.hardware).length > 0,
            ...(container === undefined ? {} : { container }),
          },
          clock.now(),
        ),
      );
    await store.wakes.insertMany(begun);
    for (const wake of begun) {
      this.#active.put(wake);
      announcer.wake(wake, { everywhere: true });
      timeline.tell(wake.computerId, ...wakeFacts(undefined, wake, clock.now()));
    }
    const again =
      container === undefined
        ? await Promise.all(joined.map((one) => this.#prolong(one.computerId, windowMinutes)))
        : await store.wakes.getMany(joined.map((one) => one.id));
    this.look(computers.map((one) => one.id));
    return [...begun, ...again.filter((wake) => wake !== undefined)];
  }

  /** W7: a computer's session is ready. `at`: when its hello came, which says how long it had been awake then. */
  connected(computerId: string, hello: { at: Date; awakeSeconds: number }): void {
    if (this.#active.of(computerId).length > 0) this.#answer(computerId, hello);
  }

  /** Nothing is sent any more. Waits for what is being sent. What goes on is taken up by the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopping.resolve();
    for (const cancel of [...this.#timers.values(), ...this.#waits]) cancel();
    await Promise.all(this.#lanes);
    await Promise.all([this.#turns.drained(), this.#containerTurns.drained()]);
  }

  #prolong(computerId: string, windowMinutes: number): Promise<Wake | undefined> {
    const { clock } = this.#parts();
    return this.#turns.run(computerId, async () => {
      const wake = this.#active.find(computerId, undefined);
      return wake && this.#round.apply(wake.id, (one) => prolonged(one, windowMinutes, clock.now()));
    });
  }

  #answer(computerId: string, hello: { at: Date; awakeSeconds: number }): void {
    void this.#turns
      .run(computerId, async () => {
        for (const { id } of this.#active.of(computerId)) {
          const wake = await this.#round.apply(id, (one) => answered(one, hello));
          if (wake?.wokenByUs === true) this.#parts().log.info({ computerId }, 'a computer was woken');
        }
        this.#arm(computerId);
      })
      .catch((error: unknown) => this.#failed(error, () => this.#answer(computerId, hello)));
  }

  /** Works until nothing is left to look at; the others beside it do the same. */
  async #lane(): Promise<void> {
    // Begins in a turn of its own: what is due in one moment becomes one round.
    await nextTurn();
    while (this.#toLookAt.size > 0 && !this.#stopped) {
      const slice = [...this.#toLookAt.values().take(SLICE)];
      for (const id of slice) this.#toLookAt.delete(id);
      if (this.#toLookAt.size > 0) this.look([]);
      try {
        await this.#round.run(slice, (computerId, decide) => this.#turns.run(computerId, decide));
        for (const id of slice) this.#arm(id);
      } catch (error) {
        this.#failed(error, () => this.look(slice));
      }
      await nextTurn();
    }
    // In the turn of the last look at the list: what is added from now on begins a lane of its own.
    this.#working -= 1;
  }

  /** Sets the timer of a computer for what comes first: its next burst, or the end of a window. */
  #arm(computerId: string): void {
    this.#timers.get(computerId)?.();
    this.#timers.delete(computerId);
    const wakes = this.#active.of(computerId);
    const next = earliest(wakes.flatMap(({ nextAt, windowEndsAt }) => [nextAt, windowEndsAt]));
    if (next === undefined || this.#stopped) return;
    const { clock } = this.#parts();
    const cancel = clock.after(next.getTime() - clock.now().getTime(), () => {
      this.#timers.delete(computerId);
      this.look([computerId]);
    });
    this.#timers.set(computerId, cancel);
  }

  #failed(error: unknown, again: () => void): void {
    const { log } = this.#parts();
    log.warn({ reason: coerceError(error).message }, 'a wake could not be stored; trying again');
    this.#later(RETRY_MILLISECONDS, again);
  }

  #later(milliseconds: number, action: () => void): void {
    if (this.#stopped) return;
    const cancel = this.#parts().clock.after(Math.max(0, milliseconds), () => {
      this.#waits.delete(cancel);
      action();
    });
    this.#waits.add(cancel);
  }
}
