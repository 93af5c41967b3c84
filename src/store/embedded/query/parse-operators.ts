import { notSupported, StoreError } from '../errors.ts';
import { isTrue, numberOf, typesNamed, type TypeName } from '../bson/types.ts';
import { RegularExpression, type Document, type Value } from '../bson/value.ts';
import type { Condition, Pattern, ValueTest } from './condition.ts';
import { wholeNumber } from './evaluate.ts';
import { isOperatorDocument, parseQuery } from './parse.ts';
import { compilePattern } from './pattern.ts';

/** Operators that MongoDB knows on a field and this store does not. */
const NOT_HERE = new Set([
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$maxDistance',
  '$minDistance',
  '$bitsAllSet',
  '$bitsAllClear',
  '$bitsAnySet',
  '$bitsAnyClear',
]);

export interface FieldOperators {
  readonly path: readonly string[];
  readonly operators: Document;
}

/** Parses `{$gt: 1, $lt: 5}` on one path. @throws StoreError 2 and others, as MongoDB */
export function parseOperators({ path, operators }: FieldOperators): Condition {
  const parts: Condition[] = [];
  for (const [name, operand] of operators) {
    if (!name.startsWith('$')) throw new StoreError(2, `unknown operator: ${name}`);
    const part = parseOperator({ path, name, operand, operators });
    if (part !== undefined) parts.push(part);
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'and', parts };
}

interface Operator extends FieldOperators {
  readonly name: string;
  readonly operand: Value;
}

function parseOperator(operator: Operator): Condition | undefined {
  const { path, name, operand } = operator;
  const value = (test: ValueTest): Condition => ({ kind: 'value', path, test });
  switch (name) {
    case '$eq':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      if (operand instanceof RegularExpression && name !== '$eq')
        throw new StoreError(2, `Can't have RegEx as arg to predicate over field '${path.join('.')}'.`);
      return value({ kind: 'compare', comparison: name, operand });
    case '$ne':
      if (operand instanceof RegularExpression) throw new StoreError(2, "Can't have regex as arg to $ne.");
      return { kind: 'not', part: value({ kind: 'compare', comparison: '$eq', operand }) };
    case '$in':
      return value(parseIn(operand));
    case '$nin':
      return { kind: 'not', part: value(parseIn(operand)) };
    case '$exists':
      return isTrue(operand) ? value({ kind: 'exists' }) : { kind: 'not', part: value({ kind: 'exists' }) };
    case '$type':
      return value({ kind: 'type', types: parseTypes(operand) });
    case '$regex':
      return value({ kind: 'regex', pattern: parseRegex(operator) });
    case '$options':
      if (!operator.operators.has('$regex')) throw new StoreError(2, '$options needs a $regex');
      return undefined;
    case '$mod':
      return value(parseMod(operand));
    case '$not':
      return { kind: 'not', part: parseNot(path, operand) };
    case '$size':
      return { kind: 'array', path, test: { kind: 'size', size: parseSize(operand) } };
    case '$all':
      return parseAll(path, operand);
    case '$elemMatch':
      return parseElementMatch(path, operand);
    default:
      if (NOT_HERE.has(name)) throw notSupported(`the query operator ${name}`);
      throw new StoreError(2, `unknown operator: ${name}`);
  }
}

function parseIn(operand: Value): ValueTest {
  if (!Array.isArray(operand)) throw new StoreError(2, '$in needs an array');
  const values: Value[] = [];
  const patterns: Pattern[] = [];
  for (const each of operand) {
    if (each instanceof Map && isOperatorDocument(each)) throw new StoreError(2, 'cannot nest $ under $in');
    if (each instanceof RegularExpression)
      patterns.push(compilePattern({ source: each.pattern, flags: each.flags }));
    else values.push(each);
  }
  return { kind: 'in', values, patterns };
}

function parseTypes(operand: Value): ReadonlySet<TypeName> {
  const named = Array.isArray(operand) ? operand : [operand];
  if (named.length === 0) throw new StoreError(9, '$type must match at least one type');
  return new Set(named.flatMap((each) => typesNamed(each)));
}

