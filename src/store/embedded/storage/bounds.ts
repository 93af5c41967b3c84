import { encodeKeyParts } from '../bson/key.ts';
import { isNotANumber, orderOf, typeOf, type TypeName } from '../bson/types.ts';
import type { Value } from '../bson/value.ts';
import { conjuncts, type Condition } from '../query/condition.ts';

/** What a query's top-level conjuncts say about one path, as far as an index can use it. */
export interface PathBounds {
  /** The document has one of these values there (null: or none). */
  equal?: readonly Value[];
  lower?: Bound;
  upper?: Bound;
  /** Every match has some value there. */
  exists: boolean;
}

interface Bound {
  readonly value: Value;
  readonly inclusive: boolean;
}

/** Types whose ranges an index serves; others are scanned for. */
const RANGED = new Set<TypeName>(['int', 'long', 'double', 'string', 'date', 'objectId', 'bool']);

/** More values than this in an `$in` are cheaper to scan for. */
const MAX_POINTS = 5_000;

/** The bounds of a condition by dotted path; conjuncts that say nothing usable are left out. */
export function boundsOf(condition: Condition): ReadonlyMap<string, PathBounds> {
  const bounds = new Map<string, PathBounds>();
  for (const part of conjuncts(condition)) {
    if (part.kind !== 'value') continue;
    const name = part.path.join('.');
    const known = bounds.get(name) ?? { exists: false };
    bounds.set(name, known);
    switch (part.test.kind) {
      case 'exists':
        known.exists = true;
        break;
      case 'in':
        if (part.test.patterns.length === 0) addPoints(known, part.test.values);
        break;
      case 'compare':
        if (part.test.comparison === '$eq') addPoints(known, [part.test.operand]);
        else addRange(known, part.test);
        break;
      case 'regex':
        break;
    }
  }
  return bounds;
}

function addPoints(known: PathBounds, values: readonly Value[]): void {
  // An array matches as a whole or as an element, which are two places in an index: left to a scan.
  if (values.length > MAX_POINTS || values.some((value) => Array.isArray(value))) return;
  if (known.equal === undefined || values.length < known.equal.length) known.equal = values;
  if (!values.includes(null)) known.exists = true;
}

function addRange(known: PathBounds, { comparison, operand }: { comparison: string; operand: Value }): void {
  if (!RANGED.has(typeOf(operand)) || isNotANumber(operand)) return;
  known.exists = true;
  const bound = { value: operand, inclusive: comparison.endsWith('e') };
  if (comparison.startsWith('$gt')) known.lower ??= bound;
  else known.upper ??= bound;
}

/** Keys from `low` (inclusive) to `high` (exclusive). */
export interface KeyRange {
  readonly low: Buffer;
  readonly high: Buffer;
}

const END = Buffer.from([255]);

/** All keys that begin with `prefix`. */
export function rangeOfPrefix(prefix: Buffer): KeyRange {
  return { low: prefix, high: Buffer.concat([prefix, END]) };
}

export interface RangeQuery {
  readonly prefix: Buffer;
  readonly bounds: Pick<PathBounds, 'lower' | 'upper'>;
  readonly descending: boolean;
  /** With arrays one element may satisfy the lower bound and another the upper: then only one bound may be used. */
  readonly oneBound: boolean;
}

/** The keys after `prefix` whose next part lies within the bounds, of the bounds' type only. */
export function rangeWithin({ prefix, bounds, descending, oneBound }: RangeQuery): KeyRange | undefined {
  const { lower } = bounds;
  const upper = oneBound && lower !== undefined ? undefined : bounds.upper;
  const sample = lower ?? upper;
  if (sample === undefined) return undefined;
  if (lower !== undefined && upper !== undefined && orderOf(lower.value) !== orderOf(upper.value))
    return undefined;
  // The type's own ends are its byte and the next one: a payload, unlike a type, may begin with 255.
  const type = descending ? 255 - orderOf(sample.value) : orderOf(sample.value);
  // In a descending part the flipped bytes run the other way: the last value comes first.
  const [first, last] = descending ? [upper, lower] : [lower, upper];
  return {
    low: Buffer.concat([prefix, first === undefined ? Buffer.from([type]) : edge(first, !first.inclusive)]),
    high: Buffer.concat([prefix, last === undefined ? Buffer.from([type + 1]) : edge(last, last.inclusive)]),
  };

  /** Before, or after, all keys that begin with this value; the type of the next part is never 255. */
  function edge({ value }: Bound, isAfter: boolean): Buffer {
    const key = encodeKeyParts([{ value, descending }]);
    return isAfter ? Buffer.concat([key, END]) : key;
  }
}

/** Whether a range holds no key at all. */
export function isEmptyRange({ low, high }: KeyRange): boolean {
  return Buffer.compare(low, high) >= 0;
}
