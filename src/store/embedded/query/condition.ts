import type { TypeName } from '../bson/types.ts';
import type { Value } from '../bson/value.ts';

/** How a value is compared with the one in a query. */
export type Comparison = '$eq' | '$gt' | '$gte' | '$lt' | '$lte';

/** What one value must be; a path applies it to each value that lies there. */
export type ValueTest =
  | { readonly kind: 'compare'; readonly comparison: Comparison; readonly operand: Value }
  | { readonly kind: 'in'; readonly values: readonly Value[]; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'regex'; readonly pattern: Pattern }
  | { readonly kind: 'mod'; readonly divisor: bigint; readonly remainder: bigint }
  | { readonly kind: 'exists' }
  | { readonly kind: 'type'; readonly types: ReadonlySet<TypeName> };

/** What an array as a whole must be. */
export type ArrayTest =
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'elementMatches'; readonly condition: Condition }
  | { readonly kind: 'elementIs'; readonly tests: readonly Condition[] };

export interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly expression: RegExp;
}

/** A parsed query. Paths are split at their dots. */
export type Condition =
  | { readonly kind: 'and'; readonly parts: readonly Condition[] }
  | { readonly kind: 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'never' }
  | { readonly kind: 'value'; readonly path: readonly string[]; readonly test: ValueTest }
  | { readonly kind: 'array'; readonly path: readonly string[]; readonly test: ArrayTest };

/** The names of the top-level fields that a condition reads, added to `fields`. */
export function collectFields(condition: Condition, fields: Set<string>): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const part of condition.parts) collectFields(part, fields);
      return;
    case 'not':
      return collectFields(condition.part, fields);
    case 'never':
      return;
    case 'value':
    case 'array':
      fields.add(condition.path[0] ?? '');
  }
}
