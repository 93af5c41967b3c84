import {
  Binary,
  DateTime,
  Double,
  ObjectId,
  type Document,
  type Value,
} from '../../../src/store/embedded/bson/value.ts';

const YEAR_2021 = 1_609_459_200_000n;

/**
 * A value as text that tells all types apart and keeps the order of fields. What a server makes up (new ids, the
 * present time) is written as a word: the cases themselves use older ones.
 */
export function canonical(value: Value | undefined): string {
  if (value === undefined) return 'missing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Double) return `${Object.is(value.value, -0) ? '-0' : value.value}d`;
  if (value instanceof Map) return documentText(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value instanceof ObjectId)
    return BigInt(value.bytes.readUInt32BE(0)) * 1000n > YEAR_2021
      ? 'newId'
      : `#${value.bytes.toString('hex')}`;
  if (value instanceof DateTime) return value.milliseconds > YEAR_2021 ? 'now' : `@${value.milliseconds}`;
  if (value instanceof Binary) return `<${value.subtype}:${value.bytes.toString('hex')}>`;
  return `/${value.pattern}/${value.flags}`;
}

function documentText(document: Document): string {
  return `{${[...document].map(([name, value]) => `${name}:${canonical(value)}`).join(',')}}`;
}
