import { encodeKeyParts } from '../bson/key.ts';
import { ORDER_OF_TYPE, typeOf, type TypeName } from '../bson/types.ts';
import { Double, type Value } from '../bson/value.ts';
import type { Condition } from '../query/condition.ts';

/** What a query's top-level conjuncts say about one path, as far as an index can use it. */
export interface PathBounds {
  /** The document has one of these values there (null: or none). */
  equal?: readonly Value[];
  lower?: { readonly value: Value; readonly inclusive: boolean };
  upper?: { readonly value: Value; readonly inclusive: boolean };
  /** Every match has some value other than null there. */
  exists: boolean;
}

/** Types whose ranges an index serves; others are scanned for. */
const RANGED = new Set<TypeName>([
  'int',
  'long',
  'double',
  'string',
  'date',
  'objectId',
  'bool',
  'timestamp',
]);

/** More values than this in an `$in` are cheaper to scan for. */
const MAX_POINTS = 5_000;

/** The bounds of a condition by dotted path; conjuncts that say nothing usable are left out. */
export function boundsOf(condition: Condition): ReadonlyMap<string, PathBounds> {
  const bounds = new Map<string, PathBounds>();
  for (const part of conjuncts(condition)) addBound(part, bounds);
  return bounds;
}

/** The parts of a condition that all must hold. */
export function conjuncts(condition: Condition): Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(conjuncts) : [condition];
}

function addBound(part: Condition, bounds: Map<string, PathBounds>): void {
  if (part.kind !== 'value') return;
  const name = part.path.join('.');
  const known = bounds.get(name) ?? { exists: false };
  const { test } = part;
  if (test.kind === 'exists') known.exists = true;
  else if (test.kind === 'in') {
    if (test.patterns.length > 0 || test.values.length > MAX_POINTS || !test.values.every(isPoint)) return;
    if (known.equal === undefined || test.values.length < known.equal.length) known.equal = test.values;
    if (!test.values.includes(null)) known.exists = true;
  } else if (test.kind === 'compare') {
    const { comparison, operand } = test;
    if (comparison === '$eq') {
      if (!isPoint(operand)) return;
      known.equal = [operand];
      if (operand !== null) known.exists = true;
    } else {
      if (!RANGED.has(typeOf(operand)) || (operand instanceof Double && Number.isNaN(operand.value))) return;
      known.exists = true;
      const bound = { value: operand, inclusive: comparison === '$gte' || comparison === '$lte' };
      if (comparison === '$gt' || comparison === '$gte') known.lower ??= bound;
      else known.upper ??= bound;
    }
  } else return;
  bounds.set(name, known);
}

/** An array matches as a whole or as an element, which are two places in an index: left to a scan. */
function isPoint(value: Value): boolean {
  return !Array.isArray(value);
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
  readonly bounds: PathBounds;
  readonly descending: boolean;
  /** With arrays one element may satisfy the lower bound and another the upper: then only one bound may be used. */
  readonly oneBound: boolean;
}

/** The keys after `prefix` whose next part lies within the bounds, of the bounds' type only. */
export function rangeWithin({ prefix, bounds, descending, oneBound }: RangeQuery): KeyRange | undefined {
  const { lower } = bounds;
  const upper = oneBound && lower !== undefined ? undefined : bounds.upper;
  const sample = lower?.value ?? upper?.value;
  if (sample === undefined) return undefined;
  if (lower !== undefined && upper !== undefined && typeOrder(lower.value) !== typeOrder(upper.value))
    return undefined;
  const type = descending ? 255 - typeOrder(sample) : typeOrder(sample);
  const least = lower === undefined ? undefined : edge(lower.value, !lower.inclusive);
  const most = upper === undefined ? undefined : edge(upper.value, upper.inclusive);
  // In a descending part the flipped bytes run the other way: the last value comes first, what was after is before.
  const [first, last] = descending ? [turned(most), turned(least)] : [least, most];
  // The type's own ends are its byte and the next one: a payload, unlike a type, may begin with 255.
  return {
    low: place(prefix, first ?? { bytes: Buffer.from([type]), isAfter: false }),
    high: place(prefix, last ?? { bytes: Buffer.from([type + 1]), isAfter: false }),
  };

  function edge(value: Value, isAfter: boolean): Edge {
    return { bytes: encodeKeyParts([{ value, descending }]), isAfter };
  }
}

/** An end of a range: before, or after, all keys that begin with these bytes. */
interface Edge {
  readonly bytes: Buffer;
  readonly isAfter: boolean;
}

function turned(edge: Edge | undefined): Edge | undefined {
  return edge === undefined ? undefined : { bytes: edge.bytes, isAfter: !edge.isAfter };
}

/** After a whole value comes the type of the next part, which is never 255. */
function place(prefix: Buffer, { bytes, isAfter }: Edge): Buffer {
  return Buffer.concat(isAfter ? [prefix, bytes, END] : [prefix, bytes]);
}

function typeOrder(value: Value): number {
  return ORDER_OF_TYPE[typeOf(value)];
}

/** Whether a range holds no key at all. */
export function isEmptyRange({ low, high }: KeyRange): boolean {
  return Buffer.compare(low, high) >= 0;
}
