import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MILLISECONDS = 10;
/** What is told is about the last so many milliseconds at most. */
const WINDOW_MILLISECONDS = 10_000;
/** Nobody has looked for so long: what was measured meanwhile tells nothing of now. */
const FORGOTTEN_MILLISECONDS = 30_000;

/** Milliseconds by which the event loop was late: half of the times less than the first, 99 % less than the second. */
export interface Lateness {
  median: number;
  p99: number;
}

/** Measures how late timers fire, as long as somebody looks. */
export class LoopDelay {
  #histogram: ReturnType<typeof monitorEventLoopDelay> | undefined;
  #since = 0;
  #readAt = 0;

  /** @param now milliseconds. @returns undefined when it only begins to be measured */
  read(now: number): Lateness | undefined {
    if (this.#histogram === undefined || now - this.#readAt > FORGOTTEN_MILLISECONDS) this.#begin(now);
    this.#readAt = now;
    const histogram = this.#histogram;
    if (histogram === undefined || histogram.count === 0) return undefined;
    const lateness = { median: late(histogram.percentile(50)), p99: late(histogram.percentile(99)) };
    if (now - this.#since > WINDOW_MILLISECONDS) this.#begin(now);
    return lateness;
  }

  stop(): void {
    this.#histogram?.disable();
    this.#histogram = undefined;
  }

  #begin(now: number): void {
    this.#histogram ??= monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
    this.#histogram.enable();
    this.#histogram.reset();
    this.#since = now;
  }
}

/** From the histogram's nanoseconds between two ticks, which hold the wait for the tick itself. */
const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MILLISECONDS);
