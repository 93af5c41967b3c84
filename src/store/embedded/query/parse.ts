import { notSupported, StoreError } from '../errors.ts';
import { RegularExpression, type Document, type Value } from '../bson/value.ts';
import type { Condition } from './condition.ts';
import { compilePattern } from './pattern.ts';
import { parseOperators } from './parse-operators.ts';

/** Operators that MongoDB knows at the top of a query and this store does not. */
const NOT_HERE = new Set([
  '$text',
  '$where',
  '$expr',
  '$jsonSchema',
  '$alwaysTrue',
  '$alwaysFalse',
  '$sampleRate',
]);

/**
 * Parses a query document.
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
      if (NOT_HERE.has(name)) throw notSupported(`the query operator ${name}`);
      throw new StoreError(
        2,
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
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
  const path = name.split('.');
  if (operand instanceof RegularExpression) {
    const pattern = compilePattern({ source: operand.pattern, flags: operand.flags });
    return { kind: 'value', path, test: { kind: 'regex', pattern } };
  }
  if (operand instanceof Map && isOperatorDocument(operand))
    return parseOperators({ path, operators: operand });
  return { kind: 'value', path, test: { kind: 'compare', comparison: '$eq', operand } };
}

/** `{$gt: 1}` is one, `{a: 1}` and `{}` are values; the first field decides, as in MongoDB. */
export function isOperatorDocument(document: Document): boolean {
  const [first] = document.keys();
  return (
    first !== undefined && first.startsWith('$') && !(first === '$ref' || first === '$id' || first === '$db')
  );
}
