import { ORDER_OF_MISSING, orderOf } from './types.ts';
import {
  Binary,
  DateTime,
  Double,
  ObjectId,
  RegularExpression,
  Timestamp,
  type Document,
  type Value,
} from './value.ts';
import { ByteWriter } from './writer.ts';

/**
 * Keys whose bytes order as MongoDB orders the values (the idea of MongoDB's KeyString): the byte of the
 * type, then a payload in which no key is the beginning of another. A descending part has its bits flipped.
 * A missing part (only an empty array leaves one) sorts below null.
 */
export interface KeyPart {
  readonly value: Value | undefined;
  readonly descending: boolean;
}

const writer = new ByteWriter(4_096);

/** The key of one value, ascending. */
export function encodeKey(value: Value | undefined): Buffer {
  return encodeKeyParts([{ value, descending: false }]);
}

/** The key of several values; ends nowhere, so that the key of the first parts is a prefix of the whole. */
export function encodeKeyParts(parts: readonly KeyPart[]): Buffer {
  writer.length = 0;
  for (const part of parts) {
    const start = writer.length;
    writeValue(part.value);
    if (part.descending) flip(start);
  }
  return writer.finish();
}

function flip(start: number): void {
  for (let at = start; at < writer.length; at += 1) writer.bytes[at] = 255 - (writer.bytes[at] ?? 0);
}

function writeValue(value: Value | undefined): void {
  if (value === undefined) return writer.byte(ORDER_OF_MISSING);
  writer.byte(orderOf(value));
  writePayload(value);
}

function writePayload(value: Value): void {
  if (value === null) return;
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') return writeNumber(value, 0);
  if (typeof value === 'bigint') return writeLong(value);
  if (typeof value === 'boolean') return writer.byte(value ? 1 : 0);
  if (value instanceof Double) return writeNumber(value.value, 0);
  if (value instanceof ObjectId) return writer.raw(value.bytes);
  if (value instanceof DateTime) return writeUnsigned(BigInt.asUintN(64, value.milliseconds) ^ (1n << 63n));
  if (value instanceof Map) return writeDocument(value);
  if (Array.isArray(value)) return writeArray(value);
  if (value instanceof Binary) return writeBinary(value);
  if (value instanceof Timestamp) return writeUnsigned(value.unsigned);
  if (value instanceof RegularExpression) {
    writeText(value.pattern);
    writeText(value.flags);
  }
}

function writeUnsigned(value: bigint): void {
  const at = writer.room(8);
  writer.bytes.writeBigUInt64BE(value, at);
}

/** The double nearest to an int64, and what the rounding took away (at most 512 either way). */
function writeLong(value: bigint): void {
  const nearest = Number(value);
  writeNumber(nearest, Number(value - BigInt(nearest)));
}

function writeNumber(double: number, remainder: number): void {
  const at = writer.room(10);
  // NaN is below all numbers: zeros, which no other double is mapped to.
  if (Number.isNaN(double)) return void writer.bytes.fill(0, at, at + 10);
  // -0 equals 0.
  writer.bytes.writeDoubleBE(double === 0 ? 0 : double, at);
  const isNegative = ((writer.bytes[at] ?? 0) & 0x80) !== 0;
  if (isNegative)
    for (let index = at; index < at + 8; index += 1) writer.bytes[index] = 255 - (writer.bytes[index] ?? 0);
  else writer.bytes[at] = (writer.bytes[at] ?? 0) | 0x80;
  writer.bytes.writeUInt16BE(remainder + 0x8000, at + 8);
}

/** UTF-8, a zero inside as 00 FF, two zeros at the end. */
function writeText(value: string): void {
  if (!value.includes('\0')) {
    writer.text(value);
  } else {
    for (const [index, piece] of value.split('\0').entries()) {
      if (index > 0) {
        writer.byte(0);
        writer.byte(255);
      }
      writer.text(piece);
    }
  }
  writer.byte(0);
  writer.byte(0);
}

function writeBinary(value: Binary): void {
  const at = writer.room(4);
  writer.bytes.writeUInt32BE(value.bytes.length, at);
  writer.byte(value.subtype);
  writer.raw(value.bytes);
}

function writeDocument(document: Document): void {
  for (const [name, value] of document) {
    writer.byte(orderOf(value));
    writeText(name);
    writePayload(value);
  }
  writer.byte(0);
}

function writeArray(values: readonly Value[]): void {
  for (const value of values) writeValue(value);
  writer.byte(0);
}
