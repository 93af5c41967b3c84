import type { Value } from '../bson/value.ts';

/** What an operator makes of the value at its path; undefined is missing, before and after. */
export type Leaf = (current: Value | undefined) => Value | undefined;

/** One operator at one path. */
export interface Change {
  readonly operator: string;
  /** May contain `$`, `$[]` and `$[name]`. */
  readonly path: readonly string[];
  readonly leaf: Leaf;
  /** What happens where the path does not exist: it is made, or nothing is done. */
  readonly creates: boolean;
  /** Where the path cannot exist (it leads through a number or a text): an error, or nothing is done. */
  readonly toleratesBlocked: boolean;
  /** Applied only when an upsert inserts. */
  readonly onlyOnInsert: boolean;
}

/** Tests of array elements by the name that `$[name]` uses. */
export type ArrayFilters = ReadonlyMap<string, (element: Value) => boolean>;
