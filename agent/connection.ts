import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { AGENT_NAMESPACE, agentToHub, hubToAgent } from '#protocol/agent.ts';
import { type ErrorCode, isErrorCode, Refusal } from '#protocol/errors.ts';

const ANSWER_MILLISECONDS = 10_000;

const AnswerEnvelope = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    code: z.string(),
    detail: z.string().max(2000).optional(),
    retryAfter: z.number().optional(),
  }),
]);

export type RequestName = keyof typeof agentToHub;
type Message<Name extends RequestName> = z.input<(typeof agentToHub)[Name]['message']>;
export type Reply<Name extends RequestName> = z.output<(typeof agentToHub)[Name]['reply']>;
export type GoodbyeReason = z.infer<typeof hubToAgent.goodbye.message>['reason'];

/** What the hub says of its own accord. `acknowledge` answers an order. */
export interface HubSpeech {
  order(message: unknown, acknowledge: (answer: unknown) => void): void;
  goodbye(reason: GoodbyeReason): void;
}

/**
 * One connection: made once, never mended. A new one starts from nothing, so that nothing meant for the old one
 * can reach a hub that has not proved itself.
 */
export class Connection {
  readonly #socket: Socket;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket, speech: HubSpeech) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('disconnect', () => resolve());
    });
    socket.on('order', (message: unknown, acknowledge: unknown) => {
      if (typeof acknowledge === 'function') speech.order(message, (answer) => void acknowledge(answer));
    });
    socket.on('goodbye', (message: unknown) => {
      const goodbye = hubToAgent.goodbye.message.safeParse(message);
      if (goodbye.success) speech.goodbye(goodbye.data.reason);
    });
  }

  /** @throws Refusal `unavailable` when the hub does not answer, `stopping` when the signal aborts before it does. */
  static async open(
    hubUrl: string,
    { speech, signal }: { speech: HubSpeech; signal: AbortSignal },
  ): Promise<Connection> {
    const socket = io(new URL(AGENT_NAMESPACE, hubUrl).href, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      autoConnect: false,
      timeout: ANSWER_MILLISECONDS,
    });
    const connection = new Connection(socket, speech);
    const { promise, resolve, reject } = Promise.withResolvers<Connection>();
    socket.once('connect', () => resolve(connection));
    socket.once('connect_error', (fault) => {
      socket.disconnect();
      reject(
        new Refusal('unavailable', { detail: `The hub at ${hubUrl} does not answer: ${fault.message}` }),
      );
    });
    const abort = () => {
      socket.disconnect();
      reject(new Refusal('stopping'));
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    else socket.connect();
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  /**
   * Asks the hub. `onReply` is called in the very turn the answer arrives, before anything that came after it.
   * @throws Refusal with the hub's code; `timedOut` without an answer in 10 s; `unavailable` without a connection.
   */
  request<Name extends RequestName>(
    name: Name,
    message: Message<Name>,
    onReply?: (reply: Reply<Name>) => void,
  ): Promise<Reply<Name>> {
    // A socket that is not connected would keep the message for later.
    if (!this.#socket.connected)
      return Promise.reject(new Refusal('unavailable', { detail: 'Not connected.' }));
    const { promise, resolve, reject } = Promise.withResolvers<Reply<Name>>();
    this.#socket.timeout(ANSWER_MILLISECONDS).emit(name, message, (fault: unknown, answer: unknown) => {
      try {
        if (fault !== null) throw new Refusal(this.#socket.connected ? 'timedOut' : 'unavailable');
        const reply = readReply(name, answer);
        onReply?.(reply);
        resolve(reply);
      } catch (refusal) {
        reject(refusal);
      }
    });
    return promise;
  }

  close(): void {
    this.#socket.disconnect();
  }
}

function readReply<Name extends RequestName>(name: Name, answer: unknown): Reply<Name> {
  const envelope = AnswerEnvelope.safeParse(answer);
  if (!envelope.success) throw new Refusal('internal', { detail: `The answer to ${name} cannot be read.` });
  if (!envelope.data.ok) {
    const { code, detail, retryAfter } = envelope.data;
    const known: ErrorCode = isErrorCode(code) ? code : 'internal';
    throw new Refusal(known, {
      ...(detail === undefined ? {} : { detail }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }
  const schema: z.ZodType<Reply<Name>> = replySchemas[name];
  const reply = schema.safeParse(envelope.data.value);
  // The hub's fault: as `invalidInput` it would cost the message it answers.
  if (!reply.success) throw new Refusal('internal', { detail: `The answer to ${name} is not valid.` });
  return reply.data;
}

/** The same schemas, said so that the reply's type follows from the request's name. */
const replySchemas: { [Name in RequestName]: z.ZodType<Reply<Name>> } = {
  identify: agentToHub.identify.reply,
  enrol: agentToHub.enrol.reply,
  prove: agentToHub.prove.reply,
  hello: agentToHub.hello.reply,
  report: agentToHub.report.reply,
  output: agentToHub.output.reply,
  progress: agentToHub.progress.reply,
  inventory: agentToHub.inventory.reply,
  power: agentToHub.power.reply,
  contents: agentToHub.contents.reply,
};
