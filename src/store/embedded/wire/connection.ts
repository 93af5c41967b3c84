import type { Socket } from 'node:net';
import { StoreError } from '../errors.ts';
import { documentOf, Double, type ReplyDocument, type ReplyValue } from '../bson/value.ts';
import {
  encodeReply,
  HEADER_SIZE,
  messageLength,
  parseMessage,
  type Command,
  type Request,
} from './message.ts';

/** Answers one command; calls `done` once, when the answer may be sent. */
export type Answerer = (command: Command, done: (reply: ReplyDocument) => void) => void;

/** The answer to what was refused. */
export function refusal(error: StoreError): ReplyDocument {
  const { message, code, details } = error;
  const reply = documentOf<ReplyValue>({ ok: new Double(0), errmsg: message, code });
  return new Map([...reply, ...details]);
}

/**
 * One client: cuts the stream into messages and answers them in order, one at a time. The socket is not read further
 * while an answer is awaited or the client does not take the last one, so that a client holds at most one message.
 */
export function serve(socket: Socket, answer: Answerer): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let needed = HEADER_SIZE;
  let isBusy = false;

  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    next();
  });
  socket.on('drain', resume);
  socket.on('error', () => socket.destroy());

  function next(): void {
    if (isBusy || size < needed) return;
    let bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
    chunks = [bytes];
    try {
      needed = messageLength(bytes);
      if (size < needed) return;
      const message = bytes.subarray(0, needed);
      bytes = bytes.subarray(needed);
      chunks = bytes.length === 0 ? [] : [bytes];
      size = bytes.length;
      needed = HEADER_SIZE;
      take(message);
    } catch (error) {
      refuse(error);
    }
  }

  function take(message: Buffer): void {
    const request = readRequest(message);
    if (request === undefined) return;
    isBusy = true;
    socket.pause();
    answer(request.command, (reply) => {
      if (socket.destroyed) return;
      if (!request.isSilent) socket.write(encodeReply({ reply, request }));
      isBusy = false;
      resume();
    });
  }

  /** A message whose frame is sound but whose content is not gets an answer; the connection goes on. */
  function readRequest(message: Buffer): Request | undefined {
    try {
      return parseMessage(message);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code === 17) throw error;
      socket.write(
        encodeReply({ reply: refusal(error), request: { id: message.readInt32LE(4), isLegacy: false } }),
      );
      return undefined;
    }
  }

  /** The stream cannot be trusted any more: the client is told, then the connection ends. */
  function refuse(error: unknown): void {
    const reason =
      error instanceof StoreError ? error : new StoreError(17, 'embedded store: malformed message');
    socket.end(encodeReply({ reply: refusal(reason), request: { id: 0, isLegacy: false } }));
    socket.destroySoon();
    chunks = [];
    size = 0;
    isBusy = true;
  }

  function resume(): void {
    if (isBusy || socket.writableNeedDrain) return;
    socket.resume();
    next();
  }
}
