import { Binary, DateTime, Double, ObjectId, RawDocument } from './value.ts';
import type { ReplyDocument, ReplyValue } from './value.ts';
import { ByteWriter } from './writer.ts';

const writer = new ByteWriter();

/** The BSON bytes of a document. */
export function encodeDocument(document: ReplyDocument): Buffer {
  writer.length = 0;
  writeDocument(document);
  return writer.finish();
}

/** A document's bytes from elements cut out of another document (see `elementSpans`), in the given order. */
export function joinElements(elements: readonly Buffer[]): Buffer {
  writer.length = 0;
  const start = writer.room(4);
  for (const element of elements) writer.raw(element);
  close(start);
  return writer.finish();
}

/** One element: type, name, value. */
export function encodeElement(name: string, value: ReplyValue): Buffer {
  writer.length = 0;
  writeElement(name, value);
  return writer.finish();
}

function writeDocument(document: ReplyDocument): void {
  const start = writer.room(4);
  for (const [name, value] of document) writeElement(name, value);
  close(start);
}

function writeArray(values: readonly ReplyValue[]): void {
  const start = writer.room(4);
  let position = 0;
  for (const value of values) {
    writeElement(String(position), value);
    position += 1;
  }
  close(start);
}

function close(start: number): void {
  writer.byte(0);
  writer.bytes.writeInt32LE(writer.length - start, start);
}

function header(type: number, name: string): void {
  writer.byte(type);
  writer.text0(name);
}

function writeElement(name: string, value: ReplyValue): void {
  if (typeof value === 'number') {
    header(0x10, name);
    writer.int32(value);
  } else if (typeof value === 'bigint') {
    header(0x12, name);
    writer.int64(value);
  } else if (typeof value === 'string') {
    header(0x02, name);
    writeText(value);
  } else if (typeof value === 'boolean') {
    header(0x08, name);
    writer.byte(value ? 1 : 0);
  } else {
    writeObject(name, value);
  }
}

function writeText(value: string): void {
  const at = writer.room(4);
  const length = writer.text(value);
  writer.byte(0);
  writer.bytes.writeInt32LE(length + 1, at);
}

function writeObject(name: string, value: Exclude<ReplyValue, number | bigint | string | boolean>): void {
  if (value === null) {
    header(0x0a, name);
  } else if (value instanceof Map) {
    header(0x03, name);
    writeDocument(value);
  } else if (Array.isArray(value)) {
    header(0x04, name);
    writeArray(value);
  } else if (value instanceof Double) {
    header(0x01, name);
    writer.double(value.value);
  } else if (value instanceof ObjectId) {
    header(0x07, name);
    writer.raw(value.bytes);
  } else if (value instanceof DateTime) {
    header(0x09, name);
    writer.int64(value.milliseconds);
  } else if (value instanceof RawDocument) {
    header(0x03, name);
    writer.raw(value.bytes);
  } else if (value instanceof Binary) {
    header(0x05, name);
    writer.int32(value.bytes.length);
    writer.byte(value.subtype);
    writer.raw(value.bytes);
  } else {
    header(0x0b, name);
    writer.text0(value.pattern);
    writer.text0(value.flags);
  }
}
