import type { Clock } from '../clock.ts';

/**
 * Something that is dear to know. Asked for when somebody looks, and again when what is known is older than that;
 * meanwhile, and when asking fails, the last answer counts.
 */
export class Remembered<Value> {
  readonly #ask: () => Promise<Value>;
  readonly #milliseconds: number;
  readonly #clock: Clock;
  #known: { value: Value } | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor(parts: { ask: () => Promise<Value>; milliseconds: number; clock: Clock }) {
    this.#ask = parts.ask;
    this.#milliseconds = parts.milliseconds;
    this.#clock = parts.clock;
  }

  /** The last answer, without asking. */
  get known(): Value | undefined {
    return this.#known?.value;
  }

  /** Waits for the first answer only. @returns undefined as long as there is none */
  async get(): Promise<Value | undefined> {
    const now = this.#clock.now().getTime();
    if (now - this.#askedAt >= this.#milliseconds || now < this.#askedAt) {
      this.#asking ??= this.#again(now);
    }
    if (this.#known === undefined) await this.#asking;
    return this.#known?.value;
  }

  /** Resolves when nothing is being asked any more. */
  async settled(): Promise<void> {
    await this.#asking;
  }

  async #again(now: number): Promise<void> {
    this.#askedAt = now;
    try {
      this.#known = { value: await this.#ask() };
    } catch {
      // The last answer counts; whether the database answers at all is told beside it.
    } finally {
      this.#asking = undefined;
    }
  }
}
