export interface MeasuredLines {
  count: number;
  dropped: number;
  /** Lines before this index never change again. */
  settled: number;
  columnsOf: (index: number) => number;
}

/**
 * Where each line stands in a list whose lines take one row, or several when they are wrapped. Rows before line
 * `n` are summed up once, so that finding the line at a height is a binary search, also among 400,000.
 */
export class RowLayout {
  #columns = 0;
  #before = new Float64Array(1024);
  #count = 0;
  /** First line of what was counted: when the buffer lets lines go, everything is counted anew. */
  #dropped = 0;
  #settled = 0;

  /** @param columns Columns of a row; 0: lines are not wrapped. */
  update(lines: MeasuredLines, columns: number): void {
    if (columns !== this.#columns || lines.dropped !== this.#dropped || lines.count < this.#count)
      this.#count = 0;
    this.#columns = columns;
    this.#dropped = lines.dropped;
    if (columns === 0) {
      this.#count = lines.count;
      return;
    }
    if (this.#before.length <= lines.count) {
      const larger = new Float64Array(Math.max(lines.count + 1, this.#before.length * 2));
      larger.set(this.#before);
      this.#before = larger;
    }
    // Lines that were still open when they were counted may have grown since.
    const from = Math.min(this.#settled, this.#count);
    for (let index = from; index < lines.count; index += 1) {
      const rows = Math.max(1, Math.ceil(lines.columnsOf(index) / columns));
      this.#before[index + 1] = (this.#before[index] ?? 0) + rows;
    }
    this.#count = lines.count;
    this.#settled = lines.settled;
  }

  get rows(): number {
    return this.#columns === 0 ? this.#count : (this.#before[this.#count] ?? 0);
  }

  /** Row at which a line begins. */
  rowOf(line: number): number {
    return this.#columns === 0 ? line : (this.#before[line] ?? 0);
  }

  /** Line that covers a row. */
  lineAt(row: number): number {
    if (this.#columns === 0) return Math.min(Math.max(0, Math.floor(row)), Math.max(0, this.#count - 1));
    let low = 0;
    let high = this.#count;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((this.#before[middle] ?? 0) <= row) low = middle;
      else high = middle;
    }
    return low;
  }
}
