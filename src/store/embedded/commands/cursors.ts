import { StoreError } from '../errors.ts';
import type { RawDocument, ReplyDocument } from '../bson/value.ts';
import type { Budget, Stream } from '../query/budget.ts';

/** Results that a client has not fetched yet. The stream goes on where the last batch ended. */
export interface Cursor {
  readonly id: bigint;
  readonly namespace: string;
  readonly stream: Stream<RawDocument | ReplyDocument>;
  /** The one that the stream looks at. */
  readonly budget: Budget;
  /** A document that was read but did not fit into the last batch. */
  held: RawDocument | ReplyDocument | undefined;
  lastUse: number;
  isBusy: boolean;
}

export interface CursorLimits {
  /** Milliseconds without a request after which a cursor is closed; MongoDB's 10 minutes. */
  readonly idleTime: number;
  readonly most: number;
}

/** The open cursors: bounded in number and in the time they may stand idle. */
export class Cursors {
  readonly #limits: CursorLimits;
  readonly #open = new Map<bigint, Cursor>();
  #last = BigInt(Date.now()) * 1_000n;

  constructor(limits: CursorLimits) {
    this.#limits = limits;
  }

  /** @throws StoreError 2 when too many are open */
  open(opened: Pick<Cursor, 'namespace' | 'stream' | 'budget'>): Cursor {
    if (this.#open.size >= this.#limits.most) this.closeIdle();
    if (this.#open.size >= this.#limits.most)
      throw new StoreError(2, `embedded store: no more than ${this.#limits.most} cursors may be open`);
    this.#last += 1n + BigInt(Math.floor(Math.random() * 1_000));
    const cursor: Cursor = { ...opened, id: this.#last, held: undefined, lastUse: Date.now(), isBusy: false };
    this.#open.set(cursor.id, cursor);
    return cursor;
  }

  /** @throws StoreError 43 for one that is not open */
  get(id: bigint): Cursor {
    const cursor = this.#open.get(id);
    if (cursor === undefined) throw new StoreError(43, `cursor id ${id} not found`);
    cursor.lastUse = Date.now();
    return cursor;
  }

  close(id: bigint): boolean {
    return this.#open.delete(id);
  }

  closeIdle(): void {
    const oldest = Date.now() - this.#limits.idleTime;
    for (const cursor of this.#open.values())
      if (cursor.lastUse < oldest && !cursor.isBusy) this.#open.delete(cursor.id);
  }

  /** After a collection was dropped; all when `namespace` is undefined. */
  closeAll(namespace?: string): void {
    for (const cursor of this.#open.values())
      if (namespace === undefined || cursor.namespace === namespace) this.#open.delete(cursor.id);
  }
}
