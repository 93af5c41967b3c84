import type { DisconnectReason, Namespace, Server, Socket } from 'socket.io';
import type { z } from 'zod';
import { AGENT_NAMESPACE, agentToHub, hubToAgent } from '#protocol/agent.ts';
import type { Answer } from '#protocol/answer.ts';
import type { OrderAnswer, SignedOrder } from '#protocol/orders.ts';
import type { AgentPeer } from '../agent-sessions.ts';
import type { ClientAddress } from '../client-address.ts';
import type { HubContext } from '../hub-context.ts';
import { coerceError } from '../log.ts';
import type { OfflineBecause } from '#protocol/views/timeline/presence.ts';
import { AgentConnection, type AgentRequestName } from './connection.ts';

/** An order that is not answered within this closes the session: the next hello tells what became of it. */
const ANSWER_MILLISECONDS = 10_000;
/** A connection that is not ready after this long is closed: it holds a place and does nothing. */
const READY_WITHIN_MILLISECONDS = 30_000;

type Goodbye = z.infer<typeof hubToAgent.goodbye.message>;
interface HubEvents {
  order: (order: SignedOrder, answered: (answer: unknown) => void) => void;
  goodbye: (goodbye: Goodbye) => void;
}
type AgentEvents = Record<AgentRequestName, (message: unknown, reply: unknown) => void>;
type AgentSocket = Socket<AgentEvents, HubEvents>;

/** The only file that knows an agent is a socket. It alone decides who is online. */
export class AgentGateway {
  readonly #context: HubContext;
  readonly #namespace: Namespace<AgentEvents, HubEvents>;
  readonly #addressOf: (socket: Socket) => ClientAddress;
  readonly #plainHttpAllowed: boolean;

  constructor(parts: {
    context: HubContext;
    sockets: Server;
    addressOf: (socket: Socket) => ClientAddress;
    plainHttpAllowed: boolean;
  }) {
    this.#context = parts.context;
    this.#namespace = parts.sockets.of(AGENT_NAMESPACE);
    this.#addressOf = parts.addressOf;
    this.#plainHttpAllowed = parts.plainHttpAllowed;
    this.#namespace.use((socket, next) => next(this.#refusalOf(socket)));
    this.#namespace.on('connection', (socket) => this.#connected(socket));
  }

  /** Tells every agent that the hub stops, and waits until what they said is stored. */
  async stop(): Promise<void> {
    const sessions = this.#context.sessions.all();
    for (const session of sessions) session.peer.goodbye('hubStops');
    this.#namespace.disconnectSockets(true);
    await Promise.all(sessions.map((session) => session.queue.drained()));
  }

  #refusalOf(socket: Socket): Error | undefined {
    const { address, secure, loopback } = this.#addressOf(socket);
    if (secure || loopback || this.#plainHttpAllowed) return undefined;
    this.#context.log.warn({ address }, 'an agent was refused: it came over plain HTTP');
    return new Error('insecureTransport');
  }

  #connected(socket: AgentSocket): void {
    const { clock, log } = this.#context;
    const peer = this.#peerOf(socket);
    const connection = new AgentConnection({
      context: this.#context,
      peer,
      address: this.#addressOf(socket).address,
    });
    socket.conn.on('packet', () => connection.heard());
    const ready = clock.after(READY_WITHIN_MILLISECONDS, () => {
      if (!connection.isReady) socket.disconnect(true);
    });
    for (const name of requestNames) {
      socket.on(name, (message: unknown, reply: unknown) => {
        void connection.receive(name, message).then((answer) => {
          if (typeof reply === 'function') reply(answer);
        });
      });
    }
    socket.on('disconnect', (reason) => {
      ready();
      connection.closed(peer.saidGoodbye ? undefined : offlineBecause(reason)).catch((error: unknown) => {
        log.warn({ reason: coerceError(error).message }, 'the end of a session could not be stored');
      });
    });
  }

  #peerOf(socket: AgentSocket): AgentPeer & { readonly saidGoodbye: boolean } {
    const timedOut: Answer<never> = { ok: false, code: 'timedOut' };
    let saidGoodbye = false;
    return {
      get saidGoodbye() {
        return saidGoodbye;
      },
      order: (signed, answered) => {
        if (!socket.connected) return answered(timedOut);
        let open = true;
        const settle = (answer: Answer<OrderAnswer>): void => {
          if (!open) return;
          open = false;
          late();
          answered(answer);
        };
        const late = this.#context.clock.after(ANSWER_MILLISECONDS, () => settle(timedOut));
        socket.emit('order', signed, (answer) => {
          const parsed = hubToAgent.order.reply.safeParse(answer);
          settle(parsed.success ? { ok: true, value: parsed.data } : timedOut);
        });
      },
      goodbye: (reason) => {
        saidGoodbye = true;
        socket.emit('goodbye', { reason });
        socket.disconnect(true);
      },
      close: () => void socket.disconnect(true),
    };
  }
}

/** Why a socket is gone, in the words of a timeline. */
function offlineBecause(reason: DisconnectReason): OfflineBecause {
  switch (reason) {
    case 'client namespace disconnect':
      return 'agentLeft';
    case 'ping timeout':
      return 'silence';
    case 'server namespace disconnect':
    case 'server shutting down':
    case 'forced server close':
      return 'hubClosed';
    case 'transport error':
    case 'transport close':
    case 'forced close':
    case 'parse error':
      return 'broken';
  }
}

const requestNames = Object.keys(agentToHub) as AgentRequestName[];
