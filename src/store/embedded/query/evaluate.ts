import { compareValues } from '../bson/order.ts';
import { orderOf, typeOf } from '../bson/types.ts';
import { Double, Extreme, RegularExpression, type Document, type Value } from '../bson/value.ts';
import type { ArrayTest, Comparison, Condition, Pattern, ValueTest } from './condition.ts';
import { visitPath } from './path.ts';

/** Where a match happened, for the positional operator `$` of updates: the place in the array last entered. */
export interface MatchPlace {
  position?: number;
}

/** Whether a document (or an array taken as one) satisfies a condition. */
export type Predicate = (document: Document | Value[], place?: MatchPlace) => boolean;

/** Turns a condition into a function, once for each query. */
export function compileCondition(condition: Condition): Predicate {
  switch (condition.kind) {
    case 'and': {
      const parts = condition.parts.map(compileCondition);
      return (document, place) => parts.every((part) => part(document, place));
    }
    case 'or': {
      const parts = condition.parts.map(compileCondition);
      return (document, place) => parts.some((part) => part(document, place));
    }
    case 'not': {
      const part = compileCondition(condition.part);
      return (document) => !part(document);
    }
    case 'never':
      return () => false;
    case 'value':
      return compileValue(condition.path, compileTest(condition.test));
    case 'array':
      return compileArray(condition.path, compileArrayTest(condition.test));
  }
}

type TestOfValue = (value: Value | undefined) => boolean;

function compileValue(path: readonly string[], test: TestOfValue): Predicate {
  const name = path[0] ?? '';
  const isPlain = path.length === 1;
  return (document, place) => {
    if (isPlain && document instanceof Map) {
      // The common case, without the walk: a field of the document itself that is no array.
      const value = document.get(name);
      if (!Array.isArray(value)) return test(value);
    }
    return visitPath(document, {
      path,
      entersLeaf: true,
      visit: (value, position) => {
        if (!test(value)) return false;
        if (place !== undefined && position !== undefined) place.position = position;
        return true;
      },
    });
  };
}

/** Gives the position of the element that satisfied the test; -1 where the array as a whole did. */
type TestOfArray = (array: Value[]) => number | undefined;

function compileArray(path: readonly string[], test: TestOfArray): Predicate {
  return (document, place) =>
    visitPath(document, {
      path,
      entersLeaf: false,
      visit: (value, position) => {
        const found = Array.isArray(value) ? test(value) : undefined;
        if (found === undefined) return false;
        const reported = position ?? (found < 0 ? undefined : found);
        if (place !== undefined && reported !== undefined) place.position = reported;
        return true;
      },
    });
}

function compileArrayTest(test: ArrayTest): TestOfArray {
  switch (test.kind) {
    case 'size':
      return (array) => (array.length === test.size ? -1 : undefined);
    case 'elementMatches': {
      const predicate = compileCondition(test.condition);
      return (array) =>
        found(array.findIndex((each) => (each instanceof Map || Array.isArray(each)) && predicate(each)));
    }
    case 'elementIs': {
      const tests = test.tests.map(compileElementTest);
      return (array) => found(array.findIndex((element) => tests.every((each) => each(element))));
    }
  }
}

function found(index: number): number | undefined {
  return index < 0 ? undefined : index;
}

/** A condition on an array's element itself: arrays inside it are not entered. */
function compileElementTest(condition: Condition): (element: Value) => boolean {
  switch (condition.kind) {
    case 'value':
      return compileTest(condition.test);
    case 'array': {
      const test = compileArrayTest(condition.test);
      return (element) => Array.isArray(element) && test(element) !== undefined;
    }
    case 'not': {
      const part = compileElementTest(condition.part);
      return (element) => !part(element);
    }
    case 'and': {
      const parts = condition.parts.map(compileElementTest);
      return (element) => parts.every((part) => part(element));
    }
    case 'or': {
      const parts = condition.parts.map(compileElementTest);
      return (element) => parts.some((part) => part(element));
    }
    case 'never':
      return () => false;
  }
}

/** A test of one value, which never enters arrays. */
export function compileTest(test: ValueTest): TestOfValue {
  switch (test.kind) {
    case 'compare':
      return compileComparison(test.comparison, test.operand);
    case 'in':
      return compileIn(test.values, test.patterns);
    case 'regex':
      return (value) => matchesPattern(value, test.pattern);
    case 'mod':
      return (value) => {
        const whole = wholeNumber(value);
        return whole !== undefined && whole % test.divisor === test.remainder;
      };
    case 'exists':
      return (value) => value !== undefined;
    case 'type':
      return (value) => value !== undefined && test.types.has(typeOf(value));
  }
}

function compileComparison(comparison: Comparison, operand: Value): TestOfValue {
  const order = orderOf(operand);
  if (operand === null) {
    return (value) => comparison !== '$gt' && comparison !== '$lt' && (value === undefined || value === null);
  }
  if (operand instanceof Extreme) return (value) => compareWithExtreme(value, comparison, operand);
  const accepts = ACCEPTS[comparison];
  if (isNotANumber(operand))
    return (value) => comparison !== '$gt' && comparison !== '$lt' && isNotANumber(value);
  return (value) =>
    orderOf(value) === order && !isNotANumber(value) && accepts(compareValues(value, operand));
}

/** Against MinKey and MaxKey all types are compared, not only the same one. */
function compareWithExtreme(value: Value | undefined, comparison: Comparison, operand: Extreme): boolean {
  if (value instanceof Extreme) return ACCEPTS[comparison](compareValues(value, operand));
  return comparison !== '$eq' && ACCEPTS[comparison](operand.end === 'min' ? 1 : -1);
}

const ACCEPTS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  $eq: (order) => order === 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

function isNotANumber(value: Value | undefined): boolean {
  return value instanceof Double && Number.isNaN(value.value);
}

function compileIn(values: readonly Value[], patterns: readonly Pattern[]): TestOfValue {
  const texts = new Set(values.filter((value) => typeof value === 'string'));
  const others = values.filter((value) => typeof value !== 'string');
  const hasNull = values.includes(null);
  return (value) => {
    if (value === undefined) return hasNull;
    if (typeof value === 'string' && texts.has(value)) return true;
    return (
      others.some((other) => compareValues(value, other) === 0) ||
      patterns.some((pattern) => matchesPattern(value, pattern))
    );
  };
}

function matchesPattern(value: Value | undefined, pattern: Pattern): boolean {
  if (typeof value === 'string') return pattern.expression.test(value);
  return (
    value instanceof RegularExpression && value.pattern === pattern.source && value.flags === pattern.flags
  );
}

/** A number cut towards zero, for `$mod`; undefined for other values and for those outside int64. */
export function wholeNumber(value: Value | undefined): bigint | undefined {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value === 'bigint') return value;
  if (!(value instanceof Double) || !Number.isFinite(value.value)) return undefined;
  const whole = BigInt(Math.trunc(value.value));
  return BigInt.asIntN(64, whole) === whole ? whole : undefined;
}
