/** One thing that was acquired, and how it is let go. */
interface Release {
  name: string;
  run: () => Promise<void> | void;
  /** After this long the next one is released, whatever this one does. */
  deadlineMilliseconds: number;
}

/** What has been acquired so far. Released once, last in, first out; a failure or a deadline stops nobody else. */
export class Releases {
  readonly #stack: Release[] = [];
  readonly #onProblem: (name: string, problem: string) => void;
  #released: Promise<void> | undefined;

  constructor(onProblem: (name: string, problem: string) => void) {
    this.#onProblem = onProblem;
  }

  push(name: string, deadlineMilliseconds: number, run: Release['run']): void {
    this.#stack.push({ name, run, deadlineMilliseconds });
  }

  releaseAll(): Promise<void> {
    this.#released ??= this.#releaseInTurn();
    return this.#released;
  }

  async #releaseInTurn(): Promise<void> {
    for (let release = this.#stack.pop(); release !== undefined; release = this.#stack.pop()) {
      const { name, run, deadlineMilliseconds } = release;
      try {
        const limit = AbortSignal.timeout(deadlineMilliseconds);
        const late = new Promise<'late'>((resolve) => limit.addEventListener('abort', () => resolve('late')));
        const outcome = await Promise.race([Promise.resolve(run()).then(() => 'done' as const), late]);
        if (outcome === 'late') this.#onProblem(name, `did not end within ${deadlineMilliseconds} ms`);
      } catch (error) {
        this.#onProblem(name, String(error));
      }
    }
  }
}
