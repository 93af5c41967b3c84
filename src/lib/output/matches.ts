import type { LineBuffer } from './line-buffer.ts';
import { shownText } from './shown-text.ts';

/** A place in the output: a line by its number, and a column of it. */
export interface Place {
  line: number;
  column: number;
}

/** Occurrences that are counted and gone through; more are only told as more. */
export const MOST_MATCHES = 100_000;
const CHUNK = 4096;

/** Where some words stand in an output that grows: found in slices, so that a page with 200,000 lines stays fluent. */
export class Matches {
  readonly words: string;
  readonly #matchCase: boolean;
  #lines = new Uint32Array(CHUNK);
  #columns = new Uint32Array(CHUNK);
  #count = 0;
  /** Lines up to this number have been searched and will not change any more. */
  #final = 0;
  /** Lines up to this number have been searched as they are now. */
  #reached = 0;

  constructor(words: string, { matchCase }: { matchCase: boolean }) {
    this.words = matchCase ? words : words.toLowerCase();
    this.#matchCase = matchCase;
  }

  get count(): number {
    return this.#count;
  }
  get isFull(): boolean {
    return this.#count >= MOST_MATCHES;
  }

  /** Lines that were still open when they were searched may have grown: they are searched again. */
  again(): void {
    while (this.#count > 0 && (this.#lines[this.#count - 1] ?? 0) > this.#final) this.#count -= 1;
    this.#reached = this.#final;
  }

  /** Searches on, as long as `goOn` says. @returns whether everything that is there has been searched */
  search(buffer: LineBuffer, goOn: () => boolean): boolean {
    const end = buffer.dropped + buffer.count;
    const settled = buffer.dropped + buffer.settled;
    while (this.#reached < end && !this.isFull) {
      const number = Math.max(this.#reached, buffer.dropped) + 1;
      const line = buffer.line(number - buffer.dropped - 1);
      if (line !== undefined) {
        for (const column of this.columnsIn(shownText(line.text))) this.#add(number, column);
      }
      this.#reached = number;
      if (number <= settled) this.#final = number;
      if (number % 64 === 0 && !goOn()) return false;
    }
    return true;
  }

  /** Where the words stand in a text. */
  columnsIn(text: string): number[] {
    if (this.words === '') return [];
    const searched = this.#matchCase ? text : text.toLowerCase();
    const columns: number[] = [];
    for (let at = searched.indexOf(this.words); at >= 0;) {
      columns.push(at);
      at = searched.indexOf(this.words, at + this.words.length);
    }
    return columns;
  }

  place(index: number): Place | undefined {
    const line = this.#lines[index];
    const column = this.#columns[index];
    return index < 0 || index >= this.#count || line === undefined || column === undefined
      ? undefined
      : { line, column };
  }

  /** The first occurrence in this line or after it; that of the beginning where there is none. */
  firstFrom(line: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle] ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    return low < this.#count ? low : 0;
  }

  #add(line: number, column: number): void {
    if (this.isFull) return;
    if (this.#count === this.#lines.length) {
      this.#lines = grown(this.#lines);
      this.#columns = grown(this.#columns);
    }
    this.#lines[this.#count] = line;
    this.#columns[this.#count] = column;
    this.#count += 1;
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
