import { StoreError } from '../errors.ts';
import { encodeKeyParts } from '../bson/key.ts';
import { integerValue } from '../bson/types.ts';
import type { Document, Value } from '../bson/value.ts';
import { PAUSE, type Budget, type Stream } from '../query/budget.ts';
import { accumulatorFactory, type Accumulator } from './accumulator.ts';
import { parseExpression, type Expression } from './expression.ts';
import type { Stage } from './stages.ts';

/** Groups kept in memory at once. */
const MAX_GROUPS = 200_000;

interface Output {
  readonly name: string;
  readonly operand: Expression;
  readonly make: () => Accumulator;
}

/** One expression, or several by name. */
interface GroupId {
  readonly names: readonly string[] | undefined;
  readonly parts: readonly Expression[];
}

/** `$group`. @throws StoreError 15955 without `_id`, 40234 and others as MongoDB */
export function parseGroup(spec: Value): Stage {
  if (!(spec instanceof Map)) throw new StoreError(15947, "a group's fields must be specified in an object");
  const given = spec.get('_id');
  if (given === undefined) throw new StoreError(15955, 'a group specification must include an _id');
  const id = parseId(given);
  const outputs = [...spec]
    .filter(([name]) => name !== '_id')
    .map(([name, operand]) => parseOutput(name, operand));
  const read = [...id.parts, ...outputs.map(({ operand }) => operand)];
  const fields = new Set(read.map(({ field }) => field).filter((field) => field !== undefined));
  return { fields, isNarrowing: true, run: (input, budget) => group({ input, budget, id, outputs }) };
}

function parseId(given: Value): GroupId {
  const isDocument =
    given instanceof Map && given.size > 0 && given.keys().next().value?.startsWith('$') === false;
  if (!isDocument) return { names: undefined, parts: [parseExpression(given)] };
  return { names: [...given.keys()], parts: [...given.values()].map(parseExpression) };
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
  if (operator !== '$count') return { name, operand: parseExpression(argument), make };
  if (!(argument instanceof Map) || argument.size > 0)
    throw new StoreError(14, '$count takes no arguments, i.e. $count:{}');
  return { name, operand: parseExpression(1), make };
}

interface Grouping {
  readonly input: Stream<Document>;
  readonly budget: Budget;
  readonly id: GroupId;
  readonly outputs: readonly Output[];
}

function* group({ input, budget, id, outputs }: Grouping): Stream<Document> {
  const groups = new Map<
    string,
    { readonly id: (Value | undefined)[]; readonly accumulators: Accumulator[] }
  >();
  for (const document of input) {
    if (document === PAUSE) {
      yield PAUSE;
      continue;
    }
    const values = id.parts.map((part) => part.evaluate(document));
    // A single part that is missing counts as null; of several parts each keeps the difference.
    const [only] = values;
    const identity = values.length === 1 ? [only ?? null] : values;
    const key = encodeKeyParts(identity.map((value) => ({ value, descending: false }))).toString('latin1');
    let found = groups.get(key);
    if (found === undefined) {
      if (groups.size >= MAX_GROUPS)
        throw new StoreError(292, `embedded store: more than ${MAX_GROUPS} groups`);
      found = { id: identity, accumulators: outputs.map(({ make }) => make()) };
      groups.set(key, found);
    }
    for (const [at, output] of outputs.entries())
      found.accumulators[at]?.add(output.operand.evaluate(document));
  }
  for (const found of groups.values()) {
    const result: Document = new Map([['_id', idOf(id, found.id)]]);
    for (const [at, output] of outputs.entries())
      result.set(output.name, found.accumulators[at]?.result() ?? null);
    yield result;
    if (budget.isSpent()) yield PAUSE;
  }
}

function idOf({ names }: GroupId, values: readonly (Value | undefined)[]): Value {
  if (names === undefined) return values[0] ?? null;
  const id: Document = new Map();
  for (const [at, name] of names.entries()) {
    const value = values[at];
    if (value !== undefined) id.set(name, value);
  }
  return id;
}

/** `$count: 'name'`: one document, or none when nothing came. */
export function parseCount(name: Value): Stage {
  if (typeof name !== 'string' || name === '')
    throw new StoreError(
      typeof name === 'string' ? 40157 : 40156,
      'the count field must be a non-empty string',
    );
  if (name.startsWith('$')) throw new StoreError(40158, 'the count field cannot be a $-prefixed path');
  if (name.includes('.')) throw new StoreError(40160, "the count field cannot contain '.'");
  return {
    fields: new Set(),
    isNarrowing: true,
    *run(input) {
      let count = 0;
      for (const document of input) {
        if (document === PAUSE) yield PAUSE;
        else count += 1;
      }
      if (count > 0) yield new Map([[name, integerValue(count)]]);
    },
  };
}
