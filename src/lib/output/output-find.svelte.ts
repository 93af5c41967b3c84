import type { LineBuffer } from './line-buffer.ts';
import { Matches, type Place } from './matches.ts';

/** As long as one slice of the search may take: the page answers in between. */
const SLICE_MILLISECONDS = 8;

/** The search within an output: goes on as lines come. */
export class OutputFind {
  matches = $state.raw<Matches | undefined>(undefined);
  /** Occurrences found so far. */
  count = $state(0);
  /** The one that is looked at, from 0. */
  at = $state(0);
  isSearching = $state(false);
  isFull = $state(false);
  readonly #buffer: () => LineBuffer;
  #later: ReturnType<typeof setTimeout> | undefined;
  /** Words were entered, and none has been shown yet. `from`: the line from which on the first is wanted. */
  #wants: { from: number } | undefined;
  #hasMore = false;

  constructor(buffer: () => LineBuffer) {
    this.#buffer = buffer;
  }

  get place(): Place | undefined {
    void this.count;
    return this.matches?.place(this.at);
  }

  /** @param from The line at the top of the view. */
  search(words: string, { matchCase, from }: { matchCase: boolean; from: number }): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.matches = words === '' ? undefined : new Matches(words, { matchCase });
    this.count = 0;
    this.at = 0;
    this.isFull = false;
    this.#wants = { from };
    this.isSearching = this.matches !== undefined;
    this.#go();
  }

  /** There are more lines. */
  follow(): void {
    if (this.matches === undefined || this.isFull) return;
    this.#hasMore = true;
    if (!this.isSearching) this.#go();
  }

  /** Goes to the next, or the one before; after the last comes the first. */
  step(by: 1 | -1): void {
    if (this.count > 0) this.at = (this.at + by + this.count) % this.count;
  }

  close(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.matches = undefined;
    this.isSearching = false;
  }

  #go(): void {
    const { matches } = this;
    if (matches === undefined) return;
    if (this.#hasMore) matches.again();
    this.#hasMore = false;
    const until = performance.now() + SLICE_MILLISECONDS;
    const isDone = matches.search(this.#buffer(), () => performance.now() < until) && !this.#hasMore;
    this.count = matches.count;
    this.isFull = matches.isFull;
    this.isSearching = !isDone;
    if (this.#wants !== undefined && isDone && matches.count > 0) {
      this.at = matches.firstFrom(this.#wants.from);
      this.#wants = undefined;
    }
    this.#later = isDone
      ? undefined
      : setTimeout(() => {
          this.#go();
        }, 0);
  }
}
