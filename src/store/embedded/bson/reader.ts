import { StoreError, notSupported } from '../errors.ts';
import { Binary, DateTime, Double, ObjectId, RegularExpression, type Document, type Value } from './value.ts';

/** Levels of nesting that MongoDB stores: the document itself and 180 in it. */
const MAX_DEPTH = 181;

export const malformed = (): StoreError => new StoreError(22, 'embedded store: malformed BSON');

const TYPES_NOT_KEPT: Readonly<Record<number, string>> = {
  0x06: 'undefined',
  0x0c: 'DBPointer',
  0x0d: 'JavaScript',
  0x0e: 'Symbol',
  0x0f: 'JavaScript with scope',
  0x11: 'timestamp',
  0x13: 'Decimal128',
  0x7f: 'MaxKey',
  0xff: 'MinKey',
};

function refusedType(type: number): StoreError {
  const name = TYPES_NOT_KEPT[type];
  return name === undefined ? malformed() : notSupported(`the BSON type ${name}`);
}

/** Reads BSON from left to right, and never beyond its bytes or a length that it states. */
export class Reader {
  at = 0;
  readonly bytes: Buffer;
  #depth = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
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
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
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
      case 0x12:
        return this.bytes.readBigInt64LE(this.take(8));
      default:
        throw refusedType(type);
    }
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

  /** With `only`, other fields are passed over. */
  document(only?: ReadonlySet<string>): Document {
    const document: Document = new Map();
    const limit = this.enter();
    while (this.at < limit) {
      const type = this.byte();
      const name = this.text0();
      if (only === undefined || only.has(name)) document.set(name, this.value(type));
      else this.skip(type);
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
      throw new StoreError(15, `Document exceeds maximum nested depth ${MAX_DEPTH - 1}`);
    return this.documentEnd();
  }

  leave(limit: number): void {
    if (this.at !== limit) throw malformed();
    this.at = limit + 1;
    this.#depth -= 1;
  }
}
