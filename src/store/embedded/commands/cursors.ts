import { StoreError } from '../errors.ts';
import { encodeDocument } from '../bson/encode.ts';
import { documentOf, RawDocument, reply } from '../bson/value.ts';
import type { Document, ReplyDocument, ReplyValue } from '../bson/value.ts';
import { PAUSE, type Budget, type Stream, type Task } from '../query/budget.ts';

/** MongoDB's first batch, in documents; later ones are bounded by their bytes alone. */
const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

export type Results = Stream<RawDocument | Document>;

export interface Opening {
  readonly namespace: string;
  readonly results: Results;
  /** The one that the results look at. */
  readonly budget: Budget;
  /** Documents wanted at once; undefined for MongoDB's default. */
  readonly batchSize?: number | undefined;
  /** The client wants one batch and no cursor. */
  readonly isSingle?: boolean;
}

/** Results that a client has not fetched yet. They go on where the last batch ended. */
interface Cursor extends Opening {
  /** A document that was read but did not fit into the last batch. */
  held: RawDocument | undefined;
  lastUse: number;
  isBusy: boolean;
}

export interface CursorLimits {
  /** Milliseconds without a request after which a cursor is closed. */
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

  /** The answer of a search: a first batch, and a cursor when there is more. @throws StoreError 2 for too many cursors */
  *first(opening: Opening): Task<ReplyDocument> {
    const cursor: Cursor = { ...opening, held: undefined, lastUse: Date.now(), isBusy: false };
    const firstBatch = yield* fill(cursor, opening.batchSize ?? FIRST_BATCH);
    let id = 0n;
    if (cursor.held !== undefined && opening.isSingle !== true) {
      // The time limit is the first request's own; later ones bring theirs.
      opening.budget.liftLimit();
      id = this.#keep(cursor);
    }
    return reply({ cursor: documentOf<ReplyValue>({ firstBatch, id, ns: opening.namespace }) });
  }

  #keep(cursor: Cursor): bigint {
    if (this.#open.size >= this.#limits.most) this.closeIdle();
    if (this.#open.size >= this.#limits.most)
      throw new StoreError(2, `embedded store: no more than ${this.#limits.most} cursors may be open`);
    this.#last += 1n + BigInt(Math.floor(Math.random() * 1_000));
    this.#open.set(this.#last, cursor);
    return this.#last;
  }

  /** The answer of `getMore`. @throws StoreError 43 for a cursor that is not open, 13, 2 */
  *next(id: bigint, wanted: { namespace: string; batchSize: number | undefined }): Task<ReplyDocument> {
    const cursor = this.#open.get(id);
    const { namespace, batchSize = Infinity } = wanted;
    if (cursor === undefined) throw new StoreError(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace)
      throw new StoreError(13, `Requested getMore on another namespace than that of cursor ${id}`);
    if (cursor.isBusy) throw new StoreError(2, `cursor id ${id} is in use by another request`);
    cursor.isBusy = true;
    cursor.budget.startSlice();
    let isOver = true;
    try {
      const nextBatch = yield* fill(cursor, batchSize);
      isOver = cursor.held === undefined;
      return reply({ cursor: documentOf<ReplyValue>({ nextBatch, id: isOver ? 0n : id, ns: namespace }) });
    } finally {
      cursor.isBusy = false;
      cursor.lastUse = Date.now();
      // Results that failed cannot go on.
      if (isOver) this.close(id);
    }
  }

  close(id: bigint): boolean {
    return this.#open.delete(id);
  }

  closeIdle(): void {
    const oldest = Date.now() - this.#limits.idleTime;
    for (const [id, { lastUse, isBusy }] of this.#open) if (lastUse < oldest && !isBusy) this.close(id);
  }

  /** After a collection was dropped; all when `namespace` is undefined. */
  closeAll(namespace?: string): void {
    for (const [id, cursor] of this.#open)
      if (namespace === undefined || cursor.namespace === namespace) this.close(id);
  }
}

/** Reads documents until there are enough of them; one more is read ahead, so that the last batch says it is the last. */
function* fill(cursor: Cursor, count: number): Task<RawDocument[]> {
  const batch: RawDocument[] = [];
  let bytes = 0;
  for (;;) {
    const document: RawDocument | undefined = cursor.held ?? (yield* take(cursor));
    cursor.held = undefined;
    if (document === undefined) return batch;
    bytes += document.bytes.length + 16;
    if (batch.length >= count || (bytes > MAX_BATCH_BYTES && batch.length > 0)) {
      cursor.held = document;
      return batch;
    }
    batch.push(document);
  }
}

function* take({ results, budget }: Cursor): Task<RawDocument | undefined> {
  for (;;) {
    const { done, value } = results.next();
    if (done === true) return undefined;
    if (value !== PAUSE) return value instanceof RawDocument ? value : new RawDocument(encodeDocument(value));
    yield PAUSE;
    // The results look at the budget of the request that opened them.
    budget.startSlice();
  }
}
