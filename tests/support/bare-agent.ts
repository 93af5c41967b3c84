import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  AGENT_NAMESPACE,
  agentToHub,
  PROTOCOL_VERSION,
  type AttemptEvent,
  type Hello,
} from '#protocol/agent.ts';
import type { Answer } from '#protocol/answer.ts';
import { JobOrder, type OrderAnswer, type SignedOrder } from '#protocol/orders.ts';
import {
  agentProofText,
  contentRequestText,
  enrolProofText,
  type ContentRequest,
  type Handshake,
} from '#protocol/proof.ts';

/**
 * An agent's side of the wire with nothing behind it: it says exactly what a test tells it to, also what no real
 * agent would.
 */
export class BareAgent {
  readonly #keys: { privateKey: KeyObject; publicKey: KeyObject };
  readonly #privateKey: KeyObject;
  readonly publicKey: string;
  readonly #socket: Socket;
  readonly #orders: SignedOrder[] = [];
  #onOrder: () => void = () => undefined;
  /** What every order is answered with. */
  answerOrders: OrderAnswer['answer'] | 'nothing' = 'accepted';
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
      this.#orders.push(order);
      // As a real one: before its welcome it takes no order.
      if (this.welcome === undefined) reply({ answer: 'refused' });
      else if (this.answerOrders !== 'nothing') reply({ answer: this.answerOrders });
      this.#onOrder();
    });
  }

  /** Sends anything under any name. @returns the hub's answer */
  ask(name: string, message: unknown): Promise<Answer<unknown>> {
    return this.#socket.timeout(10_000).emitWithAck(name, message) as Promise<Answer<unknown>>;
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
    const hello = { agentVersion: 'bare', bootId: 'boot', uptimeSeconds: 60, attempts };
    // In the very turn the answer arrives: an order may follow it in the same one.
    return new Promise((resolve, reject) => {
      this.#socket.timeout(10_000).emit('hello', hello, (fault: Error | null, answer: Answer<unknown>) => {
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

  /** The same computer on a new connection, ready. */
  async returns(hub: string, attempts: Hello['attempts'] = []): Promise<BareAgent> {
    const again = this.anew(hub);
    again.answerOrders = this.answerOrders;
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

  /** The next job order that arrives, or has arrived and was not asked for yet. */
  async jobOrder(): Promise<JobOrder> {
    const order = await this.signedOrder();
    return JobOrder.parse(JSON.parse(order.body));
  }

  signedOrder(): Promise<SignedOrder> {
    return new Promise((resolve) => {
      this.#onOrder = () => {
        const order = this.#orders.shift();
        if (order === undefined) return;
        this.#onOrder = () => undefined;
        resolve(order);
      };
      this.#onOrder();
    });
  }

  get ordersWaiting(): number {
    return this.#orders.length;
  }

  contentAuthorization(request: ContentRequest): string {
    const encoded = Buffer.from(JSON.stringify(request)).toString('base64url');
    return `Reveille-Agent ${encoded}.${this.sign(contentRequestText(request))}`;
  }

  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.disconnected && !this.#socket.active) return resolve();
      this.#socket.once('disconnect', () => resolve());
    });
  }

  leave(): void {
    this.#socket.disconnect();
  }
}

/** @throws Error that names the code of a refusal */
export function valueOf(answer: Answer<unknown>): unknown {
  if (!answer.ok) throw new Error(`refused: ${answer.code} ${answer.detail ?? ''}`);
  return answer.value;
}
