/** A computer that waits for a download slot. */
export interface SlotWaiter {
  /** Those of earlier dates go first. */
  dueAt: Date;
  subnet: string;
}

/** Where a computer stands among those that wait. `place` grows: of those of one date, who came first. */
type WaiterPlace = Pick<SlotWaiter, 'dueAt'> & { place: number };

/** Q5: the one that is due longer first; of those due at once, who came first. */
export const compareWaiters = (one: WaiterPlace, other: WaiterPlace): number =>
  one.dueAt.getTime() - other.dueAt.getTime() ||
  (one.place === other.place ? 0 : one.place < other.place ? -1 : 1);

/** Computers that wait for a download slot, in their order. */
export class SlotWaiters {
  readonly #waiting = new Map<string, SlotWaiter & { place: number }>();
  /** First come first; made again when somebody new waits. */
  #order: string[] | undefined;
  #places = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** @returns whether it is new that this one waits, or does not */
  set(computerId: string, waiter: SlotWaiter | undefined): boolean {
    const before = this.#waiting.get(computerId);
    if (waiter === undefined) {
      this.#waiting.delete(computerId);
      return before !== undefined;
    }
    this.#waiting.set(computerId, { ...waiter, place: before?.place ?? (this.#places += 1) });
    if (before?.dueAt.getTime() !== waiter.dueAt.getTime()) this.#order = undefined;
    return before === undefined;
  }

  /** When this computer began to wait, for the order of those that are due at once; of others: after all. */
  placeOf(computerId: string): number {
    return this.#waiting.get(computerId)?.place ?? Number.POSITIVE_INFINITY;
  }

  ids(): string[] {
    return [...this.#waiting.keys()];
  }

  *inOrder(): Generator<WaiterPlace & SlotWaiter & { computerId: string }> {
    this.#order ??= [...this.#waiting]
      .toSorted(([, one], [, other]) => compareWaiters(one, other))
      .map(([id]) => id);
    for (const computerId of this.#order) {
      const waiter = this.#waiting.get(computerId);
      if (waiter !== undefined) yield { computerId, ...waiter };
    }
  }
}
