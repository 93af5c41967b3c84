import { StoreError } from '../errors.ts';

/** What a long operation yields to let other requests run. */
export const PAUSE = Symbol('pause');
export type Pause = typeof PAUSE;

/** Work in slices: yields between them, returns its result. */
export type Task<Result> = Generator<Pause, Result>;

/** Items that come one by one, with pauses between. */
export type Stream<Item> = Generator<Item | Pause, void>;

/** Milliseconds that one request may run before others get a turn. */
const SLICE = 8;

/** The time of one request: its slice of the present turn, and `maxTimeMS`. */
export class Budget {
  #deadline: number;
  #sliceEnd = 0;

  /** `maxTime` in milliseconds; 0 or undefined: without limit. */
  constructor(maxTime?: number) {
    this.#deadline = maxTime === undefined || maxTime <= 0 ? Infinity : performance.now() + maxTime;
  }

  /** Begins a slice; the server calls it whenever it goes on with the request. */
  startSlice(): void {
    this.#sliceEnd = performance.now() + SLICE;
  }

  /** From now on without a time limit. */
  liftLimit(): void {
    this.#deadline = Infinity;
  }

  /** Whether the slice is used up. @throws StoreError 50 when the request's whole time is */
  isSpent(): boolean {
    const now = performance.now();
    if (now > this.#deadline) throw new StoreError(50, 'operation exceeded time limit');
    return now > this.#sliceEnd;
  }
}
