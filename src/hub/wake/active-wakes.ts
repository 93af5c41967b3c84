import type { Wake } from '#domain/entities.ts';
import { causeOf } from '#domain/wake/joining.ts';

/** What is remembered of a wake that goes on; the rest, its packets above all, is in the store. */
export type ActiveWake = Pick<
  Wake,
  'id' | 'computerId' | 'containerId' | 'startedAt' | 'windowEndsAt' | 'nextAt'
>;

/** The wakes that go on, by computer and cause. */
export class ActiveWakes {
  readonly #byComputer = new Map<string, Map<string, ActiveWake>>();
  readonly #byContainer = new Map<string, Set<string>>();

  of(computerId: string): ActiveWake[] {
    return [...(this.#byComputer.get(computerId)?.values() ?? [])];
  }

  /** W6: the one that a new wake for the same cause would be. */
  find(computerId: string, containerId: string | undefined): ActiveWake | undefined {
    return this.#byComputer.get(computerId)?.get(cause(containerId));
  }

  computersOf(containerId: string): ReadonlySet<string> {
    return this.#byContainer.get(containerId) ?? new Set();
  }

  /** Takes up a wake that goes on as it is now; one that is over is forgotten. */
  put(wake: ActiveWake & Pick<Wake, 'state'>): void {
    if (wake.state !== 'waking') return this.forget(wake);
    const { id, computerId, containerId, startedAt, windowEndsAt, nextAt } = wake;
    const ofComputer = this.#byComputer.get(computerId) ?? new Map<string, ActiveWake>();
    ofComputer.set(causeOf(wake), {
      id,
      computerId,
      startedAt,
      windowEndsAt,
      ...(containerId === undefined ? {} : { containerId }),
      ...(nextAt === undefined ? {} : { nextAt }),
    });
    this.#byComputer.set(computerId, ofComputer);
    if (containerId === undefined) return;
    const ofContainer = this.#byContainer.get(containerId) ?? new Set<string>();
    this.#byContainer.set(containerId, ofContainer.add(computerId));
  }

  forget(wake: Pick<Wake, 'id' | 'computerId' | 'containerId'>): void {
    const { id, computerId, containerId } = wake;
    const ofComputer = this.#byComputer.get(computerId);
    if (ofComputer?.get(causeOf(wake))?.id !== id) return;
    ofComputer.delete(causeOf(wake));
    if (ofComputer.size === 0) this.#byComputer.delete(computerId);
    if (containerId === undefined) return;
    const ofContainer = this.#byContainer.get(containerId);
    ofContainer?.delete(computerId);
    if (ofContainer?.size === 0) this.#byContainer.delete(containerId);
  }
}

const cause = (containerId: string | undefined) => causeOf(containerId === undefined ? {} : { containerId });
