import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import type { Answer } from '#protocol/answer.ts';
import type { Change } from '#protocol/change.ts';
import type { consoleToHub, Topic, TopicChanges } from '#protocol/console.ts';
import { positionOf } from './numbering.ts';

type Requests = typeof consoleToHub;
type Message<Name extends keyof Requests> = z.input<Requests[Name]['message']>;
type Reply<Name extends keyof Requests> = z.output<Requests[Name]['reply']>;

/** Who wants to know about a topic. */
export interface Watcher {
  apply(changes: readonly Change[]): void;
  /** What is known may be incomplete: get a fresh snapshot. Also called when the watch has just begun. */
  refresh(): void;
}

interface Watched {
  last: number | undefined;
  watchers: Set<Watcher>;
}

const ANSWER_WITHIN_MILLISECONDS = 15_000;
/** Refused by the hub rather than cut off: the client library does not try again by itself. */
const TRY_AGAIN_MILLISECONDS = 3000;

/**
 * The one socket of a console. Topics that are watched survive a lost connection: after it is back they are
 * watched again and every watcher is asked to refresh.
 */
export class Connection {
  status = $state.raw<'connecting' | 'connected' | 'lost'>('connecting');
  readonly #topics = new Map<Topic, Watched>();
  #onSignedOut: () => void;
  #socket: Socket | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(onSignedOut: () => void) {
    this.#onSignedOut = onSignedOut;
  }

  /** Opens the socket; in the browser only. @returns closes it. */
  open(): () => void {
    // The namespace is repeated here: its module would bring the whole schema library into the browser.
    const socket = io('/console', {
      transports: ['websocket'],
      reconnectionDelay: 400,
      reconnectionDelayMax: 4000,
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.status = 'connected';
      for (const [topic, watched] of this.#topics) this.#join(topic, watched);
    });
    socket.on('disconnect', () => {
      this.status = 'lost';
      // The hub ended it on its own will (its stop, a limit): come back as after a cut.
      if (!socket.active) this.#tryAgain(socket);
    });
    socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
      this.status = 'lost';
      if (error.data?.code === 'notSignedIn' || error.message === 'notSignedIn') this.#onSignedOut();
      else if (!socket.active) this.#tryAgain(socket);
    });
    socket.on('changes', (message: TopicChanges) => this.#receive(message));
    socket.on('signedOut', () => this.#onSignedOut());
    return () => {
      clearTimeout(this.#again);
      socket.disconnect();
      this.#socket = undefined;
    };
  }

  /** One signs out: that the hub says so is no news. */
  signingOut(): void {
    this.#onSignedOut = () => undefined;
  }

  /** @returns ends the watch. */
  watch(topic: Topic, watcher: Watcher): () => void {
    let watched = this.#topics.get(topic);
    if (watched === undefined) {
      watched = { last: undefined, watchers: new Set() };
      this.#topics.set(topic, watched);
      if (this.#socket?.connected === true) this.#join(topic, watched);
    } else if (watched.last !== undefined) watcher.refresh();
    const { watchers } = watched;
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size > 0) return;
      this.#topics.delete(topic);
      if (this.#socket?.connected === true) void this.request('unwatch', { topic }).catch(() => undefined);
    };
  }

  /** Asks the hub. @throws Error with the hub's sentence or code, or when there is no answer in time. */
  async request<Name extends keyof Requests>(name: Name, message: Message<Name>): Promise<Reply<Name>> {
    const socket = this.#socket;
    if (socket === undefined) throw new Error('There is no connection to the hub.');
    const answer = (await socket.timeout(ANSWER_WITHIN_MILLISECONDS).emitWithAck(name, message)) as Answer<
      Reply<Name>
    >;
    if (!answer.ok) throw new Error(answer.detail ?? answer.code);
    return answer.value;
  }

  #join(topic: Topic, watched: Watched): void {
    watched.last = undefined;
    this.request('watch', { topic })
      .then(({ number }) => {
        if (this.#topics.get(topic) !== watched) return;
        // A change may have overtaken the answer.
        watched.last = Math.max(number, watched.last ?? number);
        for (const watcher of watched.watchers) watcher.refresh();
      })
      .catch(() => {
        // Cut off while asking: the next connect joins again. Refused: this page then moves on its own loads.
      });
  }

  #receive(message: TopicChanges): void {
    const watched = this.#topics.get(message.topic);
    if (watched === undefined) return;
    const position = positionOf(watched.last, message);
    if (position === 'old') return;
    watched.last = message.number;
    for (const watcher of watched.watchers) {
      watcher.apply(message.changes);
      if (position === 'gap') watcher.refresh();
    }
  }

  #tryAgain(socket: Socket): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => socket.connect(), TRY_AGAIN_MILLISECONDS);
  }
}
