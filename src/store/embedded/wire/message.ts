import { StoreError } from '../errors.ts';
import { decodeDocument, elementSpans } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Document, ReplyDocument } from '../bson/value.ts';

/** MongoDB's bound on one message, in bytes. */
export const MAX_MESSAGE = 48_000_000;
export const HEADER_SIZE = 16;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const MORE_TO_COME = 2;
/** Of the first 16 flags those unknown to a server must be refused. */
const REQUIRED_FLAGS = 0xffff;

/** Fields whose documents are kept as bytes: they may come inside the body or as a section of their own. */
const SEQUENCES = new Set(['documents', 'updates', 'deletes']);

/** A command as it came: its name is the first field of the body. */
export interface Command {
  readonly name: string;
  readonly database: string;
  readonly body: Document;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
}

export interface Request {
  readonly id: number;
  readonly command: Command;
  /** The client wants no answer (write concern 0). */
  readonly isSilent: boolean;
  /** OP_QUERY, which only the first `hello` of a connection uses, is answered by OP_REPLY. */
  readonly isLegacy: boolean;
}

/** The length of the message that begins in `bytes`. @throws StoreError 17 when it is out of bounds */
export function messageLength(bytes: Buffer): number {
  const length = bytes.readInt32LE(0);
  if (length < HEADER_SIZE + 5 || length > MAX_MESSAGE)
    throw new StoreError(17, `embedded store: a message of ${length} bytes is not accepted`);
  return length;
}

/** Reads one whole message. @throws StoreError 17 or 22 when it is malformed */
export function parseMessage(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const code = message.readInt32LE(12);
  switch (code) {
    case OP_MSG:
      return parseMsg(message, id);
    case OP_QUERY:
      return parseQuery(message, id);
    default:
      throw new StoreError(17, `embedded store: the message kind ${code} is not accepted`);
  }
}

function parseMsg(message: Buffer, id: number): Request {
  const flags = message.readUInt32LE(HEADER_SIZE);
  if ((flags & REQUIRED_FLAGS & ~MORE_TO_COME) !== 0)
    throw new StoreError(17, 'embedded store: unknown flags in a message');
  const sequences = new Map<string, Buffer[]>();
  let body: Document | undefined;
  let at = HEADER_SIZE + 4;
  while (at < message.length) {
    const kind = message[at];
    const size = sizeAt(message, at + 1);
    const section = message.subarray(at + 1, at + 1 + size);
    if (kind === 0 && body === undefined) body = parseBody(section, sequences);
    else if (kind === 1) parseSequence(section, sequences);
    else throw new StoreError(17, 'embedded store: unknown section in a message');
    at += 1 + size;
  }
  if (body === undefined) throw new StoreError(17, 'embedded store: a message without a body');
  const command = commandOf({ body, sequences, database: body.get('$db') });
  return { id, command, isSilent: (flags & MORE_TO_COME) !== 0, isLegacy: false };
}

/** The size of the document or section that begins at a place. */
function sizeAt(bytes: Buffer, at: number): number {
  const size = at + 4 <= bytes.length ? bytes.readInt32LE(at) : 0;
  if (size < 5 || at + size > bytes.length)
    throw new StoreError(17, 'embedded store: a section reaches beyond its message');
  return size;
}

function parseBody(bytes: Buffer, sequences: Map<string, Buffer[]>): Document {
  const wanted = new Set<string>();
  for (const { name, type, value, end } of elementSpans(bytes)) {
    if (SEQUENCES.has(name) && type === 0x04) sequences.set(name, documentsIn(bytes.subarray(value, end)));
    else wanted.add(name);
  }
  return decodeDocument(bytes, wanted);
}

function documentsIn(array: Buffer): Buffer[] {
  const documents: Buffer[] = [];
  for (const { type, value, end } of elementSpans(array)) {
    if (type !== 0x03)
      throw new StoreError(14, 'embedded store: documents, updates and deletes are lists of documents');
    documents.push(array.subarray(value, end));
  }
  return documents;
}

/** A section of kind 1: its size, a name, then documents one after the other. */
function parseSequence(section: Buffer, sequences: Map<string, Buffer[]>): void {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd < 0) throw new StoreError(17, 'embedded store: a section without a name');
  const name = section.toString('utf8', 4, nameEnd);
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < section.length) {
    const size = sizeAt(section, at);
    documents.push(section.subarray(at, at + size));
    at += size;
  }
  if (!SEQUENCES.has(name) || sequences.has(name))
    throw new StoreError(17, `embedded store: unexpected section ${name}`);
  sequences.set(name, documents);
}

function parseQuery(message: Buffer, id: number): Request {
  const nameEnd = message.indexOf(0, HEADER_SIZE + 4);
  if (nameEnd < 0) throw new StoreError(17, 'embedded store: malformed query');
  const at = nameEnd + 9;
  const size = sizeAt(message, at);
  const body = decodeDocument(message.subarray(at, at + size));
  const command = commandOf({ body, sequences: new Map(), database: 'admin' });
  if (command.name !== 'ismaster')
    throw new StoreError(17, 'embedded store: OP_QUERY is for the handshake alone');
  return { id, command, isSilent: false, isLegacy: true };
}

function commandOf(parts: Omit<Command, 'name' | 'database'> & { database: unknown }): Command {
  const [name] = parts.body.keys();
  const { database } = parts;
  if (name === undefined || typeof database !== 'string')
    throw new StoreError(17, 'embedded store: a command without name or database');
  if (!/^[^\0/\\. "$]{1,63}$/.test(database))
    throw new StoreError(73, `Invalid database name: '${database}'`);
  return { ...parts, name, database };
}

/** The bytes of an answer. */
export function encodeReply({
  reply,
  request,
}: {
  reply: ReplyDocument;
  request: Pick<Request, 'id' | 'isLegacy'>;
}): Buffer {
  const body = encodeDocument(reply);
  const prefix = request.isLegacy ? 36 : HEADER_SIZE + 5;
  const head = Buffer.alloc(prefix);
  head.writeInt32LE(prefix + body.length, 0);
  head.writeInt32LE(request.id, 8);
  head.writeInt32LE(request.isLegacy ? OP_REPLY : OP_MSG, 12);
  // In OP_REPLY: flags, cursor and start are zero, then the number of documents. In OP_MSG: flags and section kind 0.
  if (request.isLegacy) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
}
