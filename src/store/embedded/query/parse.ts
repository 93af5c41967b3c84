import { notSupported, StoreError } from '../errors.ts';
import { isTrue } from '../bson/types.ts';
import { RegularExpression, type Document, type Value } from '../bson/value.ts';
import type { Condition, Pattern, ValueTest } from './condition.ts';
import { parsePath } from './path.ts';
import { compilePattern } from './pattern.ts';

/** Operators that MongoDB has and this store has not. */
const NOT_HERE = new Set(
  (
    '$text $where $expr $jsonSchema $alwaysTrue $alwaysFalse $sampleRate $not $all $elemMatch $size $mod $type ' +
    '$near $nearSphere $geoWithin $geoIntersects $within $maxDistance $minDistance ' +
    '$bitsAllSet $bitsAllClear $bitsAnySet $bitsAnyClear'
  ).split(' '),
);

/**
 * Reads a query document.
 * @throws StoreError with MongoDB's codes (2 for unknown operators and wrong operands), 115 for what is not supported
 */
export function parseQuery(query: Document): Condition {
  const parts: Condition[] = [];
  for (const [name, operand] of query) {
    if (!name.startsWith('$')) parts.push(parseField(name, operand));
    else if (name !== '$comment') parts.push(parseLogical(name, operand));
  }
  return joined('and', parts);
}

function joined(kind: 'and' | 'or', parts: readonly Condition[]): Condition {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, parts };
}

function parseLogical(name: string, operand: Value): Condition {
  switch (name) {
    case '$and':
      return joined('and', parseList(name, operand));
    case '$or':
      return joined('or', parseList(name, operand));
    case '$nor':
      return { kind: 'not', part: joined('or', parseList(name, operand)) };
    default:
      throw unknownOperator(name);
  }
}

function unknownOperator(name: string): StoreError {
  if (NOT_HERE.has(name)) return notSupported(`the query operator ${name}`);
  return new StoreError(2, `unknown operator: ${name}`);
}

function parseList(name: string, operand: Value): Condition[] {
  if (!Array.isArray(operand)) throw new StoreError(2, `${name} must be an array`);
  if (operand.length === 0) throw new StoreError(2, '$and/$or/$nor must be a nonempty array');
  return operand.map((part) => {
    if (!(part instanceof Map)) throw new StoreError(2, '$or/$and/$nor entries need to be full objects');
    return parseQuery(part);
  });
}

function parseField(name: string, operand: Value): Condition {
  const path = parsePath(name);
  if (operand instanceof Map && isOperatorDocument(operand)) return parseOperators(path, operand);
  const test: ValueTest =
    operand instanceof RegularExpression
      ? { kind: 'regex', pattern: patternOf(operand) }
      : { kind: 'compare', comparison: '$eq', operand };
  return { kind: 'value', path, test };
}

/** `{$gt: 1}` is one, `{a: 1}` and `{}` are values; the first field decides, as in MongoDB. */
export function isOperatorDocument(document: Document): boolean {
  const [first] = document.keys();
  return first?.startsWith('$') === true && !['$ref', '$id', '$db'].includes(first);
}

/** `{$gt: 1, $lt: 5}` on one path. */
function parseOperators(path: readonly string[], operators: Document): Condition {
  const parts: Condition[] = [];
  for (const [name, operand] of operators) {
    if (name === '$options') {
      if (!operators.has('$regex')) throw new StoreError(2, '$options needs a $regex');
      continue;
    }
    const isNegated = name === '$ne' || name === '$nin' || (name === '$exists' && !isTrue(operand));
    const part: Condition = { kind: 'value', path, test: parseTest({ name, operand, operators }) };
    parts.push(isNegated ? { kind: 'not', part } : part);
  }
  return joined('and', parts);
}

interface Operator {
  readonly name: string;
  readonly operand: Value;
  readonly operators: Document;
}

/** What an operator asks of a value; of a negating one, what the value must not be. */
function parseTest({ name, operand, operators }: Operator): ValueTest {
  switch (name) {
    case '$eq':
      return { kind: 'compare', comparison: name, operand };
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
    case '$ne':
      if (operand instanceof RegularExpression)
        throw new StoreError(2, `Can't have RegEx as arg to ${name}.`);
      return { kind: 'compare', comparison: name === '$ne' ? '$eq' : name, operand };
    case '$in':
    case '$nin':
      return parseIn(operand);
    case '$exists':
      return { kind: 'exists' };
    case '$regex':
      return { kind: 'regex', pattern: parseRegex(operand, operators.get('$options')) };
    default:
      throw unknownOperator(name);
  }
}

function parseIn(operand: Value): ValueTest {
  if (!Array.isArray(operand)) throw new StoreError(2, '$in needs an array');
  const values: Value[] = [];
  const patterns: Pattern[] = [];
  for (const each of operand) {
    if (each instanceof Map && isOperatorDocument(each)) throw new StoreError(2, 'cannot nest $ under $in');
    if (each instanceof RegularExpression) patterns.push(patternOf(each));
    else values.push(each);
  }
  return { kind: 'in', values, patterns };
}

function parseRegex(operand: Value, options: Value | undefined): Pattern {
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

function patternOf({ pattern, flags }: RegularExpression): Pattern {
  return compilePattern({ source: pattern, flags });
}