function parseRegex({ operand, operators }: Operator): Pattern {
  const options = operators.get('$options');
  if (options !== undefined && typeof options !== 'string')
    throw new StoreError(2, '$options has to be a string');
  if (operand instanceof RegularExpression) {
    if (options !== undefined && operand.flags !== '')
      throw new StoreError(51075, 'options set in both $regex and $options');
    return compilePattern({ source: operand.pattern, flags: options ?? operand.flags });
  }
  if (typeof operand !== 'string') throw new StoreError(2, '$regex has to be a string');
  return compilePattern({ source: operand, flags: options ?? '' });
}

function parseMod(operand: Value): ValueTest {
  if (!Array.isArray(operand)) throw new StoreError(2, 'malformed mod, needs to be an array');
  const [divisor, remainder] = [operand[0], operand[1]];
  if (divisor === undefined) throw new StoreError(2, 'malformed mod, not enough elements');
  if (numberOf(divisor) === undefined) throw new StoreError(2, 'malformed mod, divisor not a number');
  if (remainder === undefined) throw new StoreError(2, 'malformed mod, not enough elements');
  if (operand.length > 2) throw new StoreError(2, 'malformed mod, too many elements');
  if (numberOf(remainder) === undefined) throw new StoreError(2, 'malformed mod, remainder not a number');
  const whole = { divisor: wholeNumber(divisor), remainder: wholeNumber(remainder) };
  if (whole.divisor === undefined || whole.remainder === undefined)
    throw new StoreError(2, 'malformed mod, divisor or remainder is out of range');
  if (whole.divisor === 0n) throw new StoreError(2, 'divisor cannot be 0');
  return { kind: 'mod', divisor: whole.divisor, remainder: whole.remainder };
}

function parseNot(path: readonly string[], operand: Value): Condition {
  if (operand instanceof RegularExpression) {
    const pattern = compilePattern({ source: operand.pattern, flags: operand.flags });
    return { kind: 'value', path, test: { kind: 'regex', pattern } };
  }
  if (!(operand instanceof Map)) throw new StoreError(2, '$not needs a regex or a document');
  if (operand.size === 0) throw new StoreError(2, '$not cannot be empty');
  return parseOperators({ path, operators: operand });
}

function parseSize(operand: Value): number {
  const size = numberOf(operand);
  if (size === undefined) throw new StoreError(2, 'Failed to parse $size. Expected a number');
  if (!Number.isInteger(size)) throw new StoreError(2, 'Failed to parse $size. Expected an integer');
  if (size < 0) throw new StoreError(2, 'Failed to parse $size. Expected a non-negative number');
  return size;
}

function parseAll(path: readonly string[], operand: Value): Condition {
  if (!Array.isArray(operand)) throw new StoreError(2, '$all needs an array');
  if (operand.length === 0) return { kind: 'never' };
  const [first] = operand;
  const isElements = first instanceof Map && first.keys().next().value === '$elemMatch';
  const parts = operand.map((each): Condition => {
    if (isElements) {
      const inner =
        each instanceof Map && each.keys().next().value === '$elemMatch' ? each.get('$elemMatch') : undefined;
      if (inner === undefined) throw new StoreError(2, '$all/$elemMatch has to be consistent');
      return parseElementMatch(path, inner);
    }
    if (each instanceof Map && isOperatorDocument(each)) throw new StoreError(2, 'no $ expressions in $all');
    if (each instanceof RegularExpression) {
      const pattern = compilePattern({ source: each.pattern, flags: each.flags });
      return { kind: 'value', path, test: { kind: 'regex', pattern } };
    }
    return { kind: 'value', path, test: { kind: 'compare', comparison: '$eq', operand: each } };
  });
  return { kind: 'and', parts };
}

function parseElementMatch(path: readonly string[], operand: Value): Condition {
  if (!(operand instanceof Map)) throw new StoreError(2, '$elemMatch needs an Object');
  const [first] = operand.keys();
  const isLogical = first === '$and' || first === '$or' || first === '$nor' || first === '$where';
  if (first !== undefined && isOperatorDocument(operand) && !isLogical) {
    const condition = parseOperators({ path: [''], operators: operand });
    return { kind: 'array', path, test: { kind: 'elementIs', tests: [condition] } };
  }
  return { kind: 'array', path, test: { kind: 'elementMatches', condition: parseQuery(operand) } };
}
