import { notSupported, StoreError } from '../errors.ts';
import { typeOf } from '../bson/types.ts';
import type { Value } from '../bson/value.ts';
import { parsePath } from '../query/path.ts';
import { leafOf, type Leaf } from './operators.ts';
import { comparePaths, isOnTheWay } from './path-order.ts';

/** One operator at one path. */
export interface Change {
  readonly operator: string;
  readonly path: readonly string[];
  readonly leaf: Leaf;
}

/**
 * Reads an update made of operators, as changes in the order in which MongoDB applies them.
 * @throws StoreError 9, 40, 56 and others as MongoDB; 115 for pipelines, replacements and operators that are not
 * supported
 */
export function parseUpdate(update: Value | undefined): Change[] {
  if (Array.isArray(update)) throw notSupported('an update written as a pipeline');
  if (!(update instanceof Map))
    throw new StoreError(9, 'Update argument must be either an object or an array');
  const [first] = update.keys();
  if (first?.startsWith('$') !== true) throw notSupported('the replacement of a whole document');
  const changes = [...update].flatMap(([operator, fields]) => parseOperator(operator, fields));
  changes.sort((left, right) => comparePaths(left.path, right.path));
  for (const [at, { path }] of changes.entries()) {
    const next = changes[at + 1]?.path;
    if (next !== undefined && isOnTheWay(path, next))
      throw new StoreError(
        40,
        `Updating the path '${next.join('.')}' would create a conflict at '${path.join('.')}'`,
      );
  }
  return changes;
}

function parseOperator(operator: string, fields: Value): Change[] {
  if (!(fields instanceof Map)) {
    leafOf({ operator, operand: null, name: '' });
    throw new StoreError(9, `Modifiers operate on fields but we found type ${typeOf(fields)} instead.`);
  }
  return [...fields].map(([name, operand]) => ({
    operator,
    path: parseUpdatePath(name),
    leaf: leafOf({ operator, operand, name }),
  }));
}

function parseUpdatePath(name: string): string[] {
  const path = parsePath(name);
  if (path.includes(''))
    throw new StoreError(56, `The update path '${name}' contains an empty field name, which is not allowed.`);
  if (path[0]?.startsWith('$') === true)
    throw new StoreError(52, `The dollar ($) prefixed field '${name}' is not valid for storage.`);
  return path;
}
