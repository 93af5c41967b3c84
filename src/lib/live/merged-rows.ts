/** Anything with a number that grows with every write. */
export interface Versioned {
  revision: number;
}

/**
 * Rows by key, fed by live changes and by snapshots in any order. The higher revision wins. On equal revisions a
 * change that arrived while the snapshot was on its way is the newer one; otherwise the snapshot is: some fields
 * (presence, the current job) change without a revision, and after a gap only the snapshot knows them.
 */
export class MergedRows<Row extends Versioned> {
  readonly #rows = new Map<string, Row>();
  readonly #changed = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #keyOf: (row: Row) => string;
  readonly #compare: (one: Row, other: Row) => number;

  constructor(keyOf: (row: Row) => string, compare: (one: Row, other: Row) => number) {
    this.#keyOf = keyOf;
    this.#compare = compare;
  }

  /** A snapshot was asked for: from now on live changes are remembered as newer than it. */
  begin(): void {
    this.#changed.clear();
    this.#removed.clear();
  }

  /** @returns whether the row was taken. */
  change(row: Row): boolean {
    const key = this.#keyOf(row);
    const known = this.#rows.get(key);
    if (known !== undefined && row.revision < known.revision) return false;
    this.#rows.set(key, row);
    this.#changed.add(key);
    this.#removed.delete(key);
    return true;
  }

  remove(key: string): boolean {
    this.#removed.add(key);
    this.#changed.delete(key);
    return this.#rows.delete(key);
  }

  /** @param rows Everything there is, unless `part` says that they are only some of it. */
  snapshot(rows: readonly Row[], extent: 'whole' | 'part'): void {
    const present = new Set<string>();
    for (const row of rows) {
      const key = this.#keyOf(row);
      present.add(key);
      if (this.#removed.has(key)) continue;
      const known = this.#rows.get(key);
      const older = known !== undefined && row.revision < known.revision;
      const liveIsNewer = known !== undefined && row.revision === known.revision && this.#changed.has(key);
      if (!older && !liveIsNewer) this.#rows.set(key, row);
    }
    if (extent === 'part') return;
    for (const key of this.#rows.keys()) {
      if (!present.has(key) && !this.#changed.has(key)) this.#rows.delete(key);
    }
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  get size(): number {
    return this.#rows.size;
  }

  sorted(): Row[] {
    return [...this.#rows.values()].sort(this.#compare);
  }
}
