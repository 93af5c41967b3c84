import { StoreError } from '../errors.ts';
import { compareValues } from '../bson/order.ts';
import { newObjectId, type Document, type Value } from '../bson/value.ts';
import { conjuncts, type Condition } from '../query/condition.ts';
import { applyUpdate } from './apply.ts';
import type { Change } from './parse.ts';
import { isOnTheWay } from './path-order.ts';

/**
 * The document that an upsert inserts: the fields that the query fixes by equality, then the update, then an `_id` where
 * there is none; `_id` first. @throws StoreError 54, 28 and others
 */
export function documentToInsert(condition: Condition, changes: readonly Change[]): Document {
  const document = applyUpdate({ document: seedOf(condition), changes, isInsert: true });
  return new Map([['_id', document.get('_id') ?? newObjectId()], ...document]);
}

interface Seed {
  readonly path: readonly string[];
  readonly value: Value;
}

function seedOf(condition: Condition): Document {
  const seeds: Seed[] = [];
  for (const part of conjuncts(condition)) {
    const value = fixedValue(part);
    if (part.kind !== 'value' || value === undefined) continue;
    const { path } = part;
    if (seeds.some((other) => isOnTheWay(other.path, path) || isOnTheWay(path, other.path)))
      throw new StoreError(54, `cannot infer query fields to set, path '${path.join('.')}' is matched twice`);
    seeds.push({ path, value });
  }
  const document: Document = new Map();
  seeds.sort((left, right) => compareValues(left.path.join('.'), right.path.join('.')));
  for (const seed of seeds) plant(document, seed);
  return document;
}

/** Equality, or an `$in` of one value, which MongoDB takes for the same. */
function fixedValue(part: Condition): Value | undefined {
  if (part.kind !== 'value') return undefined;
  const { test } = part;
  if (test.kind === 'compare' && test.comparison === '$eq') return test.operand;
  return test.kind === 'in' && test.values.length === 1 && test.patterns.length === 0
    ? test.values[0]
    : undefined;
}

function plant(document: Document, { path: [name = '', ...rest], value }: Seed): void {
  if (rest.length === 0) return void document.set(name, value);
  const below = document.get(name);
  const inner: Document = below instanceof Map ? below : new Map();
  document.set(name, inner);
  plant(inner, { path: rest, value });
}
