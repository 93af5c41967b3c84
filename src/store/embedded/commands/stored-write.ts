import { StoreError, TurnLost } from '../errors.ts';
import { decodeDocument, elementSpans } from '../bson/decode.ts';
import { encodeElement, joinElements } from '../bson/encode.ts';
import { integerValue } from '../bson/types.ts';
import {
  Double,
  newObjectId,
  RegularExpression,
  replyOf,
  type Document,
  type ReplyDocument,
  type ReplyValue,
} from '../bson/value.ts';
import { PAUSE, type Task } from '../query/budget.ts';
import type { Collection, Content } from '../storage/collection.ts';
import type { Catalog } from '../storage/catalog.ts';
import { MAX_DOCUMENT } from '../storage/collection.ts';
import type { Command } from '../wire/message.ts';
import { collectionName } from './arguments.ts';

/** MongoDB's bound on the writes of one command. */
export const MAX_WRITES = 100_000;

/** The collection that a write goes to; made when it does not exist, as MongoDB does. */
export function collectionToWrite(catalog: Catalog, command: Command): Collection {
  const name = collectionName(command);
  return catalog.find(command.database, name) ?? catalog.create(command.database, name);
}

/** The writes of a command: one to 100,000. @throws StoreError 16, 40414 */
export function writesOf(command: Command, name: string): readonly Buffer[] {
  const writes = command.sequences.get(name);
  if (writes === undefined)
    throw new StoreError(40414, `BSON field '${command.name}.${name}' is missing but a required field`);
  if (writes.length < 1 || writes.length > MAX_WRITES)
    throw new StoreError(
      16,
      `Write batch sizes must be between 1 and ${MAX_WRITES}. Got ${writes.length} operations.`,
    );
  return writes;
}

/** A document to insert, checked; `_id` is made where there is none and moved to the front, other bytes stay. */
export function contentToInsert(bytes: Buffer): Content {
  if (bytes.length > MAX_DOCUMENT)
    throw new StoreError(
      2,
      `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT}`,
    );
  const document = decodeDocument(bytes);
  const id = document.get('_id');
  if (id === undefined) {
    const made = newObjectId();
    const joined = joinElements([encodeElement('_id', made), bytes.subarray(4, -1)]);
    return { document: new Map([['_id', made], ...document]), bytes: joined };
  }
  checkId(document);
  if (document.keys().next().value === '_id') return { document, bytes };
  const elements = [...elementSpans(bytes)];
  const isId = (element: { name: string }): boolean => element.name === '_id';
  const ordered = [...elements.filter(isId), ...elements.filter((element) => !isId(element))];
  return {
    document: new Map([['_id', id], ...document]),
    bytes: joinElements(ordered.map(({ start, end }) => bytes.subarray(start, end))),
  };
}

/** `_id` may be neither an array nor a regular expression. @throws StoreError 53 */
export function checkId(document: Document): void {
  const id = document.get('_id');
  if (Array.isArray(id)) throw new StoreError(53, "The '_id' value cannot be of type array");
  if (id instanceof RegularExpression) throw new StoreError(53, "The '_id' value cannot be of type regex");
}

/** What a write command answers: numbers, and the errors of single writes. */
export interface WriteResult {
  n: number;
  modified?: number;
  readonly upserted: ReplyDocument[];
  readonly errors: ReplyDocument[];
}

/** Runs the writes one by one; a refused one ends an ordered command and is passed over in an unordered one. */
export function* runWrites<Write>(request: {
  readonly writes: readonly Write[];
  readonly isOrdered: boolean;
  readonly isSpent: () => boolean;
  readonly write: (write: Write, index: number) => Task<void> | undefined;
  readonly errors: ReplyDocument[];
}): Task<void> {
  for (const [index, write] of request.writes.entries()) {
    try {
      const task = request.write(write, index);
      if (task !== undefined) yield* task;
    } catch (error) {
      request.errors.push(writeError(error, index));
      if (request.isOrdered) return;
    }
    if (index % 64 === 63 && request.isSpent()) yield PAUSE;
  }
}

/** A lost turn and defects are not the matter of one write: they go on up. */
function writeError(error: unknown, index: number): ReplyDocument {
  if (!(error instanceof StoreError) || error instanceof TurnLost || error.code === 50) throw error;
  return new Map<string, ReplyValue>([
    ['index', index],
    ['code', error.code],
    ['errmsg', error.message],
    ...error.details,
  ]);
}

export function writeReply({ n, modified, upserted, errors }: WriteResult): ReplyDocument {
  return replyOf({
    n: integerValue(n),
    writeErrors: errors.length === 0 ? undefined : errors,
    upserted: upserted.length === 0 ? undefined : upserted,
    nModified: modified === undefined ? undefined : integerValue(modified),
    ok: new Double(1),
  });
}
