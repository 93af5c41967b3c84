import { malformed, Reader } from './reader.ts';
import type { Document } from './value.ts';

/**
 * Decodes one document and checks every length on the way, so that bytes that decode are well formed.
 * With `only`, other top-level fields are skipped without being read.
 * @throws StoreError 22 for malformed bytes, 115 for a type this store does not keep
 */
export function decodeDocument(bytes: Buffer, only?: ReadonlySet<string>): Document {
  const reader = new Reader(bytes);
  const document = reader.document(only);
  if (reader.at !== bytes.length) throw malformed();
  return document;
}

/** Where the elements of a document's bytes lie: name, type byte, start of the element, of its value, and end. */
export interface ElementSpan {
  readonly name: string;
  readonly type: number;
  readonly start: number;
  readonly value: number;
  readonly end: number;
}

/** The top-level elements of a document's bytes, without decoding their values. */
export function* elementSpans(bytes: Buffer): Generator<ElementSpan> {
  const reader = new Reader(bytes);
  const limit = reader.documentEnd();
  while (reader.at < limit) {
    const start = reader.at;
    const type = reader.byte();
    const name = reader.text0();
    const value = reader.at;
    reader.skip(type);
    yield { name, type, start, value, end: reader.at };
  }
}
