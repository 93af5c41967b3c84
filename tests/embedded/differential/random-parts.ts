import { Binary, Double, Long, ObjectId, type Document } from 'bson';
import type { Random } from '../support/random.ts';

const FIELDS = ['a', 'b', 'c', 'd'];
const PATHS = ['a', 'b', 'c', 'd', 'a.b', 'b.c', 'a.a', 'c.d', 'a.b.c', 'd.a'];

/** A value without arrays or documents; few different ones, so that comparisons hit. */
export function scalar(random: Random): unknown {
  return random.pick<() => unknown>([
    () => random.below(5),
    () => random.below(5),
    () => new Double(random.below(5)),
    () => random.below(9) / 2,
    () => Long.fromNumber(random.below(5)),
    () => random.pick(['x', 'y', 'xy', '', 'Z']),
    () => random.pick(['x', 'y', 'xy']),
    () => null,
    () => random.chance(0.5),
    () => new Date(Date.UTC(2020, 0, 1 + random.below(4))),
    () => new ObjectId(String(random.below(3)).repeat(24)),
    () => random.pick([new Double(NaN), -1, Long.fromString('9007199254740993'), 2147483647]),
    () => new Binary(Buffer.from([random.below(3)])),
  ])();
}

/** Any value, nested up to `depth`. */
export function value(random: Random, depth: number): unknown {
  if (depth === 0 || random.chance(0.45)) return scalar(random);
  if (random.chance(0.5)) return random.list({ least: 0, most: 3, make: () => value(random, depth - 1) });
  return document(random, depth - 1);
}

export function document(random: Random, depth: number): Document {
  const result: Document = {};
  for (const name of FIELDS) if (random.chance(0.55)) result[name] = value(random, depth);
  return result;
}

/** Conditions on one path. */
function operators(random: Random): unknown {
  const some = (): unknown => (random.chance(0.7) ? scalar(random) : value(random, 1));
  const values = (): unknown[] => random.list({ least: 0, most: 3, make: some });
  return random.pick<() => unknown>([
    some,
    some,
    some,
    () => ({ $eq: some() }),
    () => ({ $ne: some() }),
    () => ({ $gt: some() }),
    () => ({ $gte: some() }),
    () => ({ $lt: some() }),
    () => ({ $lte: some() }),
    () => ({ $gt: random.below(3), $lt: random.below(6) }),
    () => ({ $gte: 'x', $lte: random.pick(['x', 'y']) }),
    () => ({ $in: values() }),
    () => ({ $nin: values() }),
    () => ({ $exists: random.chance(0.5) }),
    () => ({ $regex: random.pick(['x', '^x', 'y$', '^$']), $options: random.pick(['', 'i']) }),
  ])();
}

export function filter(random: Random, depth = 2): Document {
  const result: Document = {};
  for (let count = 1 + random.below(2); count > 0; count -= 1) result[random.pick(PATHS)] = operators(random);
  if (depth > 0 && random.chance(0.2)) {
    const parts = random.list({ least: 1, most: 3, make: () => filter(random, depth - 1) });
    result[random.pick(['$or', '$and', '$nor'])] = parts;
  }
  return result;
}

export function sort(random: Random): Document {
  const result: Document = {};
  for (let count = 1 + random.below(2); count > 0; count -= 1)
    result[random.pick(PATHS)] = random.chance(0.5) ? 1 : -1;
  // Without a last word the order of equal documents would be the server's own.
  result['_id'] = random.chance(0.5) ? 1 : -1;
  return result;
}

export function projection(random: Random): Document {
  const keep = random.chance(0.6) ? 1 : 0;
  const result: Document = {};
  for (let count = 1 + random.below(2); count > 0; count -= 1) result[random.pick(PATHS)] = keep;
  if (random.chance(0.3)) result['_id'] = 0;
  return result;
}

/** Places that an update changes. */
const TARGETS = [...PATHS, 'e', 'e.f'];

function change(random: Random): [string, unknown] {
  const some = (): unknown => value(random, 1);
  const each = (): unknown[] => random.list({ least: 0, most: 3, make: some });
  return random.pick<() => [string, unknown]>([
    () => ['$set', some()],
    () => ['$set', some()],
    () => ['$set', some()],
    () => ['$unset', ''],
    () => ['$inc', random.pick([1, -2, 0.5, Long.fromNumber(3), new Double(1)])],
    () => ['$push', some()],
    () => ['$push', { $each: each(), $slice: random.below(5) - 2 }],
    () => ['$addToSet', some()],
    () => ['$addToSet', { $each: each() }],
    () => ['$pull', some()],
    () => ['$pull', random.pick([{ $gt: 2 }, { $in: [1, 'x', null] }, { a: { $exists: true } }])],
  ])();
}

export function update(random: Random): Document {
  const u: Record<string, Document> = {};
  for (let count = random.chance(0.7) ? 1 : 2; count > 0; count -= 1) {
    const [operator, operand] = change(random);
    const fields: Document = u[operator] ?? {};
    fields[random.pick(TARGETS)] = operand;
    u[operator] = fields;
  }
  return u;
}

/** The indexes of the second run; the answers must not change. None on two fields that may both be arrays: it would refuse such documents. */
export const RANDOM_INDEXES: readonly Document[] = [
  { key: { a: 1 }, name: 'a' },
  { key: { b: -1 }, name: 'b' },
  { key: { 'a.b': 1 }, name: 'ab' },
  { key: { c: 1, _id: -1 }, name: 'c' },
  { key: { 'b.c': -1, _id: 1 }, name: 'bc' },
  { key: { d: 1 }, name: 'd', sparse: true },
  { key: { c: 1 }, name: 'cp', partialFilterExpression: { c: 2 } },
  { key: { 'a.b.c': 1, _id: 1 }, name: 'abc' },
  { key: { d: 1, a: 1 }, name: 'dp', partialFilterExpression: { d: 'x' } },
];
