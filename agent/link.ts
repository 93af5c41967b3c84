import { type ErrorCode, ERRORS, Refusal } from '#protocol/errors.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import { WrongHub } from './handshake.ts';
import type { Log } from './log.ts';
import { Notice } from './notice.ts';
import { Session, type SessionParts } from './session.ts';
import { reconnectAfter, type SessionEnd } from './steps.ts';

/** Why an agent never connects again. `sentence`: for whoever started it. */
export type LinkEnd =
  | { kind: 'stopped' }
  | { kind: 'removed'; sentence: string }
  | { kind: 'refused'; code?: ErrorCode; sentence: string };

export interface LinkParts {
  clock: Clock;
  log: Log;
  isEnrolled(): boolean;
  /** What each new session is made of. */
  session(): Omit<SessionParts, 'ready'>;
  ready: SessionParts['ready'];
}

/** Keeps one session with the hub, one connection after the other. */
export class HubLink {
  readonly #parts: LinkParts;
  readonly #stop = new AbortController();
  readonly #changed = new Notice();
  #session: Session | undefined;
  #connection: Connection | undefined;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** The connection of the ready session, if there is one now. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Connects again and again until it is stopped or the hub wants this agent no more. */
  async run(): Promise<LinkEnd> {
    const { clock, isEnrolled } = this.#parts;
    for (let failures = 0; !this.#stop.signal.aborted;) {
      const { end, sentence } = await this.#connectOnce();
      if (this.#stop.signal.aborted) break;
      failures = end.kind === 'lost' && end.wasReady ? 0 : failures + 1;
      const wait = reconnectAfter(end, { enrolled: isEnrolled(), failures, random: Math.random() });
      if (wait === undefined) return this.#final(end, sentence);
      this.#tell(end, { sentence, wait, failures });
      await clock.sleep(wait, this.#stop.signal);
    }
    return { kind: 'stopped' };
  }

  /** Resolves when a session is ready, or when the signal aborts. */
  async whenReady(signal: AbortSignal): Promise<void> {
    const wake = () => this.#changed.tell();
    signal.addEventListener('abort', wake);
    for (;;) {
      const change = this.#changed.next();
      if (this.#connection !== undefined || signal.aborted) break;
      await change;
    }
    signal.removeEventListener('abort', wake);
  }

  stop(): void {
    this.#stop.abort();
    this.#session?.close();
  }

  async #connectOnce(): Promise<{ end: SessionEnd; sentence: string }> {
    try {
      const session = new Session({
        ...this.#parts.session(),
        ready: (connection, welcome, signal) => this.#ready(connection, welcome, signal),
      });
      this.#session = session;
      return { end: await session.run(), sentence: 'The connection to the hub ended.' };
    } catch (fault) {
      if (fault instanceof WrongHub) return { end: { kind: 'wrongHub' }, sentence: fault.message };
      if (!(fault instanceof Refusal)) throw fault;
      const sentence = fault.detail === undefined ? ERRORS[fault.code][1] : `${fault.detail} (${fault.code})`;
      return { end: { kind: 'refused', code: fault.code }, sentence };
    } finally {
      this.#session = undefined;
    }
  }

  async #ready(...[connection, welcome, signal]: Parameters<SessionParts['ready']>): Promise<void> {
    this.#connection = connection;
    this.#changed.tell();
    signal.addEventListener('abort', () => (this.#connection = undefined), { once: true });
    await this.#parts.ready(connection, welcome, signal);
  }

  #tell(end: SessionEnd, facts: { sentence: string; wait: number; failures: number }): void {
    const again = `${(facts.wait / 1000).toFixed(1)} s`;
    if (end.kind === 'goodbye' && end.reason === 'superseded') {
      this.#parts.log.error({ again }, 'another agent uses the identity of this one');
    } else if (end.kind === 'wrongHub') {
      this.#parts.log.error({ again }, facts.sentence);
    } else if (end.kind === 'refused' && facts.failures > 1) {
      this.#parts.log.warn({ again, code: end.code }, facts.sentence);
    } else {
      this.#parts.log.info({ again }, facts.sentence);
    }
  }

  #final(end: SessionEnd, sentence: string): LinkEnd {
    switch (end.kind) {
      case 'goodbye':
        return { kind: 'removed', sentence: 'This computer was removed from the hub.' };
      case 'refused':
        return { kind: 'refused', code: end.code, sentence };
      case 'wrongHub':
      case 'lost':
        return { kind: 'refused', sentence };
    }
  }
}
