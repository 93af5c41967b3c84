import { StoreError, TurnLost } from '../errors.ts';
import { integerValue } from '../bson/types.ts';
import { documentOf, reply, type ReplyDocument, type ReplyValue } from '../bson/value.ts';
import { PAUSE, type Task } from '../query/budget.ts';
import type { Command } from '../wire/message.ts';
import { flagArgument } from './arguments.ts';
import type { Context } from './context.ts';

/** MongoDB's bound on the writes of one command. */
export const MAX_WRITES = 100_000;

export const WRITE_FIELDS = ['ordered', 'bypassDocumentValidation', 'let'];

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

/** What the writes of a command have done so far. */
export interface Outcome {
  n: number;
  /** Of updates only. */
  nModified?: number;
  readonly upserted: ReplyDocument[];
}

export interface Writes<Write> {
  readonly context: Context;
  readonly command: Command;
  readonly writes: readonly Write[];
  readonly counted?: Pick<Outcome, 'nModified'>;
  readonly write: (write: Write, outcome: Outcome, index: number) => Task<void> | undefined;
}

/** Runs the writes one by one; a refused one ends an ordered command and is passed over in an unordered one. */
export function* runWrites<Write>(request: Writes<Write>): Task<ReplyDocument> {
  const { context, command, writes, counted, write } = request;
  const isOrdered = !command.body.has('ordered') || flagArgument(command.body, 'ordered');
  const outcome: Outcome = { n: 0, ...counted, upserted: [] };
  const writeErrors: ReplyDocument[] = [];
  for (const [index, each] of writes.entries()) {
    try {
      const task = write(each, outcome, index);
      if (task !== undefined) yield* task;
    } catch (error) {
      writeErrors.push(writeError(error, index));
      if (isOrdered) break;
    }
    if (index % 64 === 63 && context.budget.isSpent()) yield PAUSE;
  }
  const { n, nModified, upserted } = outcome;
  return reply({
    n: integerValue(n),
    writeErrors: writeErrors.length === 0 ? undefined : writeErrors,
    upserted: upserted.length === 0 ? undefined : upserted,
    nModified: nModified === undefined ? undefined : integerValue(nModified),
  });
}

/** A lost turn, a limit of time and defects are not the matter of one write: they go on up. */
function writeError(error: unknown, index: number): ReplyDocument {
  if (!(error instanceof StoreError) || error instanceof TurnLost || error.code === 50) throw error;
  const { code, message, details } = error;
  return new Map([...documentOf<ReplyValue>({ index, code, errmsg: message }), ...details]);
}
