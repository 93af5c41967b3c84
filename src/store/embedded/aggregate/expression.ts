import { notSupported, StoreError } from '../errors.ts';
import type { Document, Value } from '../bson/value.ts';

/** What an operand of a stage gives for a document; undefined is missing. */
export interface Expression {
  readonly evaluate: (document: Document) => Value | undefined;
  /** The top-level field it reads. */
  readonly field: string | undefined;
}

/**
 * Reads an operand: a field path (`'$a.b'`) or a constant.
 * @throws StoreError 168 for expressions, which this store does not know
 */
export function parseExpression(operand: Value): Expression {
  if (typeof operand === 'string' && operand.startsWith('$')) return parseFieldPath(operand);
  if (operand instanceof Map) {
    const [first] = operand.keys();
    if (first?.startsWith('$') === true) throw notSupported(`the expression ${first}`, 168);
    if (operand.size > 0) throw notSupported('an expression that makes a document', 168);
  }
  if (Array.isArray(operand)) throw notSupported('an expression that makes an array', 168);
  return { evaluate: () => operand, field: undefined };
}

/** `'$a.b'`. Inside arrays the fields of their documents are gathered; positions mean nothing, unlike in queries. */
export function parseFieldPath(operand: string): Expression {
  if (operand.startsWith('$$')) throw notSupported(`the variable ${operand}`, 168);
  const path = operand.slice(1).split('.');
  if (operand === '$') throw new StoreError(16872, "'$' by itself is not a valid FieldPath");
  if (path.includes(''))
    throw new StoreError(
      path.at(-1) === '' ? 40353 : 15998,
      'FieldPath field names may not be empty strings.',
    );
  if (path.some((part) => part.startsWith('$')))
    throw new StoreError(
      16410,
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    );
  return { evaluate: (document) => fieldAt({ document, path, at: 0 }), field: path[0] };
}

function fieldAt(place: { document: Document; path: readonly string[]; at: number }): Value | undefined {
  const { document, path, at } = place;
  const value = document.get(path[at] ?? '');
  if (at === path.length - 1) return value;
  if (value instanceof Map) return fieldAt({ document: value, path, at: at + 1 });
  if (!Array.isArray(value)) return undefined;
  return value
    .map((each) => (each instanceof Map ? fieldAt({ document: each, path, at: at + 1 }) : undefined))
    .filter((each) => each !== undefined);
}
