import { overwritten } from '#domain/plain-text.ts';
import type { OutputStream } from '#protocol/job.ts';

/** A line without an end is cut here: one endless line would otherwise grow into a row of many megabytes. */
const LINE_LENGTH = 16_384;
/** Lines kept in the browser; beyond it the oldest go, a tenth at a time. The download has them all. */
const LINES_KEPT = 400_000;

/** Whose line it is. `notice`: said by the console itself, between the lines. */
export type LineSource = OutputStream | 'notice';
const SOURCES: readonly LineSource[] = ['stdout', 'stderr', 'notice'];

export interface Line {
  /** Counted from 1 over all lines of the attempt. */
  number: number;
  source: LineSource;
  text: string;
  /** When the piece in which it begins was written, in milliseconds; of a notice: never. */
  at?: number;
}

/**
 * Puts chunks together into lines, each stream by itself: a chunk of stderr in the middle of a line of stdout does
 * not break that line. Lines stand in the order in which they began. Kept compactly: arrays, no objects.
 */
export class LineBuffer {
  readonly #kept: number;
  #texts: string[] = [];
  #sources: number[] = [];
  #times: number[] = [];
  #dropped = 0;
  /** Index of the line of each stream that has no end yet; -1: the next text begins a new line. */
  #open: Record<OutputStream, number> = { stdout: -1, stderr: -1 };

  constructor(linesKept = LINES_KEPT) {
    this.#kept = linesKept;
  }

  get count(): number {
    return this.#texts.length;
  }
  /** Lines that were let go at the beginning. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Lines before this index never change again. */
  get settled(): number {
    const open = [this.#open.stdout, this.#open.stderr].filter((index) => index >= 0);
    return Math.min(this.#texts.length, ...open);
  }

  line(index: number): Line | undefined {
    const text = this.#texts[index];
    const source = SOURCES[this.#sources[index] ?? 0];
    if (text === undefined || source === undefined) return undefined;
    const at = this.#times[index] ?? Number.NaN;
    return {
      number: this.#dropped + index + 1,
      source,
      text: text.endsWith('\r') ? text.slice(0, -1) : text,
      ...(Number.isNaN(at) ? {} : { at }),
    };
  }

  /** @param at When it was written, in milliseconds. */
  append(stream: OutputStream, text: string, at = Number.NaN): void {
    const pieces = text.split('\n');
    const last = pieces.length - 1;
    pieces.forEach((piece, position) => {
      if (piece !== '' || position < last) this.#extend(stream, piece, at);
      if (position < last) this.#open[stream] = -1;
    });
    this.#letGo();
  }

  notice(text: string): void {
    this.#texts.push(text);
    this.#sources.push(SOURCES.indexOf('notice'));
    this.#times.push(Number.NaN);
    this.#open = { stdout: -1, stderr: -1 };
  }

  #extend(stream: OutputStream, piece: string, at: number): void {
    const open = this.#open[stream];
    const begun = open < 0 ? undefined : this.#texts[open];
    let rest = overwritten((begun ?? '') + piece);
    if (begun !== undefined) {
      this.#texts[open] = rest.slice(0, LINE_LENGTH);
      rest = rest.slice(LINE_LENGTH);
      if (rest === '') return;
    }
    do {
      this.#open[stream] = this.#texts.length;
      this.#texts.push(rest.slice(0, LINE_LENGTH));
      this.#sources.push(SOURCES.indexOf(stream));
      this.#times.push(at);
      rest = rest.slice(LINE_LENGTH);
    } while (rest !== '');
  }

  #letGo(): void {
    if (this.#texts.length <= this.#kept) return;
    const going = this.#texts.length - Math.floor(this.#kept * 0.9);
    this.#texts = this.#texts.slice(going);
    this.#sources = this.#sources.slice(going);
    this.#times = this.#times.slice(going);
    this.#dropped += going;
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#open[stream] = Math.max(-1, this.#open[stream] - going);
    }
  }
}
