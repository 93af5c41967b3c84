import { StoreError } from '../errors.ts';
import { encodeDocument } from '../bson/encode.ts';
import { Double, RawDocument, replyOf, type ReplyDocument } from '../bson/value.ts';
import { PAUSE, type Stream, type Task } from '../query/budget.ts';
import type { Context } from './context.ts';
import type { Cursor } from './cursors.ts';

/** MongoDB's first batch, in documents; later ones are bounded by their bytes alone. */
const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

export type Results = Stream<RawDocument | ReplyDocument>;

export interface FirstBatch {
  readonly namespace: string;
  readonly results: Results;
  /** Documents wanted at once; undefined for MongoDB's default. */
  readonly batchSize: number | undefined;
  /** The client wants one batch and no cursor. */
  readonly isSingle: boolean;
}

/** The answer of `find` and `aggregate`: a first batch, and a cursor when there is more. */
export function* firstBatch(context: Context, first: FirstBatch): Task<ReplyDocument> {
  const { namespace, results, isSingle } = first;
  const { budget } = context;
  const cursor: Cursor = {
    id: 0n,
    namespace,
    stream: results,
    budget,
    held: undefined,
    lastUse: 0,
    isBusy: false,
  };
  const { batch, isDone } = yield* fill(cursor, first.batchSize ?? FIRST_BATCH);
  let id = 0n;
  if (!isDone && !isSingle) {
    // The time limit is the first request's own; later ones bring theirs.
    budget.liftLimit();
    const opened = context.cursors.open({ namespace, stream: results, budget });
    opened.held = cursor.held;
    id = opened.id;
  }
  return replyOf({ cursor: replyOf({ firstBatch: batch, id, ns: namespace }), ok: new Double(1) });
}

/** The answer of `getMore`. */
export function* nextBatch(
  context: Context,
  next: { cursor: Cursor; batchSize: number | undefined },
): Task<ReplyDocument> {
  const { cursor } = next;
  if (cursor.isBusy) throw new StoreError(2, `cursor id ${cursor.id} is in use by another request`);
  cursor.isBusy = true;
  cursor.budget.startSlice();
  let isOver = true;
  try {
    const { batch, isDone } = yield* fill(cursor, next.batchSize ?? Infinity);
    isOver = isDone;
    const id = isDone ? 0n : cursor.id;
    return replyOf({ cursor: replyOf({ nextBatch: batch, id, ns: cursor.namespace }), ok: new Double(1) });
  } finally {
    cursor.isBusy = false;
    cursor.lastUse = Date.now();
    // A stream that failed cannot go on.
    if (isOver) context.cursors.close(cursor.id);
  }
}

/** Reads documents until there are enough of them; one more is read ahead, so that the last batch says it is the last. */
function* fill(
  cursor: Cursor,
  count: number,
): Task<{ batch: (RawDocument | ReplyDocument)[]; isDone: boolean }> {
  const batch: (RawDocument | ReplyDocument)[] = [];
  let bytes = 0;
  for (;;) {
    const document = cursor.held ?? (yield* take(cursor));
    cursor.held = undefined;
    if (document === undefined) return { batch, isDone: true };
    const raw = document instanceof RawDocument ? document : new RawDocument(encodeDocument(document));
    bytes += raw.bytes.length + 16;
    if (batch.length >= count || (bytes > MAX_BATCH_BYTES && batch.length > 0)) {
      cursor.held = raw;
      return { batch, isDone: false };
    }
    batch.push(raw);
  }
}

function* take({ stream, budget }: Cursor): Task<RawDocument | ReplyDocument | undefined> {
  for (;;) {
    const step = stream.next();
    if (step.done === true) return undefined;
    if (step.value !== PAUSE) return step.value;
    yield PAUSE;
    // The stream looks at the budget of the request that opened it.
    budget.startSlice();
  }
}
