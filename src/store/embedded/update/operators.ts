import { notSupported, StoreError } from '../errors.ts';
import { equalValues } from '../bson/order.ts';
import { integerOf, isNumber, numberOf, typeOf, type NumberValue } from '../bson/types.ts';
import { Double, RegularExpression, type Value } from '../bson/value.ts';
import { compileCondition } from '../query/evaluate.ts';
import { isOperatorDocument, parseQuery } from '../query/parse.ts';

/** What an operator makes of the value at its path; undefined is missing, before and after. */
export type Leaf = (current: Value | undefined) => Value | undefined;

export interface Operand {
  readonly operator: string;
  readonly operand: Value;
  /** The path, for the texts of errors. */
  readonly name: string;
}

/** Operators that MongoDB has and this store has not. */
const NOT_HERE = new Set('$mul $min $max $currentDate $rename $bit $pop $pullAll $pushAll'.split(' '));

/** Reads one operator with its operand. @throws StoreError 2, 9, 14 as MongoDB; 115 for what is not supported */
export function leafOf(given: Operand): Leaf {
  const { operator, operand } = given;
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return () => operand;
    case '$unset':
      return () => undefined;
    case '$inc':
      return incrementLeaf(given);
    case '$push':
      return pushLeaf(given);
    case '$addToSet':
      return addToSetLeaf(given);
    case '$pull':
      return pullLeaf(operand);
    default:
      if (NOT_HERE.has(operator)) throw notSupported(`the update operator ${operator}`);
      throw new StoreError(9, `Unknown modifier: ${operator}. Expected a valid update modifier`);
  }
}

function incrementLeaf({ operand, name }: Operand): Leaf {
  if (!isNumber(operand)) throw new StoreError(14, `Cannot increment with non-numeric argument: {${name}}`);
  return (current) => {
    if (current === undefined) return operand;
    if (!isNumber(current))
      throw new StoreError(
        14,
        `Cannot apply $inc to a value of non-numeric type: '${name}' is of type ${typeOf(current)}`,
      );
    return sum(current, operand);
  };
}

/** A double makes a double, an int64 an int64; two int32 whose sum does not fit make an int64. */
function sum(left: NumberValue, right: NumberValue): NumberValue {
  if (left instanceof Double || right instanceof Double)
    return new Double((numberOf(left) ?? 0) + (numberOf(right) ?? 0));
  const result = BigInt(left) + BigInt(right);
  const isInt = typeof left === 'number' && typeof right === 'number';
  if (isInt && BigInt.asIntN(32, result) === result) return Number(result);
  if (BigInt.asIntN(64, result) === result) return result;
  throw new StoreError(2, `Failed to apply $inc to current value (${left}): the result is out of range`);
}

/** `$push`, with `$each` and `$slice`. */
function pushLeaf(given: Operand): Leaf {
  const { operand } = given;
  if (!(operand instanceof Map) || !operand.has('$each'))
    return (current) => [...arrayAt(current, given), operand];
  for (const clause of operand.keys()) {
    if (clause === '$position' || clause === '$sort') throw notSupported(`the clause ${clause} of $push`);
    if (clause !== '$each' && clause !== '$slice')
      throw new StoreError(2, `Unrecognized clause in $push: ${clause}`);
  }
  const added = operand.get('$each');
  if (!Array.isArray(added)) throw new StoreError(2, 'The argument to $each in $push must be an array');
  const slice = operand.has('$slice') ? integerOf(operand.get('$slice')) : Infinity;
  if (slice === undefined) throw new StoreError(2, 'The value for $slice must be an integer value');
  return (current) => {
    const before = arrayAt(current, given);
    const after = [...before, ...added];
    const kept = slice < 0 ? after.slice(slice) : after.slice(0, slice);
    return added.length === 0 && kept.length === before.length && current !== undefined ? current : kept;
  };
}

/** `$addToSet`, with `$each`: values that are not there yet, in their order. */
function addToSetLeaf(given: Operand): Leaf {
  const { operand } = given;
  const clauses = operand instanceof Map && operand.keys().next().value === '$each' ? operand : undefined;
  if (clauses !== undefined && clauses.size > 1)
    throw new StoreError(2, 'Found unexpected fields after $each in $addToSet');
  const added = clauses === undefined ? [operand] : clauses.get('$each');
  if (!Array.isArray(added)) throw new StoreError(14, 'The argument to $each in $addToSet must be an array');
  return (current) => {
    const after = [...arrayAt(current, given)];
    for (const value of added) if (!after.some((each) => equalValues(each, value))) after.push(value);
    return after;
  };
}

function arrayAt(current: Value | undefined, { operator, name }: Operand): Value[] {
  if (current === undefined) return [];
  if (Array.isArray(current)) return current;
  throw new StoreError(
    2,
    `Cannot apply ${operator} to non-array field '${name}', which has type ${typeOf(current)}`,
  );
}

/** `$pull`: elements that equal a value, or satisfy a condition on themselves or on their fields. */
function pullLeaf(operand: Value): Leaf {
  const isGone = elementTest(operand);
  return (current) => {
    if (current === undefined) return undefined;
    if (!Array.isArray(current)) throw new StoreError(2, 'Cannot apply $pull to a non-array value');
    return current.filter((element) => !isGone(element));
  };
}

function elementTest(operand: Value): (element: Value) => boolean {
  if (operand instanceof Map && !isOperatorDocument(operand)) {
    const matches = compileCondition(parseQuery(operand));
    return (element) => element instanceof Map && matches(element);
  }
  if (operand instanceof Map || operand instanceof RegularExpression) {
    const matches = compileCondition(parseQuery(new Map([['', operand]])));
    return (element) => matches(new Map([['', element]]));
  }
  return (element) => equalValues(element, operand);
}
