import { sameCounts } from '#domain/container-state.ts';
import { settlementOf } from '#domain/purge.ts';
import type { Store } from '#store/contract/store.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { coerceError, type Log } from './log.ts';
import { PacedWork } from './paced-work.ts';

/**
 * Keeps the counts of containers in step with their jobs. It counts the jobs again instead of adding and
 * subtracting: that is right however often it is repeated, and after any crash.
 */
export class ContainerCounts {
  readonly #store: Store;
  readonly #announcer: Announcer;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #changed: (containerId: string) => void;
  readonly #paced: PacedWork;
  /** By container, jobs whose settling is owed until the counts are stored. */
  readonly #settling = new Map<string, string[]>();

  /** @param parts.changed is told of each container in which a job has changed its state */
  constructor(parts: {
    store: Store;
    announcer: Announcer;
    clock: Clock;
    log: Log;
    changed: (containerId: string) => void;
  }) {
    this.#store = parts.store;
    this.#announcer = parts.announcer;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#changed = parts.changed;
    this.#paced = new PacedWork({ clock: parts.clock, work: (containerId) => this.#settle(containerId) });
  }

  /** A job of the container has changed its state. `settling`: the job, when it owes `settleContainer`. */
  touch(containerId: string, settling?: string): void {
    if (settling !== undefined) {
      const known = this.#settling.get(containerId);
      if (known === undefined) this.#settling.set(containerId, [settling]);
      else known.push(settling);
    }
    this.#paced.touch(containerId);
    this.#changed(containerId);
  }

  async #settle(containerId: string): Promise<void> {
    const settled = this.#settling.get(containerId) ?? [];
    this.#settling.delete(containerId);
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
    await this.#paced.stop();
  }
}
