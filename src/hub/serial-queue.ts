/** Runs tasks one after another, in the order in which they came. Who takes tasks from outside asks `isFull` first. */
export class SerialQueue {
  readonly #limit: number;
  #waiting = 0;
  #tail: Promise<unknown> = Promise.resolve();

  /** @param limit tasks that may wait or run at once */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#waiting >= this.#limit;
  }

  /** @returns what the task returns. A task that fails does not hold up the next. */
  run<Value>(task: () => Promise<Value>): Promise<Value> {
    this.#waiting += 1;
    const result = this.#tail.then(task).finally(() => {
      this.#waiting -= 1;
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything that waits now has run. */
  async drained(): Promise<void> {
    await this.#tail;
  }
}
