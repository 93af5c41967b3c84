import { io, type Socket } from 'socket.io-client';
import type { Answer } from '#protocol/answer.ts';
import { CONSOLE_NAMESPACE, hubToConsole, type TopicChanges } from '#protocol/console.ts';
import { SESSION_COOKIE } from '#hub/session-cookie.ts';

/** A console's side of the wire: what a browser with this cookie, on a page of this origin, would hear. */
export class ConsoleSocket {
  readonly #socket: Socket;
  readonly messages: TopicChanges[] = [];
  #heard: () => void = () => undefined;
  signedOut = false;

  constructor(hub: string, as: { secret?: string; origin?: string }) {
    const headers: Record<string, string> = {};
    if (as.secret !== undefined) headers['cookie'] = `${SESSION_COOKIE}=${as.secret}`;
    if (as.origin !== undefined) headers['origin'] = as.origin;
    this.#socket = io(hub + CONSOLE_NAMESPACE, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: headers,
    });
    this.#socket.on('changes', (message: unknown) => {
      this.messages.push(hubToConsole.changes.message.parse(message));
      this.#heard();
    });
    this.#socket.on('signedOut', () => (this.signedOut = true));
  }

  /** @returns undefined when it was let in, else the code of the refusal */
  admitted(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#socket.once('connect', () => resolve(undefined));
      this.#socket.once('connect_error', (error) => resolve(error.message));
    });
  }

  ask(name: string, message: unknown): Promise<Answer<unknown>> {
    return this.#socket.timeout(30_000).emitWithAck(name, message) as Promise<Answer<unknown>>;
  }

  /** Resolves when what was heard so far fits. */
  hears(fits: (messages: readonly TopicChanges[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = () => {
        if (fits(this.messages)) resolve();
      };
      this.#heard();
    });
  }

  ended(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.disconnected) resolve();
      else this.#socket.once('disconnect', () => resolve());
    });
  }

  leave(): void {
    this.#socket.disconnect();
  }
}
