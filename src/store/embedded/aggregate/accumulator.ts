import { notSupported, StoreError } from '../errors.ts';
import { compareValues } from '../bson/order.ts';
import { Double, type Value } from '../bson/value.ts';
import { Sum } from './sum.ts';

/** Gathers one value of each document of a group. */
export interface Accumulator {
  add(value: Value | undefined): void;
  result(): Value;
}

const NOT_HERE = new Set(
  (
    '$push $addToSet $accumulator $bottom $bottomN $firstN $lastN $maxN $median $mergeObjects $minN $percentile ' +
    '$stdDevPop $stdDevSamp $top $topN'
  ).split(' '),
);

/** Makes accumulators for `$sum` and the like. @throws StoreError 15952 for an unknown one, 115 */
export function accumulatorFactory(name: string): () => Accumulator {
  switch (name) {
    case '$sum':
    case '$count':
      return total;
    case '$avg':
      return average;
    case '$min':
      return () => extreme(-1);
    case '$max':
      return () => extreme(1);
    case '$first':
      return first;
    case '$last':
      return last;
    default:
      if (NOT_HERE.has(name)) throw notSupported(`the accumulator ${name}`);
      throw new StoreError(15952, `unknown group operator '${name}'`);
  }
}

function total(): Accumulator {
  const sum = new Sum();
  return { add: (value) => sum.add(value), result: () => sum.toValue() };
}

function average(): Accumulator {
  const sum = new Sum();
  return {
    add: (value) => sum.add(value),
    result: () => (sum.count === 0 ? null : new Double(sum.toDouble() / sum.count)),
  };
}

/** The smallest or largest of all types, of equal ones the last; null and missing do not count. */
function extreme(sign: 1 | -1): Accumulator {
  let best: Value = null;
  return {
    add(value) {
      if (value === undefined || value === null) return;
      if (best === null || sign * compareValues(value, best) >= 0) best = value;
    },
    result: () => best,
  };
}

function first(): Accumulator {
  let found: { readonly value: Value | undefined } | undefined;
  return { add: (value) => void (found ??= { value }), result: () => found?.value ?? null };
}

function last(): Accumulator {
  let found: Value | undefined;
  return { add: (value) => void (found = value), result: () => found ?? null };
}
