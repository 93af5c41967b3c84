import type { IncomingMessage } from 'node:http';
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io';
import type { z } from 'zod';
import type { Actor } from '#domain/entities.ts';
import type { Verb } from '#domain/permission.ts';
import type { Answer } from '#protocol/answer.ts';
import { CONSOLE_NAMESPACE, consoleToHub, type hubToConsole, type Topic } from '#protocol/console.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { permit } from './actor.ts';
import { answerOf } from './answers.ts';
import type { ClientAddress } from './client-address.ts';
import type { Cancel } from './clock.ts';
import type { HubContext } from './hub-context.ts';
import type { Identities, Queries } from './hub.ts';
import { hashSecret } from './secrets.ts';

/** How often a console's sign-in is looked at again: it may have expired, or its user may be gone. */
const RECHECK_MILLISECONDS = 60_000;
/** Packets waiting for one slow console. Beyond it the console is disconnected: it comes back and starts afresh. */
const PACKETS_WAITING = 2_000;

interface HubEvents {
  changes: (message: z.infer<typeof hubToConsole.changes.message>) => void;
  signedOut: (message: Record<string, never>) => void;
}
type ConsoleRequestName = keyof typeof consoleToHub;
type ConsoleEvents = Record<ConsoleRequestName, (message: unknown, reply: unknown) => void>;
interface ConsoleData {
  actor: Actor;
  secret: string;
  /** Packets that have not left for the network yet. */
  waiting: number;
}
type ConsoleSocket = Socket<ConsoleEvents, HubEvents, DefaultEventsMap, ConsoleData>;

interface Parts {
  context: HubContext;
  sockets: Server;
  identities: Identities;
  queries: Queries;
  /** The secret of the session cookie, when there is one. */
  sessionOf: (request: IncomingMessage) => string | undefined;
  /** Whether a request comes from a page of this very console. */
  isOwnOrigin: (request: IncomingMessage) => boolean;
  addressOf: (socket: Socket) => ClientAddress;
}

/** The browsers' sockets. It passes on what the change feed says, and answers a few questions. */
export class ConsoleGateway {
  readonly #parts: Parts;
  readonly #namespace: Namespace<ConsoleEvents, HubEvents, DefaultEventsMap, ConsoleData>;
  readonly #recheck: Cancel;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { context, sockets } = parts;
    this.#namespace = sockets.of(CONSOLE_NAMESPACE);
    this.#namespace.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => next(new Error(error instanceof Refusal ? error.code : 'internal')),
      );
    });
    this.#namespace.on('connection', (socket) => this.#connected(socket));
    context.feed.onMessage((message) => this.#deliver(message));
    context.system.countConsolesWith(() => this.#namespace.sockets.size);
    context.ended.onEnd((id) => this.#signOut((socket) => hashSecret(socket.data.secret) === id));
    this.#recheck = context.clock.every(RECHECK_MILLISECONDS, () => void this.#lookAtSignIns());
  }

  stop(): void {
    this.#recheck();
    this.#namespace.disconnectSockets(true);
  }

  /** @throws Refusal `badOrigin`, `notSignedIn` */
  async #admit(socket: ConsoleSocket): Promise<void> {
    const { identities, sessionOf, isOwnOrigin, addressOf } = this.#parts;
    if (!isOwnOrigin(socket.request)) throw new Refusal('badOrigin');
    const secret = sessionOf(socket.request);
    const { address } = addressOf(socket);
    const actor = secret === undefined ? undefined : await identities.ofSession(secret, { address });
    if (secret === undefined || actor === undefined) throw new Refusal('notSignedIn');
    permit(actor, 'read');
    socket.data = { actor, secret, waiting: 0 };
  }

  #connected(socket: ConsoleSocket): void {
    const { feed, log } = this.#parts.context;
    const watched = new Set<Topic>();
    socket.conn.on('packetCreate', () => (socket.data.waiting += 1));
    socket.conn.on('flush', () => (socket.data.waiting = 0));
    const answer = (name: ConsoleRequestName, handle: (message: unknown) => Promise<unknown>): void => {
      socket.on(name, (message: unknown, reply: unknown) => {
        void answerOf(log, () => handle(message)).then((outcome: Answer<unknown>) => {
          if (typeof reply === 'function') reply(outcome);
        });
      });
    };
    answer('watch', async (message) => {
      const { topic } = parse(consoleToHub.watch.message, message);
      permit(socket.data.actor, verbToWatch(topic));
      if (watched.size >= LIMITS.topicsPerConsole && !watched.has(topic))
        throw new Refusal('tooManyAttempts');
      if (watched.has(topic)) feed.unwatch(topic);
      watched.add(topic);
      const number = feed.watch(topic);
      if (topic === 'system') this.#parts.context.system.watched();
      await socket.join(topic);
      return { number };
    });
    answer('unwatch', async (message) => {
      const { topic } = parse(consoleToHub.unwatch.message, message);
      if (watched.delete(topic)) feed.unwatch(topic);
      await socket.leave(topic);
      return {};
    });
    answer('jobs', async (message) => {
      const { containerId, after } = parse(consoleToHub.jobs.message, message);
      return this.#parts.queries.jobsOfContainer(socket.data.actor, containerId, {
        limit: LIMITS.pageRows,
        ...(after === undefined ? {} : { after }),
      });
    });
    answer('output', async (message) => {
      const { jobId, attempt, after } = parse(consoleToHub.output.message, message);
      const query = { jobId, after, ...(attempt === undefined ? {} : { attempt }) };
      return this.#parts.queries.output(socket.data.actor, query);
    });
    socket.on('disconnect', () => {
      for (const topic of watched) feed.unwatch(topic);
      watched.clear();
    });
  }

  #deliver(message: z.infer<typeof hubToConsole.changes.message>): void {
    for (const id of this.#namespace.adapter.rooms.get(message.topic) ?? []) {
      const socket = this.#namespace.sockets.get(id);
      if (socket === undefined) continue;
      if (socket.data.waiting > PACKETS_WAITING) socket.disconnect(true);
      else socket.emit('changes', message);
    }
  }

  async #lookAtSignIns(): Promise<void> {
    const { identities, context } = this.#parts;
    for (const socket of this.#namespace.sockets.values()) {
      const { secret, actor } = socket.data;
      try {
        const still = await identities.ofSession(secret, { address: actor.address ?? '' });
        if (still === undefined) this.#signOut((one) => one.data.secret === secret);
        // What it watches was permitted to another role: it comes back and asks anew.
        else if (still.role !== actor.role) socket.disconnect(true);
        else socket.data.actor = still;
      } catch (error) {
        // The database is away: nobody is signed out for that.
        context.log.debug({ err: error }, 'a sign-in could not be looked at');
      }
    }
  }

  #signOut(fits: (socket: ConsoleSocket) => boolean): void {
    for (const socket of this.#namespace.sockets.values()) {
      if (!fits(socket)) continue;
      socket.emit('signedOut', {});
      socket.disconnect(true);
    }
  }
}

function verbToWatch(topic: Topic): Verb {
  switch (topic) {
    case 'settings':
      return 'settings.read';
    case 'system':
      return 'system.read';
    case 'audit':
      return 'audit.read';
    default:
      return 'read';
  }
}
