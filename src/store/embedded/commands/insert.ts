import { StoreError } from '../errors.ts';
import { decodeDocument, elementSpans } from '../bson/decode.ts';
import { encodeElement, joinElements } from '../bson/encode.ts';
import { newObjectId, RegularExpression, type Document } from '../bson/value.ts';
import { MAX_DOCUMENT, type Content } from '../storage/collection.ts';
import { collectionToWrite } from './collections.ts';
import type { CommandDefinition } from './context.ts';
import { runWrites, WRITE_FIELDS, writesOf } from './writes.ts';

export const insert: CommandDefinition = {
  fields: WRITE_FIELDS,
  run(context, command) {
    const writes = writesOf(command, 'documents');
    collectionToWrite(context, command);
    return runWrites({
      context,
      command,
      writes,
      write(bytes, outcome) {
        // Looked up each time: in a pause the collection may have been dropped.
        collectionToWrite(context, command).insert(contentToInsert(bytes));
        outcome.n += 1;
        return undefined;
      },
    });
  },
};

/** A document to insert, checked; `_id` is made where there is none and moved to the front, other bytes stay. */
function contentToInsert(bytes: Buffer): Content {
  if (bytes.length > MAX_DOCUMENT)
    throw new StoreError(2, `object to insert too large: ${bytes.length} bytes, max size: ${MAX_DOCUMENT}`);
  const document = decodeDocument(bytes);
  const id = document.get('_id');
  if (id === undefined) {
    const made = newObjectId();
    const joined = joinElements([encodeElement('_id', made), bytes.subarray(4, -1)]);
    return { document: new Map([['_id', made], ...document]), bytes: joined };
  }
  checkId(document);
  if (document.keys().next().value === '_id') return { document, bytes };
  const elements = [...elementSpans(bytes)].sort(
    (left, right) => Number(right.name === '_id') - Number(left.name === '_id'),
  );
  return {
    document: new Map([['_id', id], ...document]),
    bytes: joinElements(elements.map(({ start, end }) => bytes.subarray(start, end))),
  };
}

/** `_id` may be neither an array nor a regular expression. @throws StoreError 53 */
export function checkId(document: Document): void {
  const id = document.get('_id');
  if (Array.isArray(id)) throw new StoreError(53, "The '_id' value cannot be of type array");
  if (id instanceof RegularExpression) throw new StoreError(53, "The '_id' value cannot be of type regex");
}
