import { compareValues, equalValues } from '../bson/order.ts';
import type { Condition, ValueTest } from '../query/condition.ts';
import { compileTest } from '../query/evaluate.ts';
import { conjuncts } from './bounds.ts';

/** Whether every document that a query finds is in an index with this partial filter. Careful: no when in doubt. */
export function impliesPartial(query: Condition, filter: Condition): boolean {
  const given = conjuncts(query);
  return conjuncts(filter).every((needed) => given.some((part) => implies(part, needed)));
}

function implies(given: Condition, needed: Condition): boolean {
  if (given.kind !== 'value' || needed.kind !== 'value') return false;
  if (given.path.join('.') !== needed.path.join('.')) return false;
  return impliesTest(given.test, needed.test);
}

function impliesTest(given: ValueTest, needed: ValueTest): boolean {
  const satisfies = compileTest(needed);
  switch (given.kind) {
    case 'compare': {
      const { operand } = given;
      // null stands for missing too, an array for itself or an element: what they imply is not worth knowing.
      if (operand === null || Array.isArray(operand)) return false;
      if (given.comparison === '$eq') return satisfies(operand);
      if (needed.kind === 'exists') return true;
      return needed.kind === 'compare' && isTighter(given, needed);
    }
    case 'in':
      return (
        given.patterns.length === 0 &&
        given.values.every((value) => value !== null && !Array.isArray(value) && satisfies(value))
      );
    case 'exists':
      return needed.kind === 'exists';
    case 'type':
      return needed.kind === 'type' && [...given.types].every((type) => needed.types.has(type));
    case 'regex':
    case 'mod':
      return needed.kind === 'exists';
  }
}

type Compare = Extract<ValueTest, { kind: 'compare' }>;

/** `$gt: 5` is tighter than `$gt: 3` and `$gte: 5`; types must agree, or the bounds speak of different values. */
function isTighter(given: Compare, needed: Compare): boolean {
  if (given.comparison === needed.comparison && equalValues(given.operand, needed.operand)) return true;
  const isAbove = needed.comparison === '$gt' || needed.comparison === '$gte';
  const isSameSide = isAbove === (given.comparison === '$gt' || given.comparison === '$gte');
  if (
    needed.comparison === '$eq' ||
    !isSameSide ||
    !compileTest({ ...needed, comparison: isAbove ? '$gte' : '$lte' })(given.operand)
  )
    return false;
  const order = compareValues(given.operand, needed.operand);
  return (
    order !== 0 ||
    given.comparison === '$gt' ||
    given.comparison === '$lt' ||
    needed.comparison === given.comparison
  );
}
