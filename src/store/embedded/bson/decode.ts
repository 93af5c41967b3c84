import { StoreError, notSupported } from '../errors.ts';
import {
  Binary,
  DateTime,
  Double,
  MAX_KEY,
  MIN_KEY,
  ObjectId,
  RegularExpression,
  Timestamp,
  type Document,
  type Value,
} from './value.ts';

/** MongoDB stores at most this many nested levels. */
const MAX_DEPTH = 180;

/**
 * Decodes one document and checks every length on the way, so that bytes that decode are well formed.
 * With `only`, other top-level fields are skipped without being read.
 * @throws StoreError 22 for malformed bytes, 115 for a type this store does not keep
 */
export function decodeDocument(bytes: Buffer, only?: ReadonlySet<string>): Document {
  return new Reader(bytes).topDocument(only);
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

const malformed = (): StoreError => new StoreError(22, 'embedded store: malformed BSON');

class Reader {
  at = 0;
  readonly bytes: Buffer;
  #depth = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  topDocument(only: ReadonlySet<string> | undefined): Document {
    const document: Document = new Map();
    const limit = this.documentEnd();
    if (limit + 1 !== this.bytes.length) throw malformed();
    while (this.at < limit) {
      const type = this.byte();
      const name = this.text0();
      if (only === undefined || only.has(name)) document.set(name, this.value(type));
      else this.skip(type);
    }
    if (this.at !== limit) throw malformed();
    return document;
  }

  /** Reads a document's length and returns where its closing zero stands. */
  documentEnd(): number {
    const start = this.at;
    const size = this.int32();
    const limit = start + size - 1;
    if (size < 5 || limit >= this.bytes.length || this.bytes[limit] !== 0) throw malformed();
    return limit;
  }

  byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw malformed();
    this.at += 1;
    return byte;
  }

  int32(): number {
    if (this.at + 4 > this.bytes.length) throw malformed();
    const value = this.bytes.readInt32LE(this.at);
    this.at += 4;
    return value;
  }

  /** A string that ends with a zero byte. */
  text0(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw malformed();
    const text = this.bytes.toString('latin1', this.at, end);
    const isPlain = !/[\x80-\xff]/.test(text);
    const result = isPlain ? text : this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return result;
  }

  /** Passes over a value by its length. */
  skip(type: number): void {
    switch (type) {
      case 0x01:
      case 0x09:
      case 0x11:
      case 0x12:
        return void this.take(8);
      case 0x02:
        return void this.take(this.int32());
      case 0x03:
      case 0x04:
        this.at = this.documentEnd() + 1;
        return;
      default:
        this.value(type);
    }
  }

  value(type: number): Value {
    switch (type) {
      case 0x01:
        return new Double(this.bytes.readDoubleLE(this.take(8)));
      case 0x02:
        return this.text();
      case 0x03:
        return this.document();
      case 0x04:
        return this.array();
      case 0x05:
        return this.binary();
      case 0x07:
        return new ObjectId(this.bytes.subarray(this.take(12), this.at));
      case 0x08:
        return this.boolean();
      case 0x09:
        return new DateTime(this.bytes.readBigInt64LE(this.take(8)));
      case 0x0a:
        return null;
      case 0x0b:
        return new RegularExpression(this.text0(), this.text0());
      case 0x10:
        return this.int32();
      case 0x11:
        return new Timestamp(this.bytes.readBigUInt64LE(this.take(8)));
      case 0x12:
        return this.bytes.readBigInt64LE(this.take(8));
      case 0x7f:
        return MAX_KEY;
      case 0xff:
        return MIN_KEY;
      default:
        throw this.refuse(type);
    }
  }

  refuse(type: number): StoreError {
    const names: Readonly<Record<number, string>> = {
      0x06: 'undefined',
      0x0c: 'DBPointer',
      0x0d: 'JavaScript',
      0x0e: 'Symbol',
      0x0f: 'JavaScript with scope',
      0x13: 'Decimal128',
    };
    const name = names[type];
    return name === undefined ? malformed() : notSupported(`the BSON type ${name}`);
  }

  /** Moves over `length` bytes and returns where they begin. */
  take(length: number): number {
    const start = this.at;
    if (length < 0 || start + length > this.bytes.length) throw malformed();
    this.at = start + length;
    return start;
  }

  text(): string {
    const length = this.int32();
    if (length < 1) throw malformed();
    const start = this.take(length);
    if (this.bytes[this.at - 1] !== 0) throw malformed();
    return this.bytes.toString('utf8', start, this.at - 1);
  }

  boolean(): boolean {
    const byte = this.byte();
    if (byte > 1) throw malformed();
    return byte === 1;
  }

  binary(): Binary {
    const length = this.int32();
    const subtype = this.byte();
    const start = this.take(length);
    return new Binary(subtype, this.bytes.subarray(start, this.at));
  }

  document(): Document {
    const document: Document = new Map();
    const limit = this.enter();
    while (this.at < limit) {
      const type = this.byte();
      const name = this.text0();
      document.set(name, this.value(type));
    }
    this.leave(limit);
    return document;
  }

  array(): Value[] {
    const values: Value[] = [];
    const limit = this.enter();
    while (this.at < limit) {
      const type = this.byte();
      // The names of array elements are their positions; MongoDB does not look at them either.
      while (this.byte() !== 0);
      values.push(this.value(type));
    }
    this.leave(limit);
    return values;
  }

  enter(): number {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH)
      throw new StoreError(15, `Document exceeds maximum nested depth ${MAX_DEPTH}`);
    return this.documentEnd();
  }

  leave(limit: number): void {
    if (this.at !== limit) throw malformed();
    this.at = limit + 1;
    this.#depth -= 1;
  }
}
