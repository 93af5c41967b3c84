import { orderOf } from './types.ts';
import { Binary, DateTime, Double, ObjectId, type Document, type Value } from './value.ts';
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
  writer.length = 0;
  writeValue(value);
  return writer.finish();
}

/** The key of several values; ends nowhere, so that the key of the first parts is a prefix of the whole. */
export function encodeKeyParts(parts: readonly KeyPart[]): Buffer {
  writer.length = 0;
  for (const part of parts) {
    const start = writer.length;
    writeValue(part.value);
    if (part.descending) flip(start, writer.length);
  }
  return writer.finish();
}

/** A key as a text that tells values apart, for sets and maps. */
export function textOfKey(key: Buffer): string {
  return key.toString('latin1');
}

function flip(start: number, end: number): void {
  for (let at = start; at < end; at += 1) writer.bytes[at] = 255 - (writer.bytes[at] ?? 0);
}

function writeValue(value: Value | undefined): void {
  writer.byte(orderOf(value));
  if (value !== undefined) writePayload(value);
}

function writePayload(value: Value): void {
  if (value === null) return;
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') return writeNumber(value, 0);
  if (typeof value === 'bigint') return writeLong(value);
  if (typeof value === 'boolean') return writer.byte(value ? 1 : 0);
  if (value instanceof ObjectId) return writer.raw(value.bytes);
  if (value instanceof DateTime) return writeDate(value);
  if (value instanceof Double) return writeNumber(value.value, 0);
  if (value instanceof Map) return writeDocument(value);
  if (Array.isArray(value)) return writeArray(value);
  if (value instanceof Binary) return writeBinary(value);
  writeText(value.pattern);
  writeText(value.flags);
}

function writeDate({ milliseconds }: DateTime): void {
  const at = writer.room(8);
  writer.bytes.writeBigInt64BE(milliseconds, at);
  // Negative ones, whose first bit is set, come first.
  writer.bytes[at] = (writer.bytes[at] ?? 0) ^ 0x80;
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
  if (double < 0) flip(at, at + 8);
  else writer.bytes[at] = (writer.bytes[at] ?? 0) | 0x80;
  writer.bytes.writeUInt16BE(remainder + 0x8000, at + 8);
}

/** UTF-8, a zero inside as 00 FF, two zeros at the end. */
function writeText(value: string): void {
  for (const [index, piece] of value.split('\0').entries()) {
    if (index > 0) writer.raw(ZERO_INSIDE);
    writer.text(piece);
  }
  writer.byte(0);
  writer.byte(0);
}

const ZERO_INSIDE = Buffer.from([0, 255]);

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
