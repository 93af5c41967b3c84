import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  AGENT_NAMESPACE,
  agentToHub,
  PROTOCOL_VERSION,
  type AttemptEvent,
  type ContentReport,
  type Hello,
  type PowerReport,
} from '#protocol/agent.ts';
import type { Answer } from '#protocol/answer.ts';
import {
  Order,
  type JobOrder,
  type OrderAnswer,
  type OrderPurpose,
  type SignedOrder,
} from '#protocol/orders.ts';
import {
  agentProofText,
  contentRequestText,
  enrolProofText,
  preStageRequestText,
  type ContentRequest,
  type Handshake,
  type PreStageRequest,
} from '#protocol/proof.ts';

/** What a hello tells of the computer and the agent's process. */
export type BareFacts = Pick<Hello, 'bootId' | 'uptimeSeconds' | 'awakeSeconds' | 'processId'>;
type BareAnswer = OrderAnswer['answer'] | 'nothing';
type OrderFor<Purpose extends OrderPurpose> = Extract<Order, { purpose: Purpose }>;

/** Whoever waits for an order of a kind. */
interface Waiter {
  fits(order: SignedOrder): boolean;
  take(order: SignedOrder): void;
}

/**
 * An agent's side of the wire with nothing behind it: it says exactly what a test tells it to, also what no real
 * agent would.
 */
export class BareAgent {
  readonly #keys: { privateKey: KeyObject; publicKey: KeyObject };
  readonly #privateKey: KeyObject;
  readonly publicKey: string;
  readonly #socket: Socket;
  /** Orders that nobody has asked for yet, oldest first. */
  readonly #orders: SignedOrder[] = [];
  readonly #waiters: Waiter[] = [];
  /** What every order is answered with. */
  answerOrders: BareAnswer = 'accepted';
  /** What orders of one purpose are answered with instead. */
  answers: Partial<Record<OrderPurpose, BareAnswer>> = {};
  /** What it says beside that. */
  says: Partial<Record<OrderPurpose, Omit<OrderAnswer, 'answer'>>> = {};
  /** What the next hello tells, and those of `returns`: the same boot and process, unless a test changes it. */
  facts: BareFacts = { bootId: 'boot', uptimeSeconds: 60, awakeSeconds: 60, processId: 'process' };
  agentVersion = 'bare';
  /** Content that the next hello tells, and those of `returns`. Undefined: as an agent that knows nothing of it. */
  contents: string[] | undefined;
  computerId = '';
  #reports = 0;

  /** What the hub last answered to a hello. */
  welcome: unknown;

