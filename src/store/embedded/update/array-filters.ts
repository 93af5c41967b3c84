import { StoreError } from '../errors.ts';
import type { Value } from '../bson/value.ts';
import type { Condition } from '../query/condition.ts';
import { compileCondition } from '../query/evaluate.ts';
import { parseQuery } from '../query/parse.ts';
import type { ArrayFilters } from './change.ts';

/** Reads `arrayFilters`: each a query whose paths all begin with the name that `$[name]` uses. @throws StoreError 9, 2 */
export function parseArrayFilters(given: Value | undefined): ArrayFilters {
  const filters = new Map<string, (element: Value) => boolean>();
  if (given === undefined) return filters;
  if (!Array.isArray(given)) throw new StoreError(14, 'arrayFilters must be an array');
  for (const each of given) {
    if (!(each instanceof Map)) throw new StoreError(14, 'arrayFilters must be documents');
    const condition = parseQuery(each);
    const name = nameIn(condition);
    if (filters.has(name))
      throw new StoreError(9, `Found multiple array filters with the same top-level field name ${name}`);
    const matches = compileCondition(condition);
    filters.set(name, (element) => matches(new Map([[name, element]])));
  }
  return filters;
}

function nameIn(condition: Condition): string {
  const names = new Set(namesIn(condition));
  const [name] = names;
  if (name === undefined)
    throw new StoreError(9, 'Cannot use an expression without a top-level field name in arrayFilters');
  if (names.size > 1)
    throw new StoreError(
      9,
      `Error parsing array filter: Expected a single top-level field name, found '${[...names].join("' and '")}'`,
    );
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
    throw new StoreError(
      2,
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
    );
  return name;
}

function namesIn(condition: Condition): string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.flatMap(namesIn);
    case 'not':
      return namesIn(condition.part);
    case 'never':
      return [];
    case 'value':
    case 'array':
      return [condition.path[0] ?? ''];
  }
}
