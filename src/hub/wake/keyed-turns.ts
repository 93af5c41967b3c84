/** Runs tasks of the same key one after another, those of different keys side by side. */
export class KeyedTurns {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** @returns what the task returns. A task that fails does not hold up the next. */
  run<Value>(key: string, task: () => Promise<Value>): Promise<Value> {
    const result = (this.#tails.get(key) ?? Promise.resolve()).then(task);
    const tail = result
      .catch(() => undefined)
      .finally(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    this.#tails.set(key, tail);
    return result;
  }

  /** Resolves when everything that waits now has run. */
  async drained(): Promise<void> {
    await Promise.all(this.#tails.values());
  }
}
