import { notSupported, StoreError } from '../errors.ts';
import { encodeElement } from '../bson/encode.ts';
import { encodeKey } from '../bson/key.ts';
import { compareValues } from '../bson/order.ts';
import { Double, type Value } from '../bson/value.ts';
import { Sum } from './sum.ts';

/** Gathers one value of each document of a group. */
export interface Accumulator {
  add(value: Value | undefined): void;
  result(): Value;
}

/** MongoDB's bound on what one accumulator may hold, in bytes. */
const MAX_BYTES = 100 * 1024 * 1024;

/** Makes accumulators for `$sum` and the like. @throws StoreError 15952 for an unknown one */
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
    case '$push':
      return list;
    case '$addToSet':
      return set;
    default:
      if (NOT_HERE.has(name)) throw notSupported(`the accumulator ${name}`);
      throw new StoreError(15952, `unknown group operator '${name}'`);
  }
}

const NOT_HERE = new Set([
  '$accumulator',
  '$bottom',
  '$bottomN',
  '$firstN',
  '$lastN',
  '$maxN',
  '$median',
  '$mergeObjects',
  '$minN',
  '$percentile',
  '$stdDevPop',
  '$stdDevSamp',
  '$top',
  '$topN',
]);

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
  let found: Value | undefined;
  let isFirst = true;
  return {
    add(value) {
      if (isFirst) found = value;
      isFirst = false;
    },
    result: () => found ?? null,
  };
}

function last(): Accumulator {
  let found: Value | undefined;
  return { add: (value) => void (found = value), result: () => found ?? null };
}

function list(): Accumulator {
  const values: Value[] = [];
  let bytes = 0;
  return {
    add(value) {
      if (value === undefined) return;
      bytes += encodeElement('', value).length;
      checkBytes(bytes, '$push');
      values.push(value);
    },
    result: () => values,
  };
}

function set(): Accumulator {
  const values = new Map<string, Value>();
  let bytes = 0;
  return {
    add(value) {
      if (value === undefined) return;
      const key = encodeKey(value).toString('latin1');
      if (values.has(key)) return;
      bytes += key.length * 2;
      checkBytes(bytes, '$addToSet');
      values.set(key, value);
    },
    result: () => [...values.values()],
  };
}

function checkBytes(bytes: number, name: string): void {
  if (bytes > MAX_BYTES) throw new StoreError(146, `${name} used too much memory and cannot spill to disk`);
}
