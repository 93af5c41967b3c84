import * as driver from 'bson';
import { Binary, DateTime, Double, ObjectId, type Document, type Value } from './value.ts';

/** A value as the official driver writes it without loss; documents are Maps, which keep the order of all names. */
export type DriverValue =
  | null
  | boolean
  | string
  | Date
  | driver.Int32
  | driver.Long
  | driver.Double
  | driver.ObjectId
  | driver.Binary
  | driver.BSONRegExp
  | DriverValue[]
  | DriverDocument;

export type DriverDocument = Map<string, DriverValue>;

/** A document for the official driver. */
export function toDriver(document: Document): DriverDocument {
  return new Map([...document].map(([name, value]) => [name, valueToDriver(value)]));
}

function valueToDriver(value: Value): DriverValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return new driver.Int32(value);
  if (typeof value === 'bigint') return driver.Long.fromBigInt(value);
  if (value instanceof Map) return toDriver(value);
  if (Array.isArray(value)) return value.map(valueToDriver);
  if (value instanceof Double) return new driver.Double(value.value);
  if (value instanceof ObjectId) return new driver.ObjectId(value.bytes);
  if (value instanceof DateTime) return new Date(Number(value.milliseconds));
  if (value instanceof Binary) return new driver.Binary(value.bytes, value.subtype);
  return new driver.BSONRegExp(value.pattern, value.flags);
}
