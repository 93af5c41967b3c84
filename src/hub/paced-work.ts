import { sleep, type Clock } from './clock.ts';

/** The same work is done again at most this often … */
const SHORTEST_PAUSE_MILLISECONDS = 150;
/** A clock that is put forward, or a machine that slept, makes work look as if it had taken hours. */
const LONGEST_PAUSE_MILLISECONDS = 5_000;
/** … and, where it is slow, takes at most a tenth of the time. */
const PAUSE_PER_DURATION = 10;

/** Work that is asked for again and again: what is asked while it is done, or in the pause after it, is done once. */
export class PacedWork {
  readonly #clock: Clock;
  readonly #work: (key: string) => Promise<void>;
  /** Whether something was asked since the work began last. */
  readonly #asked = new Map<string, boolean>();
  #stopped = false;

  /** @param parts.work never rejects */
  constructor(parts: { clock: Clock; work: (key: string) => Promise<void> }) {
    this.#clock = parts.clock;
    this.#work = parts.work;
  }

  touch(key: string): void {
    const isFollowed = this.#asked.has(key);
    this.#asked.set(key, true);
    if (!isFollowed) void this.#follow(key);
  }

  /** Works until nothing was asked for during a whole pause. */
  async #follow(key: string): Promise<void> {
    while (this.#asked.get(key) === true && !this.#stopped) {
      const began = this.#clock.now().getTime();
      this.#asked.set(key, false);
      await this.#work(key);
      const took = this.#clock.now().getTime() - began;
      const pause = Math.max(SHORTEST_PAUSE_MILLISECONDS, took * PAUSE_PER_DURATION);
      await sleep(this.#clock, Math.min(pause, LONGEST_PAUSE_MILLISECONDS));
    }
    if (!this.#stopped) this.#asked.delete(key);
  }

  /** Does what is still asked for, once, and ends. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const [key, asked] of this.#asked) if (asked) await this.#work(key);
  }
}
