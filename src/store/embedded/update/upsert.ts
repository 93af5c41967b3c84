import { StoreError } from '../errors.ts';
import { compareText } from '../bson/order.ts';
import { newObjectId, type Document, type Value } from '../bson/value.ts';
import type { Condition } from '../query/condition.ts';
import { applyUpdate } from './apply.ts';
import type { Update } from './parse.ts';
import { isConflict } from './path-order.ts';

/**
 * The document that an upsert inserts: the fields that the query fixes by equality (for a replacement only `_id`),
 * then the update, then an `_id` where there is none; `_id` first. @throws StoreError 54, 28 and others
 */
export function documentToInsert(condition: Condition, update: Update): Document {
  const seeds = new Map<string, Value>();
  collectSeeds(condition, seeds);
  const seed: Document = new Map();
  for (const [name, value] of [...seeds].sort(([left], [right]) => compareText(left, right)))
    if (update.kind === 'operators' || name === '_id') plant({ seed, path: name.split('.'), value });
  const document = applyUpdate({ document: seed, update, position: undefined, isInsert: true });
  const id = document.get('_id') ?? newObjectId();
  return new Map([['_id', id], ...document]);
}

/** Equality outside of `$or` and `$not`; an `$or` or `$in` of one counts as its only member, as in MongoDB. */
function collectSeeds(condition: Condition, seeds: Map<string, Value>): void {
  if (condition.kind === 'and' || (condition.kind === 'or' && condition.parts.length === 1)) {
    for (const part of condition.parts) collectSeeds(part, seeds);
    return;
  }
  if (condition.kind !== 'value') return;
  const value = fixedValue(condition);
  if (value === undefined) return;
  const name = condition.path.join('.');
  for (const other of seeds.keys())
    if (isConflict(other.split('.'), condition.path) || isConflict(condition.path, other.split('.')))
      throw new StoreError(
        54,
        `cannot infer query fields to set, both paths '${other}' and '${name}' are matched`,
      );
  seeds.set(name, value);
}

function fixedValue({ test }: Extract<Condition, { kind: 'value' }>): Value | undefined {
  if (test.kind === 'compare' && test.comparison === '$eq') return test.operand;
  if (test.kind === 'in' && test.values.length === 1 && test.patterns.length === 0) return test.values[0];
  return undefined;
}

function plant({ seed, path, value }: { seed: Document; path: readonly string[]; value: Value }): void {
  let current = seed;
  for (const part of path.slice(0, -1)) {
    const next = current.get(part) ?? new Map<string, Value>();
    if (!(next instanceof Map)) throw new StoreError(54, 'cannot infer query fields to set');
    current.set(part, next);
    current = next;
  }
  current.set(path.at(-1) ?? '', value);
}
