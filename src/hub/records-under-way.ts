/**
 * Installation records that follow from jobs which are just being saved. A job is saved before its record: whoever
 * has seen it succeed and asks then what is installed would be told the state before, for some milliseconds.
 */
export class RecordsUnderWay {
  readonly #works = new Set<Promise<unknown>>();

  /** Saves such a job, and what it owes. */
  async during<Value>(work: () => Promise<Value>): Promise<Value> {
    const running = work();
    this.#works.add(running);
    try {
      return await running;
    } finally {
      this.#works.delete(running);
    }
  }

  /** Resolves when what is under way now has ended, however. Never to be awaited within `during`. */
  async written(): Promise<void> {
    await Promise.allSettled(this.#works);
  }
}