  constructor(hub: string, keys = generateKeyPairSync('ed25519'), extraHeaders: Record<string, string> = {}) {
    const { privateKey, publicKey } = keys;
    this.#keys = keys;
    this.#privateKey = privateKey;
    this.publicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    this.#socket = io(hub + AGENT_NAMESPACE, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders,
    });
    this.#socket.on('order', (order: SignedOrder, reply: (answer: unknown) => void) => {
      // As a real one: before its welcome it takes no order.
      const answer =
        this.welcome === undefined ? 'refused' : (this.answers[order.purpose] ?? this.answerOrders);
      if (answer !== 'nothing') reply({ answer, ...this.says[order.purpose] });
      this.#heard(order);
    });
  }

  /** Sends anything under any name. @returns the hub's answer */
  ask(name: string, message: unknown): Promise<Answer<unknown>> {
    return this.#socket.timeout(30_000).emitWithAck(name, message) as Promise<Answer<unknown>>;
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#privateKey).toString('base64');
  }

  /** @returns what both proofs are bound to */
  async identify(): Promise<Handshake> {
    const nonce = randomBytes(32).toString('base64');
    const answer = await this.ask('identify', {
      protocolVersion: PROTOCOL_VERSION,
      publicKey: this.publicKey,
      nonce,
    });
    const { hubPublicKey, nonce: hubNonce } = agentToHub.identify.reply.parse(valueOf(answer));
    return { hubPublicKey, hubNonce, agentPublicKey: this.publicKey, agentNonce: nonce };
  }

  async enrol(token: string, name: string): Promise<Answer<unknown>> {
    const handshake = await this.identify();
    const [, tokenId = '', secret = ''] = token.split('_');
    // The secret is base64url and may hold underscores: it ends before the last one.
    const whole = token.slice(`rvl_${tokenId}_`.length, token.lastIndexOf('_'));
    const answer = await this.ask('enrol', {
      tokenId,
      secret: whole === '' ? secret : whole,
      name,
      signature: this.sign(enrolProofText(handshake)),
    });
    if (answer.ok) this.computerId = agentToHub.enrol.reply.parse(answer.value).computerId;
    return answer;
  }

  /** Proves its key on this connection, or whatever the test puts in place of it. */
  async prove(computerId: string, handshake: Handshake): Promise<Answer<unknown>> {
    this.computerId = computerId;
    return this.ask('prove', { computerId, signature: this.sign(agentProofText(handshake, computerId)) });
  }

  hello(attempts: Hello['attempts'] = []): Promise<Answer<unknown>> {
    const contents = this.contents === undefined ? {} : { contents: this.contents };
    const hello: Hello = { agentVersion: this.agentVersion, ...this.facts, attempts, ...contents };
    // In the very turn the answer arrives: an order may follow it in the same one.
    return new Promise((resolve, reject) => {
      this.#socket.timeout(30_000).emit('hello', hello, (fault: Error | null, answer: Answer<unknown>) => {
        if (fault !== null) return reject(fault);
        if (answer.ok) this.welcome = answer.value;
        resolve(answer);
      });
    });
  }

  /** The same key on a new connection, which has said nothing yet. */
  anew(hub: string): BareAgent {
    return new BareAgent(hub, this.#keys);
  }

  /** The same computer on a new connection, ready. `facts`: what changed meanwhile, as by a boot. */
  async returns(
    hub: string,
    attempts: Hello['attempts'] = [],
    facts: Partial<BareFacts> = {},
  ): Promise<BareAgent> {
    const again = this.anew(hub);
    again.answerOrders = this.answerOrders;
    again.answers = { ...this.answers };
    again.contents = this.contents;
    again.facts = { ...this.facts, ...facts };
    valueOf(await again.prove(this.computerId, await again.identify()));
    valueOf(await again.hello(attempts));
    return again;
  }

  /** Enrols and becomes ready. */
  async join(token: string, name: string): Promise<this> {
    valueOf(await this.enrol(token, name));
    valueOf(await this.hello());
    return this;
  }

  /** Reports a step of an attempt under the next number. */
  report(event: AttemptEvent): Promise<Answer<unknown>> {
    this.#reports += 1;
    return this.ask('report', { number: this.#reports, event });
  }

  /** Tells what became of a power order. */
  reportPower(report: PowerReport): Promise<Answer<unknown>> {
    return this.ask('power', report);
  }

  /** Tells what it holds now, and how a pre-stage has ended. */
  reportContents(held: string[], ended?: ContentReport['ended']): Promise<Answer<unknown>> {
    this.contents = held;
    return this.ask('contents', { held, ...(ended === undefined ? {} : { ended }) });
  }

  /** The next job order that arrives, or has arrived and was not asked for yet. */
  jobOrder(): Promise<JobOrder> {
    return this.orderFor('job');
  }

  /** The next order of a purpose that arrives, or has arrived and was not asked for yet. Others are left alone. */
  async orderFor<Purpose extends OrderPurpose>(purpose: Purpose): Promise<OrderFor<Purpose>> {
    const signed = await this.#next((one) => one.purpose === purpose);
    const order = Order.parse(JSON.parse(signed.body));
    if (!isFor(purpose, order)) throw new Error(`signed as ${purpose}, but it is ${order.purpose}`);
    return order;
  }

  /** The next order of any purpose. */
  signedOrder(): Promise<SignedOrder> {
    return this.#next(() => true);
  }

  #next(fits: Waiter['fits']): Promise<SignedOrder> {
    const at = this.#orders.findIndex(fits);
    const [waiting] = at < 0 ? [] : this.#orders.splice(at, 1);
    if (waiting !== undefined) return Promise.resolve(waiting);
    return new Promise((take) => this.#waiters.push({ fits, take }));
  }

  #heard(order: SignedOrder): void {
    const at = this.#waiters.findIndex((waiter) => waiter.fits(order));
    const [waiter] = at < 0 ? [] : this.#waiters.splice(at, 1);
    if (waiter === undefined) this.#orders.push(order);
    else waiter.take(order);
  }

  /** Orders that nobody has asked for yet: of one purpose, or all of them. */
  waitingOrders(purpose?: OrderPurpose): SignedOrder[] {
    return this.#orders.filter((order) => purpose === undefined || order.purpose === purpose);
  }

  get ordersWaiting(): number {
    return this.#orders.length;
  }

  contentAuthorization(request: ContentRequest | PreStageRequest): string {
    const encoded = Buffer.from(JSON.stringify(request)).toString('base64url');
    const text = 'grantId' in request ? preStageRequestText(request) : contentRequestText(request);
    return `Reveille-Agent ${encoded}.${this.sign(text)}`;
  }

  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.disconnected && !this.#socket.active) return resolve();
      this.#socket.once('disconnect', () => resolve());
    });
  }

  /** Its connection ends without a word, as of a machine that is not there any more. */
  vanish(): void {
    this.#socket.io.engine.close();
  }

  leave(): void {
    this.#socket.disconnect();
  }
}

const isFor = <Purpose extends OrderPurpose>(purpose: Purpose, order: Order): order is OrderFor<Purpose> =>
  order.purpose === purpose;

/** @throws Error that names the code of a refusal */
export function valueOf(answer: Answer<unknown>): unknown {
  if (!answer.ok) throw new Error(`refused: ${answer.code} ${answer.detail ?? ''}`);
  return answer.value;
}
