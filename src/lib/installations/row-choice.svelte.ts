/** Rows that are ticked on this page, or everything that matches, on all pages. */
export class RowChoice {
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  /** A selection by filter: it holds for rows that were never on this page. */
  everything = $state(false);

  has(id: string): boolean {
    return this.everything || this.#ids.has(id);
  }

  /** One row taken away from everything leaves what is ticked on this page. */
  choose(ids: readonly string[], on: boolean, shown: readonly string[]): void {
    const next = new Set(this.everything ? shown : this.#ids);
    this.everything = false;
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    this.#ids = next;
  }

  clear(): void {
    this.everything = false;
    this.#ids = new Set();
  }
}
