import { nextFrame } from './frame.ts';
import { MergedRows, type Versioned } from './merged-rows.ts';

/**
 * Rows that a page shows. Changes are applied to the map at once and shown once a frame, however many there are:
 * ten thousand changes within a second must not render ten thousand times.
 */
export class LiveRows<Row extends Versioned> {
  rows = $state.raw<readonly Row[]>([]);
  readonly #merged: MergedRows<Row>;
  #cancelFrame: (() => void) | undefined;

  constructor(options: {
    initial: readonly Row[];
    keyOf: (row: Row) => string;
    compare: (one: Row, other: Row) => number;
  }) {
    this.#merged = new MergedRows(options.keyOf, options.compare);
    this.#merged.snapshot(options.initial, 'whole');
    this.rows = this.#merged.sorted();
  }

  begin(): void {
    this.#merged.begin();
  }

  change(row: Row): void {
    if (this.#merged.change(row)) this.#show();
  }

  remove(key: string): void {
    if (this.#merged.remove(key)) this.#show();
  }

  snapshot(rows: readonly Row[], extent: 'whole' | 'part'): void {
    this.#merged.snapshot(rows, extent);
    this.#show();
  }

  has(key: string): boolean {
    return this.#merged.has(key);
  }

  /** Not reactive: what is known now, also when it is not shown yet. */
  peek(key: string): Row | undefined {
    return this.#merged.get(key);
  }

  close(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
  }

  #show(): void {
    this.#cancelFrame ??= nextFrame(() => {
      this.#cancelFrame = undefined;
      this.rows = this.#merged.sorted();
    });
  }
}
