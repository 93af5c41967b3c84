import type { Hello, Welcome } from '#protocol/agent.ts';
import type { Order, OrderAnswer } from '#protocol/orders.ts';
import type { EnrolmentToken } from './config.ts';
import { Connection, type GoodbyeReason } from './connection.ts';
import { shakeHands } from './handshake.ts';
import type { HubTime } from './hub-time.ts';
import type { Identity } from './identity.ts';
import type { Log } from './log.ts';
import { checkOrder } from './orders.ts';
import type { SessionEnd } from './steps.ts';

/** What a session needs of the rest of the agent. */
export interface SessionParts {
  identity: Identity;
  token: EnrolmentToken | undefined;
  hubTime: HubTime;
  log: Log;
  hello(): Hello;
  /** The hub has taken the enrolment or the proof of this computer. */
  belongs(computerId: string): void;
  /** Called in the very turn the welcome arrives: before any order that follows it. */
  welcomed(welcome: Welcome): void;
  /** Ready. Sends what waits until the signal aborts. */
  ready(connection: Connection, welcome: Welcome, signal: AbortSignal): Promise<void>;
  /** Carries a verified order out, up to its answer. */
  carryOut(order: Order): OrderAnswer | Promise<OrderAnswer>;
  /** The answer was handed over. */
  answered(): void;
  /** An order could not be carried out, for a reason the agent cannot mend. */
  fault(fault: unknown): void;
}

/** What orders are checked against, once the welcome has come. */
interface Standing {
  computerId: string;
  hubPublicKey: string;
  session: string;
  lastCounter: number;
}

/** One connection from its opening to its end, with what is only valid as long as it lasts. */
export class Session {
  readonly #parts: SessionParts;
  readonly #ended = new AbortController();
  #connection: Connection | undefined;
  #standing: Standing | undefined;
  #goodbye: GoodbyeReason | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /**
   * Connects, proves both sides, becomes ready, stays until the connection ends.
   * @throws Refusal or WrongHub when it never became ready.
   */
  async run(): Promise<SessionEnd> {
    const { identity, token, belongs, hello, hubTime, ready, welcomed } = this.#parts;
    const connection = await Connection.open(identity.hubUrl, {
      signal: this.#ended.signal,
      speech: {
        order: (message, acknowledge) => void this.#order(message, acknowledge),
        goodbye: (reason) => {
          this.#goodbye = reason;
          connection.close();
        },
      },
    });
    this.#connection = connection;
    const closed = connection.closed.then(() => this.#ended.abort());
    let sending: Promise<void> | undefined;
    try {
      const { computerId, hubPublicKey, hubNonce } = await shakeHands(connection, { identity, token });
      belongs(computerId);
      const welcome = await connection.request('hello', hello(), (reply) => {
        hubTime.learn(reply.hubTime);
        this.#standing = { computerId, hubPublicKey, session: hubNonce, lastCounter: 0 };
        welcomed(reply);
      });
      sending = ready(connection, welcome, this.#ended.signal);
      await Promise.race([closed, sending]);
    } catch (fault) {
      if (this.#goodbye === undefined) throw fault;
    } finally {
      this.#ended.abort();
      connection.close();
      await closed;
      await sending;
    }
    return this.#goodbye === undefined
      ? { kind: 'lost', wasReady: this.#standing !== undefined }
      : { kind: 'goodbye', reason: this.#goodbye };
  }

  /** Ends the connection from this side. */
  close(): void {
    this.#ended.abort();
    this.#connection?.close();
  }

  async #order(message: unknown, acknowledge: (answer: OrderAnswer) => void): Promise<void> {
    const { log, hubTime, carryOut, answered, fault } = this.#parts;
    const checked =
      this.#standing === undefined
        ? { refused: 'This order came before the hello was answered.' }
        : checkOrder(message, { ...this.#standing, hubNow: hubTime.now() });
    if ('refused' in checked) {
      log.warn({ detail: checked.refused }, 'order refused');
      return acknowledge({ answer: 'refused', detail: checked.refused });
    }
    if (this.#standing !== undefined) this.#standing.lastCounter = checked.order.counter;
    try {
      acknowledge(await carryOut(checked.order));
      answered();
    } catch (cause) {
      fault(cause);
    }
  }
}
