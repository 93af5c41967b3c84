import type { Clock } from './clock.ts';

/** The hub's clock as seen from here: its time at the last welcome, carried on by the monotonic clock. */
export class HubTime {
  readonly #clock: Clock;
  #known: { hub: number; at: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  learn(hubTime: string): void {
    this.#known = { hub: Date.parse(hubTime), at: this.#clock.monotonic() };
  }

  /** Before the first welcome: this computer's own clock. */
  now(): Date {
    if (this.#known === undefined) return this.#clock.now();
    return new Date(this.#known.hub + (this.#clock.monotonic() - this.#known.at));
  }
}
