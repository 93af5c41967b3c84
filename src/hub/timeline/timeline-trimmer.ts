import type { ComputerEvent } from '#domain/timeline/happening.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { TimelineStore } from '#store/contract/timeline.ts';

/** Events by which a computer's timeline may outgrow its bound before it is cut. */
const SLACK = 100;
/** Computers whose events are counted; beyond that all counts begin anew. */
const COUNTED = 100_000;

/** Z7: keeps the number of events of each computer bounded, with one look for every hundred of its events. */
export class TimelineTrimmer {
  readonly #store: () => TimelineStore;
  /** Events written since a computer's timeline was cut. */
  readonly #written = new Map<string, number>();

  constructor(store: () => TimelineStore) {
    this.#store = store;
  }

  /** These were stored. */
  async after(events: readonly Pick<ComputerEvent, 'computerId'>[]): Promise<void> {
    const full = new Set<string>();
    for (const { computerId } of events) {
      const written = (this.#written.get(computerId) ?? 0) + 1;
      this.#written.set(computerId, written);
      if (written >= SLACK) full.add(computerId);
    }
    for (const computerId of full) {
      // In this order: who comes and goes all day does not push out what else there is.
      await this.#store().trim(computerId, { keep: LIMITS.timelineConnections, kind: 'connection' });
      await this.#store().trim(computerId, { keep: LIMITS.timelineEvents });
      this.#written.delete(computerId);
    }
    if (this.#written.size > COUNTED) this.#written.clear();
  }
}
