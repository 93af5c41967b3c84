import { randomBytes } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { onTestFinished } from 'vitest';
import {
  AGENT_NAMESPACE,
  agentToHub,
  type AttemptEvent,
  type ContentReport,
  type Hello,
  type OutputChunk,
  type PowerReport,
  type Welcome,
} from '#protocol/agent.ts';
import type { Answer } from '#protocol/answer.ts';
import type { ErrorCode } from '#protocol/errors.ts';
import type { AttemptKey } from '#protocol/identifiers.ts';
import type { InventoryReport } from '#protocol/inventory.ts';
import type { JobOrder, Order, OrderAnswer, OrderContent } from '#protocol/orders.ts';
import { agentProofText, enrolProofText, type Handshake, hubProofText } from '#protocol/proof.ts';
import { ContentShelf } from './content-shelf.ts';
import { agentSigned, HubKey } from './hub-key.ts';
import { newIdentifier } from './jobs.ts';

type RequestName = keyof typeof agentToHub;
type Reply = (answer: Answer<unknown>) => void;
type Content = Omit<JobOrder, 'computerId' | 'session' | 'counter' | 'expiresAt'>;

/** One ready connection of an agent. */
interface ReadySession {
  socket: Socket;
  nonce: string;
  counter: number;
}

/**
 * A hub that does exactly what a test says: real sockets, real HTTP, real keys, no memory but what it was told.
 * It can go away and come back on the same port.
 */
export class ScriptedHub {
  readonly key: HubKey;
  readonly computerId = newIdentifier();
  readonly content = new ContentShelf();
  readonly hellos: Hello[] = [];
  /** Every report as it came, repeats included. */
  readonly reports: AttemptEvent[] = [];
  readonly inventory: InventoryReport[] = [];
  /** What became of power orders, as it was told. */
  readonly power: PowerReport[] = [];
  /** What lies in the cache, and how pre-stages ended, as it was told. */
  readonly contents: ContentReport[] = [];
  /** Output by attempt, each sequence once. */
  readonly #output = new Map<string, Map<number, OutputChunk>>();
  /** How often each output chunk came. */
  outputDeliveries = 0;
  enrolments = 0;
  welcome: Partial<Welcome> = {};
  /** Refuses this request from now on, when it names a code; `silence` never answers it. */
  script: (name: RequestName, message: unknown) => ErrorCode | 'silence' | undefined = () => undefined;
  agentPublicKey: string | undefined;
  /** Every request as it came, by name. */
  readonly asked: RequestName[] = [];

  #http: HttpServer | undefined;
  #sockets: Server | undefined;
  #port = 0;
  #session: ReadySession | undefined;
  #latest: Standing | undefined;
  #waiting = new Set<() => void>();

  private constructor(key: HubKey) {
    this.key = key;
  }

