import type { Change } from '#protocol/change.ts';
import type { ComputerRow, ComputersPart } from '#protocol/views/fleet.ts';
import { Refresher } from '../live/refresher.ts';

/** Rows that are asked for together, and blocks that are kept beside those in view. */
export const BLOCK = 100;
const BLOCKS_KEPT = 30;

/** Asks the hub for rows from a place on. */
export type ReadRows = (from: number, limit: number, signal: AbortSignal) => Promise<ComputersPart>;

/**
 * The rows of a list of which only a part is here: blocks around what is in view. Something that changes on the hub
 * makes it ask again for what is in view; all else is forgotten, and asked for when it is scrolled to.
 */
export class FleetRows {
  matching = $state(0);
  total = $state(0);
  unknownNames = $state.raw<readonly string[]>([]);
  /** Asking has failed and goes on failing. */
  isLate = $state(false);
  #blocks = $state.raw<ReadonlyMap<number, readonly ComputerRow[]>>(new Map());
  #read: ReadRows;
  #view = { first: 0, last: 0 };
  #asking = new AbortController();
  /** Grows whenever the list becomes another one: what was asked for before then is not taken. */
  #generation = 0;
  readonly #awaited = new Set<number>();
  readonly #refresher = new Refresher(() => this.#readAgain());

  constructor(part: ComputersPart, read: ReadRows) {
    this.#read = read;
    this.#take(part);
  }

  at(index: number): ComputerRow | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
  }

  /** Another list, whose beginning has come. */
  begin(part: ComputersPart, read: ReadRows): void {
    this.#read = read;
    this.#generation += 1;
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#awaited.clear();
    this.#blocks = new Map();
    this.#take(part);
    this.need(this.#view);
  }

  /** These rows are in view now. */
  need(view: { first: number; last: number }): void {
    this.#view = view;
    for (const block of this.#inView()) {
      if (!this.#blocks.has(block) && !this.#awaited.has(block)) void this.#ask(block);
    }
  }

  /** The rows from one place to another, both included, asked for where they are not here. */
  async between(one: number, other: number): Promise<ComputerRow[]> {
    const [first, last] = [Math.min(one, other), Math.max(one, other)];
    const rows: ComputerRow[] = [];
    for (let from = first; from <= last; from += 5 * BLOCK) {
      const limit = Math.min(5 * BLOCK, last - from + 1);
      const known = Array.from({ length: limit }, (_, at) => this.at(from + at));
      if (known.every((row) => row !== undefined)) rows.push(...known);
      else rows.push(...(await this.#read(from, limit, this.#asking.signal)).rows);
    }
    return rows;
  }

  /** All rows that are here, in order. */
  loaded(): ComputerRow[] {
    return [...this.#blocks].sort(([one], [other]) => one - other).flatMap(([, rows]) => rows);
  }

  apply(changes: readonly Change[]): void {
    if (changes.length > 0) this.refresh();
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
    this.#asking.abort();
  }

  #inView(): number[] {
    const last = Math.min(this.#view.last, Math.max(0, this.matching - 1));
    const first = Math.floor(Math.max(0, this.#view.first) / BLOCK);
    return Array.from({ length: Math.max(0, Math.floor(last / BLOCK) - first + 1) }, (_, at) => first + at);
  }

  async #ask(block: number): Promise<void> {
    const generation = this.#generation;
    this.#awaited.add(block);
    try {
      const part = await this.#read(block * BLOCK, BLOCK, this.#asking.signal);
      if (generation === this.#generation) this.#take(part);
    } catch {
      if (generation !== this.#generation) return;
      this.#awaited.delete(block);
      this.refresh();
      return;
    }
    this.#awaited.delete(block);
  }

  /** What is in view, afresh; what is out of view may be old, and goes. */
  async #readAgain(): Promise<void> {
    const generation = this.#generation;
    const wanted = this.#inView();
    const [first = 0] = wanted;
    const limit = Math.max(1, wanted.length) * BLOCK;
    try {
      const part = await this.#read(first * BLOCK, limit, this.#asking.signal);
      if (generation !== this.#generation) return;
      this.isLate = false;
      this.#blocks = new Map();
      this.#take(part);
      this.need(this.#view);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.isLate = true;
      throw error;
    }
  }

  #take(part: ComputersPart): void {
    const blocks = new Map(this.#blocks);
    const first = Math.floor(part.from / BLOCK);
    for (let at = 0; at * BLOCK < part.rows.length; at += 1) {
      blocks.set(first + at, part.rows.slice(at * BLOCK, (at + 1) * BLOCK));
    }
    const seen = new Set(this.#inView());
    for (const block of blocks.keys()) {
      if (blocks.size <= BLOCKS_KEPT) break;
      if (!seen.has(block)) blocks.delete(block);
    }
    this.#blocks = blocks;
    this.matching = part.matching;
    this.total = part.total;
    this.unknownNames = part.unknownNames;
  }
}
