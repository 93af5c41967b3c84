import { encodeKey, textOfKey } from '../bson/key.ts';
import { compareValues } from '../bson/order.ts';
import { isNotANumber, orderOf } from '../bson/types.ts';
import { RegularExpression, type Document, type Value } from '../bson/value.ts';
import type { Comparison, Condition, Pattern, ValueTest } from './condition.ts';
import { visitPath } from './path.ts';

/** Whether a document satisfies a condition. */
export type Predicate = (document: Document) => boolean;

type TestOfValue = (value: Value | undefined) => boolean;

/** Turns a condition into a function, once for each query. */
export function compileCondition(condition: Condition): Predicate {
  switch (condition.kind) {
    case 'and': {
      const parts = condition.parts.map(compileCondition);
      return (document) => parts.every((part) => part(document));
    }
    case 'or': {
      const parts = condition.parts.map(compileCondition);
      return (document) => parts.some((part) => part(document));
    }
    case 'not': {
      const part = compileCondition(condition.part);
      return (document) => !part(document);
    }
    case 'value': {
      const visit = { path: condition.path, visit: compileTest(condition.test) };
      return (document) => visitPath(document, visit);
    }
  }
}

/** A test of one value, which never enters arrays. */
export function compileTest(test: ValueTest): TestOfValue {
  switch (test.kind) {
    case 'compare':
      return compileComparison(test);
    case 'in':
      return compileIn(test);
    case 'regex':
      return (value) => matchesPattern(value, test.pattern);
    case 'exists':
      return (value) => value !== undefined;
  }
}

const ACCEPTS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  $eq: (order) => order === 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/** Only values of the operand's own type are compared; null and NaN are equal to themselves and have no neighbours. */
function compileComparison({ comparison, operand }: Extract<ValueTest, { kind: 'compare' }>): TestOfValue {
  const accepts = ACCEPTS[comparison];
  if (operand === null) return (value) => accepts(0) && (value === undefined || value === null);
  if (isNotANumber(operand)) return (value) => accepts(0) && isNotANumber(value);
  const order = orderOf(operand);
  return (value) =>
    orderOf(value) === order && !isNotANumber(value) && accepts(compareValues(value, operand));
}

function compileIn({ values, patterns }: Extract<ValueTest, { kind: 'in' }>): TestOfValue {
  const keys = new Set(values.map((value) => textOfKey(encodeKey(value))));
  const hasNull = values.includes(null);
  return (value) => {
    if (value === undefined) return hasNull;
    return (
      keys.has(textOfKey(encodeKey(value))) || patterns.some((pattern) => matchesPattern(value, pattern))
    );
  };
}

function matchesPattern(value: Value | undefined, { source, flags, expression }: Pattern): boolean {
  if (typeof value === 'string') return expression.test(value);
  return value instanceof RegularExpression && value.pattern === source && value.flags === flags;
}
