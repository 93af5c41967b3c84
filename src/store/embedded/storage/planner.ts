import { encodeKey, encodeKeyParts, textOfKey } from '../bson/key.ts';
import { equalValues } from '../bson/order.ts';
import type { Condition } from '../query/condition.ts';
import type { OrderedField } from '../query/sort.ts';
import {
  boundsOf,
  isEmptyRange,
  rangeOfPrefix,
  rangeWithin,
  type KeyRange,
  type PathBounds,
} from './bounds.ts';
import type { Collection, StoredIndex } from './collection.ts';
import { ID_INDEX } from './index-definition.ts';

/** How the documents for a query are found; what is found is always tested again. */
export type Plan =
  | { readonly kind: 'all' }
  | { readonly kind: 'ids'; readonly keys: readonly Buffer[] }
  | {
      readonly kind: 'index';
      readonly index: StoredIndex;
      readonly ranges: readonly KeyRange[];
      readonly backward: boolean;
      readonly isSorted: boolean;
    };

type IndexPlan = Extract<Plan, { kind: 'index' }>;

export interface PlanRequest {
  readonly collection: Collection;
  readonly condition: Condition;
  readonly sort: readonly OrderedField[];
}

/** The `_id` index as one to plan with; 0 stands for the collection's own table. */
const BY_ID: StoredIndex = { id: 0, definition: ID_INDEX, isMultikey: false };

/** Prefixes that several `$in` of one index may multiply to. */
const MAX_PREFIXES = 5_000;

/**
 * Chooses how to find documents: by `_id`; else the index with the most fields bound by equality, then by a range,
 * an order that spares a sort counting as much as a bound field; else all documents.
 */
export function plan({ collection, condition, sort }: PlanRequest): Plan {
  const bounds = boundsOf(condition);
  const ids = bounds.get('_id')?.equal;
  if (ids !== undefined) return { kind: 'ids', keys: distinct(ids.map(encodeKey)) };
  let best: { readonly plan: IndexPlan; readonly score: number } | undefined;
  for (const index of [...collection.indexes, BY_ID]) {
    if (!canServe(index, bounds)) continue;
    const candidate = planIndex({ index, bounds, sort });
    if (candidate.score > (best?.score ?? 0)) best = candidate;
  }
  return best?.plan ?? { kind: 'all' };
}

function distinct(keys: readonly Buffer[]): Buffer[] {
  return [...new Map(keys.map((key) => [textOfKey(key), key])).values()];
}

/** An index that leaves documents out serves only queries that want none of those. */
function canServe({ definition }: StoredIndex, bounds: ReadonlyMap<string, PathBounds>): boolean {
  const { partial, sparse, fields } = definition;
  if (partial !== undefined)
    return partial.equalities.every(({ name, value }) => {
      const wanted = bounds.get(name)?.equal;
      return wanted?.every((each) => equalValues(each, value)) === true;
    });
  return !sparse || fields.some(({ name }) => bounds.get(name)?.exists === true);
}

interface IndexRequest {
  readonly index: StoredIndex;
  readonly bounds: ReadonlyMap<string, PathBounds>;
  readonly sort: readonly OrderedField[];
}

function planIndex({ index, bounds, sort }: IndexRequest): { plan: IndexPlan; score: number } {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let ranges: KeyRange[] | undefined;
  let bound = 0;
  let score = 0;
  const roots = new Set<string>();
  for (const field of index.definition.fields) {
    const root = field.path[0] ?? '';
    // Two parts out of one array may be satisfied by different elements, which no single key shows.
    if (index.isMultikey && roots.has(root)) break;
    roots.add(root);
    const known = bounds.get(field.name);
    if (known?.equal !== undefined && prefixes.length * known.equal.length <= MAX_PREFIXES) {
      const { descending } = field;
      const parts = distinct(known.equal.map((value) => encodeKeyParts([{ value, descending }])));
      prefixes = prefixes.flatMap((prefix) => parts.map((part) => Buffer.concat([prefix, part])));
      bound += 1;
      score += 4;
      continue;
    }
    if (known !== undefined) {
      const { descending } = field;
      const found = prefixes.map((prefix) =>
        rangeWithin({ prefix, bounds: known, descending, oneBound: index.isMultikey }),
      );
      const usable = found.filter((range) => range !== undefined);
      if (usable.length === prefixes.length) {
        ranges = usable;
        score += 2;
      }
    }
    break;
  }
  ranges ??= prefixes.map(rangeOfPrefix);
  const order = ranges.length === 1 ? orderGiven({ index, bound, sort, bounds }) : undefined;
  // Without any bound an order alone is worth it too: a limit then ends the walk early.
  if (order !== undefined) score += 3;
  const plan: IndexPlan = {
    kind: 'index',
    index,
    ranges: ranges.filter((range) => !isEmptyRange(range)),
    backward: order === 'backward',
    isSorted: order !== undefined,
  };
  return { plan, score };
}

interface OrderRequest extends IndexRequest {
  /** How many leading fields have one value each. */
  readonly bound: number;
}

/** Whether walking the index gives the sort's order; never with arrays, which stand in several places. */
function orderGiven({ index, bound, sort, bounds }: OrderRequest): 'forward' | 'backward' | undefined {
  if (sort.length === 0 || index.isMultikey) return undefined;
  const { fields } = index.definition;
  const single = (name: string): boolean => bounds.get(name)?.equal?.length === 1;
  const fixed = new Set(
    fields
      .slice(0, bound)
      .map((field) => field.name)
      .filter(single),
  );
  const wanted = sort.filter((field) => !fixed.has(field.name));
  const given = fields.slice(bound);
  if (wanted.length > given.length) return undefined;
  let turned: boolean | undefined;
  for (const [at, field] of wanted.entries()) {
    const other = given[at];
    if (other === undefined || other.name !== field.name) return undefined;
    const isTurned = other.descending !== field.descending;
    if (turned !== undefined && turned !== isTurned) return undefined;
    turned = isTurned;
  }
  return turned === true ? 'backward' : 'forward';
}
