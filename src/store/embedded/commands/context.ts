import type { Budget, Task } from '../query/budget.ts';
import type { ReplyDocument } from '../bson/value.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Command } from '../wire/message.ts';
import type { Cursors } from './cursors.ts';

/** What a command works with. */
export interface Context {
  readonly catalog: Catalog;
  readonly cursors: Cursors;
  readonly budget: Budget;
}

/** A command and the fields it knows beside those that every command may carry. */
export interface CommandDefinition {
  readonly fields: readonly string[];
  /** Answers at once, or yields while others should run. Refuses by throwing a StoreError. */
  readonly run: (context: Context, command: Command) => ReplyDocument | Task<ReplyDocument>;
}
