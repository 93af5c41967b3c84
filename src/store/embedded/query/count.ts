import { DateTime, ObjectId, type Value } from '../bson/value.ts';
import type { Collection } from '../storage/collection.ts';
import { plan, type Plan } from '../storage/planner.ts';
import { conjuncts, type Condition } from './condition.ts';

export interface CountRequest {
  readonly collection: Collection;
  readonly condition: Condition;
  /** 0: without limit. */
  readonly limit: number;
}

/**
 * How many documents satisfy a condition, counted from an index alone: without reading, or testing, any of them.
 * Undefined where the keys do not say so for certain; then the documents have to be looked at.
 */
export function countByKeys({ collection, condition, limit }: CountRequest): number | undefined {
  const [part, ...others] = conjuncts(condition);
  if (others.length > 0) return undefined;
  if (part === undefined) return atMost(collection.size(), limit);
  const path = pathComparedIn(part);
  if (path === undefined) return undefined;
  const chosen = plan({ collection, condition, sort: [] });
  if (!isExact(chosen, path)) return undefined;
  return atMost(collection.keysWithin({ index: chosen.index, ranges: chosen.ranges, limit }), limit);
}

const atMost = (count: number, limit: number): number => (limit === 0 ? count : Math.min(count, limit));

/** Values that stand in an index at a place where nothing else stands. Not null (or missing), not NaN, no arrays. */
const isPlain = (value: Value) =>
  typeof value === 'string' || value instanceof ObjectId || value instanceof DateTime;

/** The path that a condition compares with plain values; undefined when it asks anything else. */
function pathComparedIn(part: Condition): string | undefined {
  if (part.kind !== 'value') return undefined;
  const { path, test } = part;
  const isKeyed =
    test.kind === 'compare'
      ? isPlain(test.operand)
      : test.kind === 'in' && test.patterns.length === 0 && test.values.every(isPlain);
  return isKeyed ? path.join('.') : undefined;
}

/** Whether all documents that the plan leads to satisfy the condition, each of them led to once. */
function isExact(chosen: Plan, path: string): chosen is Extract<Plan, { kind: 'index' }> {
  if (chosen.kind !== 'index' || chosen.index.id === 0) return false;
  const { index, ranges } = chosen;
  // The elements of an array may lie in several ranges.
  return index.definition.fields[0]?.name === path && (ranges.length <= 1 || !index.isMultikey);
}
