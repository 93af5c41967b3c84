/** What is to be read again of a computer. */
export interface Touched {
  /** Also what is installed there: nothing else of the computer tells that this has changed. */
  installations: boolean;
}

/** Computers to which something has happened since they were read, in the order in which it did. */
export class TouchedComputers {
  readonly #touched = new Map<string, Touched>();

  get size(): number {
    return this.#touched.size;
  }

  add(id: string, { installations }: Touched): void {
    const before = this.#touched.get(id);
    this.#touched.set(id, { installations: installations || before?.installations === true });
  }

  /** Takes so many out, the first ones first. */
  take(count: number): Map<string, Touched> {
    const taken = new Map(this.#touched.entries().take(count));
    for (const id of taken.keys()) this.#touched.delete(id);
    return taken;
  }

  putBack(taken: ReadonlyMap<string, Touched>): void {
    for (const [id, touched] of taken) this.add(id, touched);
  }

  clear(): void {
    this.#touched.clear();
  }
}
