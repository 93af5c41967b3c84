/**
 * What is chosen in a list of which only a part is here: rows one by one, or all that match its search and filters,
 * on all pages. Rows that have left the list meanwhile stay chosen until they are taken away: the hub skips them.
 */
export class Selection {
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  /** The total at the moment at which all that match were chosen; undefined while rows are chosen one by one. */
  #matching = $state.raw<number | undefined>(undefined);
  /** Where a range begins. */
  #anchor: string | undefined;

  get ids(): ReadonlySet<string> {
    return this.#ids;
  }
  /** Whether all that match are chosen, whichever they are when something is done with them. */
  get isEverything(): boolean {
    return this.#matching !== undefined;
  }
  get count(): number {
    return this.#matching ?? this.#ids.size;
  }
  has(id: string): boolean {
    return this.isEverything || this.#ids.has(id);
  }

  /** @param extend from the row that was chosen before to this one, as with the shift key. @param rows as they are shown */
  toggle(
    id: string,
    { extend = false, rows = [] }: { extend?: boolean; rows?: readonly { id: string }[] } = {},
  ): void {
    const on = !this.has(id);
    const range = extend ? between(rows, this.#anchor, id) : [id];
    this.choose(range, on);
    this.#anchor = id;
  }

  choose(ids: Iterable<string>, on: boolean): void {
    // Who takes one away from everything goes on with the rows that are seen.
    const next = new Set(this.isEverything ? [] : this.#ids);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    this.#matching = undefined;
    this.#ids = next;
  }

  everything(total: number): void {
    this.#ids = new Set();
    this.#matching = total;
  }

  clear(): void {
    this.#ids = new Set();
    this.#matching = undefined;
    this.#anchor = undefined;
  }
}

function between(rows: readonly { id: string }[], from: string | undefined, to: string): string[] {
  const first = rows.findIndex((row) => row.id === from);
  const last = rows.findIndex((row) => row.id === to);
  if (first < 0 || last < 0) return [to];
  return rows.slice(Math.min(first, last), Math.max(first, last) + 1).map((row) => row.id);
}
