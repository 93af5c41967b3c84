import type { Answer } from '#protocol/answer.ts';
import type { OrderAnswer, SignedOrder } from '#protocol/orders.ts';
import { type SerialQueue } from './serial-queue.ts';

/** How the hub speaks to one connected agent. The gateway alone knows that this is a socket. */
export interface AgentPeer {
  /**
   * Sends an order. `answered` is called once, synchronously with the arrival of the answer, so that what the
   * agent says next is handled after it; with `timedOut` when there was none.
   */
  order(signed: SignedOrder, answered: (answer: Answer<OrderAnswer>) => void): void;
  /** Says why, then closes. */
  goodbye(reason: 'hubStops' | 'superseded' | 'removed'): void;
  /** Closes without a word: the next hello reconciles. */
  close(): void;
}

/** A session that is ready: connected, proved, reconciled. */
export interface AgentSession {
  computerId: string;
  peer: AgentPeer;
  /** The hub's nonce of this connection: orders are bound to it. */
  nonce: string;
  /** Of the last order signed. */
  counter: number;
  since: Date;
  address: string;
  /** Q2: in which it downloads. */
  subnet: string;
  /** V5: content it holds, and what of it the agent was told to keep. Absent: it does not tell. */
  cache?: { held: ReadonlySet<string>; kept: ReadonlySet<string> };
  /** The attempt it was offered last: what its progress is about, without asking the database five times a second. */
  offered?: { jobId: string; attempt: number; containerId: string };
  /** The power order it was sent last, as `orderKey` tells them apart. */
  powerTold?: string;
  /** Its shutdown after completion is being called off. */
  givingWay?: true;
  /** What this agent said, and the answers to its orders, are handled one by one, in order of arrival. */
  queue: SerialQueue;
}

/** Who is ready. The agent gateway alone adds and removes. */
export class AgentSessions {
  readonly #ready = new Map<string, AgentSession>();

  get size(): number {
    return this.#ready.size;
  }

  get(computerId: string): AgentSession | undefined {
    return this.#ready.get(computerId);
  }

  all(): AgentSession[] {
    return [...this.#ready.values()];
  }

  /** @returns the session that this one supersedes: the newer connection is the live one. */
  add(session: AgentSession): AgentSession | undefined {
    const earlier = this.#ready.get(session.computerId);
    this.#ready.set(session.computerId, session);
    return earlier;
  }

  /** @returns false when a newer session has taken its place: then nobody went offline. */
  remove(session: AgentSession): boolean {
    if (this.#ready.get(session.computerId) !== session) return false;
    return this.#ready.delete(session.computerId);
  }
}
