import { connect, type Socket } from 'node:net';
import { serialize, type Document as Fields } from 'bson';
import { decodeDocument, elementSpans } from '../../../src/store/embedded/bson/decode.ts';
import type { Document } from '../../../src/store/embedded/bson/value.ts';

/** The smallest client of MongoDB's protocol: sends a command, gives the answer without any conversion of types. */
export class WireClient {
  readonly socket: Socket;
  readonly #waiting: { resolve: (reply: Document) => void; reject: (error: Error) => void }[] = [];
  #received = Buffer.alloc(0);

  constructor(address: { path: string } | { host: string; port: number }) {
    this.socket = connect(address);
    this.socket.on('data', (chunk: Buffer) => this.#take(chunk));
    const fail = (): void => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('the connection ended'));
    };
    this.socket.on('error', fail);
    this.socket.on('close', fail);
  }

  /** Understands `mongodb://host:port/…` and `mongodb://%2Fpath%2Fof.sock/…`. */
  static forUri(uri: string): WireClient {
    const host = /^mongodb:\/\/([^/?,]+)/.exec(uri)?.[1] ?? '';
    if (host.includes('%2F')) return new WireClient({ path: decodeURIComponent(host) });
    const [name = '127.0.0.1', port = '27017'] = host.split(':');
    return new WireClient({ host: name, port: Number(port) });
  }

  command(database: string, command: Fields): Promise<Document> {
    const fields = command instanceof Map ? command : new Map(Object.entries(command));
    const body = serialize(new Map([...fields, ['$db', database]]), { ignoreUndefined: true });
    const head = Buffer.alloc(21);
    head.writeInt32LE(21 + body.length, 0);
    head.writeInt32LE(1, 4);
    head.writeInt32LE(2013, 12);
    return this.send(Buffer.concat([head, body]));
  }

  /** Sends bytes as they are and waits for one answer. */
  send(bytes: Buffer): Promise<Document> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.socket.write(bytes);
    });
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= 4 && this.#received.length >= this.#received.readInt32LE(0)) {
      const length = this.#received.readInt32LE(0);
      const message = this.#received.subarray(0, length);
      this.#received = this.#received.subarray(length);
      this.#waiting.shift()?.resolve(contentOf(message.subarray(21)));
    }
  }

  close(): void {
    this.socket.destroy();
  }
}

/** What a replica set adds of its own, in a type that the store does not know. */
const CLOCK = new Set(['$clusterTime', 'operationTime', 'opTime', 'electionId']);

function contentOf(reply: Buffer): Document {
  const names = [...elementSpans(reply)].map(({ name }) => name);
  return decodeDocument(reply, new Set(names.filter((name) => !CLOCK.has(name))));
}
