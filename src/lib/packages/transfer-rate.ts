/** Milliseconds over which the rate is taken: long enough not to flicker, short enough to follow the line. */
const WINDOW_MS = 8_000;
/** Milliseconds between two notes that are kept. */
const STEP_MS = 200;

/** Bytes a second, as of the last seconds. Moments in milliseconds, of one clock. */
export class TransferRate {
  #notes: { at: number; bytes: number }[] = [];

  /** @param bytes in all, so far */
  note(bytes: number, at: number): void {
    const last = this.#notes.at(-1);
    const before = this.#notes.at(-2);
    // Fewer than before: a portion was lost on its way, and what is known of the rate with it.
    if (last !== undefined && bytes < last.bytes) this.#notes = [];
    else if (last !== undefined && before !== undefined && last.at - before.at < STEP_MS) this.#notes.pop();
    this.#notes.push({ at, bytes });
    while ((this.#notes[1]?.at ?? at) < at - WINDOW_MS) this.#notes.shift();
  }

  /** @returns undefined while there is too little to tell */
  perSecond(at: number): number | undefined {
    const [first] = this.#notes;
    const last = this.#notes.at(-1);
    if (first === undefined || last === undefined || at - first.at < 2 * STEP_MS) return undefined;
    const since = Math.max(at, last.at) - first.at;
    return ((last.bytes - first.bytes) * 1000) / since;
  }

  /** Milliseconds that `left` bytes will take; undefined when it stands still or nothing is known. */
  remaining(left: number, at: number): number | undefined {
    const rate = this.perSecond(at);
    return rate === undefined || rate < 1 ? undefined : (left / rate) * 1000;
  }

  forget(): void {
    this.#notes = [];
  }
}
