import { StoreError } from '../errors.ts';
import { Binary, DateTime, Double, ObjectId, documentOf, type Document, type Value } from '../bson/value.ts';
import type { KeyValues } from '../query/extract.ts';
import type { IndexDefinition } from './index-definition.ts';

export interface Duplicate {
  readonly namespace: string;
  readonly index: IndexDefinition;
  readonly values: KeyValues;
}

/** MongoDB's error 11000, with the fields `keyPattern` and `keyValue` that mongoose shows. */
export function duplicateKey({ namespace, index, values }: Duplicate): StoreError {
  const keyValue: Document = new Map(index.fields.map(({ name }, at) => [name, values[at] ?? null]));
  const text = index.fields.map(({ name }, at) => `${name}: ${describe(values[at])}`).join(', ');
  return new StoreError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${text} }`,
    documentOf<Value>({ keyPattern: index.spec.get('key'), keyValue }),
  );
}

/** A value as MongoDB's error texts show it. */
function describe(value: Value | undefined): string {
  if (value === undefined) return 'undefined';
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  if (typeof value === 'string') return `"${value.replaceAll('"', '\\"')}"`;
  if (value instanceof Double)
    return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  if (value instanceof ObjectId) return `ObjectId('${value.bytes.toString('hex')}')`;
  if (value instanceof DateTime) return `new Date(${value.milliseconds})`;
  if (value instanceof Binary)
    return `BinData(${value.subtype}, ${value.bytes.toString('hex').toUpperCase()})`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(describe).join(', ')} ]`;
  if (!(value instanceof Map)) return `/${value.pattern}/${value.flags}`;
  const fields = [...value].map(([name, each]) => `${name}: ${describe(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
