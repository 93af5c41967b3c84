import type { Value } from '../bson/value.ts';

/** How a value is compared with the one in a query. */
export type Comparison = '$eq' | '$gt' | '$gte' | '$lt' | '$lte';

/** What one value must be; a path applies it to each value that lies there. */
export type ValueTest =
  | { readonly kind: 'compare'; readonly comparison: Comparison; readonly operand: Value }
  | { readonly kind: 'in'; readonly values: readonly Value[]; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'regex'; readonly pattern: Pattern }
  | { readonly kind: 'exists' };

export interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly expression: RegExp;
}

/** A parsed query. Paths are split at their dots. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'value'; readonly path: readonly string[]; readonly test: ValueTest };

/** The parts of a condition that all must hold. */
export function conjuncts(condition: Condition): Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(conjuncts) : [condition];
}

/** The names of the top-level fields that a condition reads. */
export function fieldsIn(condition: Condition): string[] {
  if (condition.kind === 'value') return [condition.path[0] ?? ''];
  return (condition.kind === 'not' ? [condition.part] : condition.parts).flatMap(fieldsIn);
}