  static async start(key = new HubKey()): Promise<ScriptedHub> {
    const hub = new ScriptedHub(key);
    await hub.open();
    onTestFinished(() => hub.close());
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the port it had before. */
  async open(): Promise<void> {
    const http = createServer((request, response) => this.content.serve(request, response));
    this.#http = http;
    this.#sockets = new Server(http, { transports: ['websocket'], serveClient: false });
    this.#sockets.of(AGENT_NAMESPACE).on('connection', (socket) => this.#connected(socket));
    await new Promise<void>((resolve) => http.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (http.address() as AddressInfo).port;
  }

  /** Goes away: every connection ends. */
  async close(): Promise<void> {
    this.#session = undefined;
    const sockets = this.#sockets;
    const http = this.#http;
    this.#sockets = undefined;
    this.#http = undefined;
    if (sockets === undefined) return;
    http?.closeAllConnections();
    await sockets.close();
  }

  /** Cuts the connection without a word, as a network does. */
  cut(): void {
    const socket = this.#session?.socket;
    this.#session = undefined;
    socket?.conn.transport.close();
    socket?.disconnect(true);
  }

  /** Resolves with what `look` finds, as soon as it finds something. */
  until<Value>(look: () => Value | undefined | false): Promise<Value> {
    return new Promise((resolve) => {
      const check = () => {
        const found = look();
        if (found === undefined || found === false) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** A session that is ready now. */
  ready(): Promise<ReadySession> {
    return this.until(() => this.#session);
  }

  /** Signs and sends an order in the ready session. */
  async order(
    content: OrderContent,
    change: (order: Order) => Order = (order) => order,
  ): Promise<OrderAnswer> {
    const session = await this.ready();
    session.counter += 1;
    const order = {
      ...content,
      computerId: this.computerId,
      session: session.nonce,
      counter: session.counter,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    } as Order;
    return session.socket.timeout(5000).emitWithAck('order', this.key.signOrder(change(order)));
  }

  /** Offers a job. */
  offer(job: JobOrder): Promise<OrderAnswer> {
    const { computerId: _c, session: _s, counter: _n, expiresAt: _e, ...content } = job;
    return this.order(content satisfies Content);
  }

  cancel({ jobId, attempt }: AttemptKey): Promise<OrderAnswer> {
    return this.order({ purpose: 'cancel', jobId, attempt });
  }

  /** Sends an order before the hello is answered. The script must silence the hello. */
  async orderTooEarly(job: JobOrder): Promise<OrderAnswer> {
    const { socket, handshake } = await this.until(() => this.#latest);
    const order = { ...job, computerId: this.computerId, session: handshake?.hubNonce ?? '' };
    return socket.timeout(5000).emitWithAck('order', this.key.signOrder(order));
  }

  async sendRaw(message: unknown): Promise<OrderAnswer> {
    const session = await this.ready();
    return session.socket.timeout(5000).emitWithAck('order', message);
  }

  async goodbye(reason: 'hubStops' | 'superseded' | 'removed'): Promise<void> {
    const session = await this.ready();
    this.#session = undefined;
    session.socket.emit('goodbye', { reason });
  }

  /** The result of an attempt, when it has come. */
  result({ jobId, attempt }: AttemptKey): Promise<AttemptEvent> {
    return this.until(() => this.#resultOf(jobId, attempt));
  }

  /** Reports of an attempt, in the order they came. */
  eventsOf({ jobId, attempt }: AttemptKey): string[] {
    return this.reports
      .filter((one) => one.jobId === jobId && one.attempt === attempt)
      .map((one) => one.event);
  }

  /** Output of an attempt by sequence. */
  chunksOf({ jobId, attempt }: AttemptKey): OutputChunk[] {
    const chunks = this.#output.get(`${jobId}/${attempt}`) ?? new Map<number, OutputChunk>();
    return [...chunks.values()].sort((a, b) => a.sequence - b.sequence);
  }

  textOf(key: AttemptKey, stream?: 'stdout' | 'stderr'): string {
    const chunks = this.chunksOf(key).filter((chunk) => stream === undefined || chunk.stream === stream);
    return chunks.map((chunk) => chunk.text).join('');
  }

  #resultOf(jobId: string, attempt: number): AttemptEvent | undefined {
    return this.reports.find(
      (one) =>
        one.jobId === jobId &&
        one.attempt === attempt &&
        (one.event === 'succeeded' || one.event === 'failed' || one.event === 'cancelled'),
    );
  }

  #connected(socket: Socket): void {
    const standing: Standing = { socket };
    this.#latest = standing;
    for (const name of Object.keys(agentToHub) as RequestName[]) {
      socket.on(name, (message: unknown, reply: Reply) => {
        this.asked.push(name);
        const verdict = this.script(name, message);
        if (verdict === undefined) reply(this.#handle(name, message, standing));
        else if (verdict !== 'silence') reply({ ok: false, code: verdict });
        for (const check of [...this.#waiting]) check();
      });
    }
    socket.on('disconnect', () => {
      if (this.#session?.socket === socket) this.#session = undefined;
    });
  }

  #handle(name: RequestName, message: unknown, standing: Standing): Answer<unknown> {
    switch (name) {
      case 'identify':
        return this.#identify(agentToHub.identify.message.parse(message), standing);
      case 'enrol': {
        const { signature } = agentToHub.enrol.message.parse(message);
        if (!this.#isSigned(standing, enrolProofText, signature)) return { ok: false, code: 'badSignature' };
        this.enrolments += 1;
        return { ok: true, value: { computerId: this.computerId } };
      }
      case 'prove': {
        const { computerId, signature } = agentToHub.prove.message.parse(message);
        const text = (handshake: Handshake) => agentProofText(handshake, computerId);
        if (!this.#isSigned(standing, text, signature)) return { ok: false, code: 'badSignature' };
        return { ok: true, value: {} };
      }
      case 'hello':
        this.hellos.push(agentToHub.hello.message.parse(message));
        this.#session = { socket: standing.socket, nonce: standing.handshake?.hubNonce ?? '', counter: 0 };
        return { ok: true, value: this.#welcome() };
      case 'report':
        this.reports.push(agentToHub.report.message.parse(message).event);
        return { ok: true, value: { outcome: 'recorded' } };
      case 'output':
        return { ok: true, value: { stored: this.#store(agentToHub.output.message.parse(message)) } };
      case 'progress':
        return { ok: true, value: {} };
      case 'inventory':
        this.inventory.push(agentToHub.inventory.message.parse(message));
        return { ok: true, value: {} };
      case 'power':
        this.power.push(agentToHub.power.message.parse(message));
        return { ok: true, value: {} };
      case 'contents':
        this.contents.push(agentToHub.contents.message.parse(message));
        return { ok: true, value: {} };
    }
  }

  #identify(message: { publicKey: string; nonce: string }, standing: Standing): Answer<unknown> {
    const nonce = randomBytes(32).toString('base64');
    const handshake: Handshake = {
      hubPublicKey: this.key.publicKey,
      agentPublicKey: message.publicKey,
      hubNonce: nonce,
      agentNonce: message.nonce,
    };
    standing.handshake = handshake;
    this.agentPublicKey = message.publicKey;
    const signature = this.key.sign(hubProofText(handshake));
    return { ok: true, value: { hubPublicKey: this.key.publicKey, nonce, signature } };
  }

  #isSigned(standing: Standing, text: (handshake: Handshake) => string, signature: string): boolean {
    const { handshake } = standing;
    if (handshake === undefined) return false;
    return agentSigned(handshake.agentPublicKey, { text: text(handshake), signature });
  }

  #welcome(): Welcome {
    return {
      hubTime: new Date().toISOString(),
      hubVersion: 'scripted',
      inventory: {},
      drop: [],
      cancel: [],
      ...this.welcome,
    };
  }

  #store(output: { jobId: string; attempt: number; chunks: OutputChunk[] }): number {
    const key = `${output.jobId}/${output.attempt}`;
    const stored = this.#output.get(key) ?? new Map<number, OutputChunk>();
    this.#output.set(key, stored);
    for (const chunk of output.chunks) {
      this.outputDeliveries += 1;
      const before = stored.get(chunk.sequence);
      if (before !== undefined && before.text !== chunk.text) throw new Error('a sequence changed its text');
      stored.set(chunk.sequence, chunk);
    }
    let upTo = 0;
    while (stored.has(upTo + 1)) upTo += 1;
    return upTo;
  }
}

/** What one connection has shown so far. */
interface Standing {
  socket: Socket;
  handshake?: Handshake;
}
