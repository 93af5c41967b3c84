import { sameCounts } from '#domain/container-state.ts';
import { settlementOf } from '#domain/purge.ts';
import type { Store } from '#store/contract/store.ts';
import type { Announcer } from './announcer.ts';
import { sleep, type Clock } from './clock.ts';
import { coerceError, type Log } from './log.ts';

/** A container is counted again at most this often … */
const SHORTEST_PAUSE_MILLISECONDS = 150;
/** A clock that is put forward, or a machine that slept, makes a count look as if it had taken hours. */
const LONGEST_PAUSE_MILLISECONDS = 5_000;
/** … and, where counting is slow, takes at most a tenth of the time. */
const PAUSE_PER_DURATION = 10;

interface Recount {
  /** Something has changed since the last count began. */
  dirty: boolean;
  /** Jobs whose settling is owed until the counts are stored. */
  settling: string[];
}

/**
 * Keeps the counts of containers in step with their jobs. It counts the jobs again instead of adding and
 * subtracting: that is right however often it is repeated, and after any crash.
 */
export class ContainerCounts {
  readonly #store: Store;
  readonly #announcer: Announcer;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #recounts = new Map<string, Recount>();
  #stopped = false;

  constructor(parts: { store: Store; announcer: Announcer; clock: Clock; log: Log }) {
    this.#store = parts.store;
    this.#announcer = parts.announcer;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** A job of the container has changed its state. `settling`: the job, when it owes `settleContainer`. */
  touch(containerId: string, settling?: string): void {
    const known = this.#recounts.get(containerId);
    const recount = known ?? { dirty: false, settling: [] };
    recount.dirty = true;
    if (settling !== undefined) recount.settling.push(settling);
    if (known !== undefined) return;
    this.#recounts.set(containerId, recount);
    void this.#follow(containerId, recount);
  }

  /** Counts until nothing has changed during a whole pause. */
  async #follow(containerId: string, recount: Recount): Promise<void> {
    while (recount.dirty && !this.#stopped) {
      const began = this.#clock.now().getTime();
      await this.#settle(containerId, recount);
      const took = this.#clock.now().getTime() - began;
      const pause = Math.max(SHORTEST_PAUSE_MILLISECONDS, took * PAUSE_PER_DURATION);
      await sleep(this.#clock, Math.min(pause, LONGEST_PAUSE_MILLISECONDS));
    }
    if (!this.#stopped) this.#recounts.delete(containerId);
  }

  async #settle(containerId: string, recount: Recount): Promise<void> {
    recount.dirty = false;
    const settled = recount.settling.splice(0);
    try {
      await this.recount(containerId);
      if (settled.length > 0) await this.#store.jobs.clearOwed(settled, ['settleContainer']);
    } catch (error) {
      // Not lost: the jobs still owe it, and the next touch or the next start counts again.
      this.#log.warn({ containerId, reason: coerceError(error).message }, 'counts could not be stored');
    }
  }

  /** Counts now, stores, tells. */
  async recount(containerId: string): Promise<void> {
    const counts = await this.#store.jobs.countByState(containerId);
    const container = await this.#store.containers.get(containerId);
    if (container === undefined) return;
    // H1. Since when it is settled may be missing although nothing has changed: nobody knew, or a retry came to nothing.
    const settlement = settlementOf(counts, this.#clock.now());
    const isKnown = (container.settledAt !== undefined) === (settlement !== undefined);
    if (isKnown && sameCounts(container.counts, counts)) return;
    await this.#store.containers.setCounts(containerId, counts, settlement);
    await this.#announcer.container(containerId);
  }

  /** Counts what is still owed, once, and ends. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const [containerId, recount] of this.#recounts) {
      if (recount.dirty) await this.#settle(containerId, recount);
    }
  }
}
