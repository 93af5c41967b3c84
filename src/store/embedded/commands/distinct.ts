import { StoreError } from '../errors.ts';
import { encodeKey } from '../bson/key.ts';
import { Double, replyOf, type Document, type Value } from '../bson/value.ts';
import { PAUSE } from '../query/budget.ts';
import { contentOf, findRows } from '../query/find.ts';
import { parseQuery } from '../query/parse.ts';
import { positionOf } from '../query/path.ts';
import { MAX_DOCUMENT } from '../storage/collection.ts';
import { checkHint } from '../storage/planner.ts';
import { collectionName, documentArgument } from './arguments.ts';
import type { CommandDefinition } from './context.ts';

export const distinct: CommandDefinition = {
  fields: ['key', 'query', 'hint'],
  *run(context, command) {
    const { body, database } = command;
    const collection = context.catalog.find(database, collectionName(command));
    const key = body.get('key');
    if (typeof key !== 'string')
      throw new StoreError(14, "BSON field 'distinct.key' is the wrong type, expected type 'string'");
    const condition = parseQuery(documentArgument(body, 'query'));
    checkHint(collection, body.get('hint'));
    const values = new Map<string, Value>();
    let bytes = 0;
    const path = key.split('.');
    const rows = collection === undefined ? [] : findRows({ collection, condition, budget: context.budget });
    for (const row of rows) {
      if (row === PAUSE) {
        yield PAUSE;
        continue;
      }
      valuesAt({ document: contentOf(row), path, at: 0 }, add);
    }
    return replyOf({ values: [...values.values()], ok: new Double(1) });

    function add(value: Value): void {
      const text = encodeKey(value).toString('latin1');
      if (values.has(text)) return;
      bytes += text.length;
      if (bytes > MAX_DOCUMENT) throw new StoreError(17217, 'distinct too big, 16mb cap');
      values.set(text, value);
    }
  },
};

interface Place {
  readonly document: Document;
  readonly path: readonly string[];
  readonly at: number;
}

/** Calls `add` with the values at a path. An array at its end gives its elements, never itself. */
function valuesAt({ document, path, at }: Place, add: (value: Value) => void): void {
  const value = document.get(path[at] ?? '');
  if (value === undefined) return;
  if (at === path.length - 1) return Array.isArray(value) ? value.forEach(add) : add(value);
  if (value instanceof Map) return valuesAt({ document: value, path, at: at + 1 }, add);
  if (!Array.isArray(value)) return;
  if (positionOf(path[at + 1] ?? '') !== undefined) {
    // A position picks one element: the array counts as a document whose fields are its positions.
    const elements: Document = new Map(value.map((element, index) => [String(index), element]));
    return valuesAt({ document: elements, path, at: at + 1 }, add);
  }
  for (const element of value)
    if (element instanceof Map) valuesAt({ document: element, path, at: at + 1 }, add);
}
