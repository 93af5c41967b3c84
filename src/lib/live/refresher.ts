const TRIES = 4;
const pauseBeforeTrying = () => new Promise<void>((resolve) => setTimeout(resolve, 2000));

/**
 * Runs a refresh, never two at once: when it is asked for while one is under way, one more follows, because the
 * snapshot on its way may be older than what was missed. One that fails is tried again a few times; when the
 * connection is gone, its return asks anew.
 */
export class Refresher {
  #running = false;
  #again = false;
  #closed = false;
  readonly #refresh: () => Promise<unknown>;
  readonly #pause: () => Promise<void>;

  constructor(refresh: () => Promise<unknown>, pause = pauseBeforeTrying) {
    this.#refresh = refresh;
    this.#pause = pause;
  }

  request(): void {
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  close(): void {
    this.#closed = true;
  }

  async #run(): Promise<void> {
    this.#running = true;
    let failures = 0;
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        await this.#refresh();
        failures = 0;
      } catch {
        failures += 1;
        if (failures < TRIES) {
          await this.#pause();
          this.#again = true;
        }
      }
    }
    this.#running = false;
  }
}
