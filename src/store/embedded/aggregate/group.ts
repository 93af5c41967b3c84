import { notSupported, StoreError } from '../errors.ts';
import { encodeKeyParts, textOfKey } from '../bson/key.ts';
import { integerValue } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import { parseFieldPath } from '../query/path.ts';
import { accumulatorFactory, type Accumulator } from './accumulator.ts';

/** Groups kept in memory at once. */
const MAX_GROUPS = 200_000;

/** What an operand gives for a document; undefined is missing. */
interface Expression {
  readonly evaluate: (document: Document) => Value | undefined;
  /** The top-level field it reads. */
  readonly field: string | undefined;
}

interface Output {
  readonly name: string;
  readonly operand: Expression;
  /** Its value is the number of documents. */
  readonly isCount: boolean;
  readonly make: () => Accumulator;
}

/** A `$group` stage as it was read. */
export interface Grouping {
  /** One expression, or several by name. */
  readonly id: { readonly names: readonly string[] | undefined; readonly parts: readonly Expression[] };
  readonly outputs: readonly Output[];
  /** `$count` shows no `_id`. */
  readonly hidesId: boolean;
}

/** Reads `$group`. @throws StoreError 15955 without `_id`, 40234 and others as MongoDB; 168 for expressions */
export function parseGroup(spec: Value): Grouping {
  if (!(spec instanceof Map)) throw new StoreError(15947, "a group's fields must be specified in an object");
  const given = spec.get('_id');
  if (given === undefined) throw new StoreError(15955, 'a group specification must include an _id');
  const isDocument =
    given instanceof Map && given.size > 0 && given.keys().next().value?.startsWith('$') === false;
  const id = isDocument
    ? { names: [...given.keys()], parts: [...given.values()].map(parseExpression) }
    : { names: undefined, parts: [parseExpression(given)] };
  const others = [...spec].filter(([name]) => name !== '_id');
  return { id, outputs: others.map(([name, operand]) => parseOutput(name, operand)), hidesId: false };
}

/** `$count: 'name'` is a group of all with one number; nothing comes when nothing was found. */
export function parseCount(name: Value): Grouping {
  if (typeof name !== 'string' || name === '')
    throw new StoreError(name === '' ? 40157 : 40156, 'the count field must be a non-empty string');
  if (name.startsWith('$')) throw new StoreError(40158, 'the count field cannot be a $-prefixed path');
  if (name.includes('.')) throw new StoreError(40160, "the count field cannot contain '.'");
  const output = parseOutput(name, new Map([['$count', new Map()]]));
  return { id: { names: undefined, parts: [parseExpression(null)] }, outputs: [output], hidesId: true };
}

function parseOutput(name: string, operand: Value): Output {
  if (name.includes('.')) throw new StoreError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$'))
    throw new StoreError(40236, `The field name '${name}' cannot be an operator name`);
  const [operator, argument] = operand instanceof Map ? ([...operand][0] ?? []) : [];
  if (!(operand instanceof Map) || operator === undefined || argument === undefined)
    throw new StoreError(40234, `The field '${name}' must be an accumulator object`);
  if (operand.size > 1) throw new StoreError(40238, `The field '${name}' must specify one accumulator`);
  const make = accumulatorFactory(operator);
  if (operator !== '$count')
    return {
      name,
      operand: parseExpression(argument),
      isCount: operator === '$sum' && argument === 1,
      make,
    };
  if (!(argument instanceof Map) || argument.size > 0)
    throw new StoreError(14, '$count takes no arguments, i.e. $count:{}');
  return { name, operand: parseExpression(1), isCount: true, make };
}

/** A field path (`'$a.b'`) or a constant. */
function parseExpression(operand: Value): Expression {
  if (typeof operand === 'string' && operand.startsWith('$')) {
    if (operand.startsWith('$$')) throw notSupported(`the variable ${operand}`, 168);
    if (operand === '$') throw new StoreError(16872, "'$' by itself is not a valid FieldPath");
    const path = parseFieldPath(operand.slice(1));
    return { evaluate: (document) => fieldAt(document, path), field: path[0] };
  }
  if (Array.isArray(operand) || (operand instanceof Map && operand.size > 0))
    throw notSupported('an expression in $group other than a path or a constant', 168);
  return { evaluate: () => operand, field: undefined };
}

/** Inside arrays the fields of their documents are gathered. */
function fieldAt(document: Document, [name = '', ...rest]: readonly string[]): Value | undefined {
  const value = document.get(name);
  if (rest.length === 0) return value;
  if (value instanceof Map) return fieldAt(value, rest);
  if (!Array.isArray(value)) return undefined;
  return value
    .map((each) => (each instanceof Map ? fieldAt(each, rest) : undefined))
    .filter((each) => each !== undefined);
}

/** Whether nothing is asked but how many documents there are, all in one group. */
export function isCounting({ id, outputs }: Grouping): boolean {
  return id.parts.every(({ field }) => field === undefined) && outputs.every(({ isCount }) => isCount);
}

/** What a group that only counts gives for so many documents: nothing for none. */
export function* countedGroup({ id, outputs, hidesId }: Grouping, count: number): Generator<Document> {
  if (count === 0) return;
  const values = id.parts.map((part) => part.evaluate(new Map()));
  const result: Document = new Map(hidesId ? [] : [['_id', idOf(id.names, values)]]);
  for (const { name } of outputs) result.set(name, integerValue(count));
  yield result;
}

/** Sorts documents into groups and gathers what is asked of each. */
export class Groups {
  readonly #grouping: Grouping;
  readonly #groups = new Map<string, { readonly id: Value; readonly accumulators: readonly Accumulator[] }>();

  constructor(grouping: Grouping) {
    this.#grouping = grouping;
  }

  /** The top-level fields that are looked at. */
  get fields(): ReadonlySet<string> {
    const { id, outputs } = this.#grouping;
    const read = [...id.parts, ...outputs.map(({ operand }) => operand)].map(({ field }) => field);
    return new Set(read.filter((field) => field !== undefined));
  }

  /** @throws StoreError 292 when there are too many groups */
  add(document: Document): void {
    const { id, outputs } = this.#grouping;
    const values = id.parts.map((part) => part.evaluate(document));
    // A single part that is missing counts as null; of several parts each keeps the difference.
    const identity = values.length === 1 ? [values[0] ?? null] : values;
    const key = textOfKey(encodeKeyParts(identity.map((value) => ({ value, descending: false }))));
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= MAX_GROUPS)
        throw new StoreError(292, `embedded store: more than ${MAX_GROUPS} groups`);
      group = { id: idOf(id.names, identity), accumulators: outputs.map(({ make }) => make()) };
      this.#groups.set(key, group);
    }
    for (const [at, { operand }] of outputs.entries())
      group.accumulators[at]?.add(operand.evaluate(document));
  }

  /** One document for each group. */
  *results(): Generator<Document> {
    const { outputs, hidesId } = this.#grouping;
    for (const { id, accumulators } of this.#groups.values()) {
      const result: Document = new Map(hidesId ? [] : [['_id', id]]);
      for (const [at, { name }] of outputs.entries()) result.set(name, accumulators[at]?.result() ?? null);
      yield result;
    }
  }
}

function idOf(names: readonly string[] | undefined, values: readonly (Value | undefined)[]): Value {
  if (names === undefined) return values[0] ?? null;
  const id: Document = new Map();
  for (const [at, name] of names.entries()) {
    const value = values[at];
    if (value !== undefined) id.set(name, value);
  }
  return id;
}
