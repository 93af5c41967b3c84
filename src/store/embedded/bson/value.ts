/**
 * BSON values without loss of type. The plain JavaScript types stand for exactly one BSON type each:
 * `number` is int32, `bigint` is int64, `Map` is a document (keeps the order of its fields, numeric
 * names too, which a plain object would not), an array is an array, `undefined` is a missing field.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Double
  | ObjectId
  | DateTime
  | Binary
  | RegularExpression
  | Value[]
  | Document;

export type Document = Map<string, Value>;

export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** 12 bytes. */
export class ObjectId {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** Milliseconds since 1970, UTC; the whole 64-bit range, which a JavaScript Date does not cover. */
export class DateTime {
  readonly milliseconds: bigint;
  constructor(milliseconds: bigint) {
    this.milliseconds = milliseconds;
  }
}

export class Binary {
  readonly subtype: number;
  readonly bytes: Buffer;
  constructor(subtype: number, bytes: Buffer) {
    this.subtype = subtype;
    this.bytes = bytes;
  }
}

export class RegularExpression {
  readonly pattern: string;
  readonly flags: string;
  constructor(pattern: string, flags: string) {
    this.pattern = pattern;
    this.flags = flags;
  }
}

/** A document that is sent as the bytes it was stored as. Only replies contain it. */
export class RawDocument {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

export type ReplyValue = Value | RawDocument | ReplyValue[] | ReplyDocument;
export type ReplyDocument = Map<string, ReplyValue>;

/** A document from an object literal; fields that are undefined are left out. */
export function documentOf<Content>(
  fields: Readonly<Record<string, Content | undefined>>,
): Map<string, Content> {
  const document = new Map<string, Content>();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) document.set(name, value);
  return document;
}

/** The answer of a command that succeeded. */
export function reply(fields: Readonly<Record<string, ReplyValue | undefined>> = {}): ReplyDocument {
  return documentOf<ReplyValue>({ ...fields, ok: new Double(1) });
}

/** A new ObjectId: seconds, 5 random bytes of this process, a counter (the layout of MongoDB's drivers). */
export function newObjectId(): ObjectId {
  const bytes = Buffer.allocUnsafe(12);
  bytes.writeUInt32BE(Math.floor(Date.now() / 1000), 0);
  bytes.set(processPart, 4);
  counter = (counter + 1) & 0xffffff;
  bytes.writeUIntBE(counter, 9, 3);
  return new ObjectId(bytes);
}

const random = crypto.getRandomValues(new Uint8Array(8));
const processPart = random.subarray(0, 5);
let counter = ((random[5] ?? 0) << 16) | ((random[6] ?? 0) << 8) | (random[7] ?? 0);
