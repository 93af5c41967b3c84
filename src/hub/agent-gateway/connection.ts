import { setImmediate as nextTurn } from 'node:timers/promises';
import type { z } from 'zod';
import { subnetOfSession } from '#domain/subnet.ts';
import { afterLeaving } from '#domain/power/presence-change.ts';
import { left } from '#domain/timeline/presence.ts';
import { agentToHub } from '#protocol/agent.ts';
import type { Answer } from '#protocol/answer.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import type { Handshake } from '#protocol/proof.ts';
import type { OfflineBecause } from '#protocol/views/timeline/presence.ts';
import type { AgentPeer, AgentSession } from '../agent-sessions.ts';
import { answerOf } from '../answers.ts';
import type { HubContext } from '../hub-context.ts';
import { SerialQueue } from '../serial-queue.ts';
import { withdrawAtAgent } from '../withdraw-at-agent.ts';
import { greet } from './greet.ts';
import { enrol, identify, prove } from './handshake.ts';
import { receiveInventory, receiveOutput, receivePower, receiveProgress, receiveReport } from './receive.ts';

export type AgentRequestName = keyof typeof agentToHub;
type Message<Name extends AgentRequestName> = z.output<(typeof agentToHub)[Name]['message']>;
type Reply<Name extends AgentRequestName> = z.input<(typeof agentToHub)[Name]['reply']>;

/** Requests of one agent that may wait at once. Ours sends a handful; who sends more is not ours. */
const REQUESTS_WAITING = 64;
/** Refused messages of one connection before it is closed. */
const FAULTS_TOLERATED = 100;

/** Where a connection stands. Each state carries only what exists then. */
type State =
  | { name: 'connected' }
  | { name: 'identified'; handshake: Handshake }
  | { name: 'proved'; handshake: Handshake; computerId: string }
  | { name: 'ready'; session: AgentSession }
  | { name: 'closed' };

/** One agent's connection: takes its requests in order, knows which are allowed when, answers every one. */
export class AgentConnection {
  readonly #context: HubContext;
  readonly #peer: AgentPeer;
  readonly #address: string;
  readonly #queue = new SerialQueue(REQUESTS_WAITING);
  #state: State = { name: 'connected' };
  #faults = 0;
  #heardAt: Date;

  constructor(parts: { context: HubContext; peer: AgentPeer; address: string }) {
    this.#context = parts.context;
    this.#peer = parts.peer;
    this.#address = parts.address;
    this.#heardAt = parts.context.clock.now();
  }

  /** A sign of life: whatever came, and be it the answer to a ping. */
  heard(): void {
    this.#heardAt = this.#context.clock.now();
  }

  /** Answers one request. Never rejects. */
  async receive(name: AgentRequestName, message: unknown): Promise<Answer<unknown>> {
    if (this.#queue.isFull) return this.#fault({ ok: false, code: 'tooManyAttempts', retryAfter: 1000 });
    const answer = await this.#queue.run(() =>
      answerOf(this.#context.log, () => this.#handle(name, message)),
    );
    return answer.ok ? answer : this.#fault(answer);
  }

  #fault(answer: Answer<unknown>): Answer<unknown> {
    this.#faults += 1;
    if (this.#faults > FAULTS_TOLERATED) this.#peer.close();
    return answer;
  }

  #handle(name: AgentRequestName, message: unknown): Promise<unknown> {
    switch (name) {
      case 'identify':
        return this.#identify(parse(agentToHub.identify.message, message));
      case 'enrol':
        return this.#enrol(parse(agentToHub.enrol.message, message));
      case 'prove':
        return this.#prove(parse(agentToHub.prove.message, message));
      case 'hello':
        return this.#hello(parse(agentToHub.hello.message, message));
      case 'report':
        return receiveReport(this.#context, this.#computerId(), parse(agentToHub.report.message, message));
      case 'output':
        return receiveOutput(this.#context, this.#computerId(), parse(agentToHub.output.message, message));
      case 'progress':
        return receiveProgress(this.#context, this.#session(), parse(agentToHub.progress.message, message));
      case 'inventory':
        return receiveInventory(
          this.#context,
          this.#computerId(),
          parse(agentToHub.inventory.message, message),
        );
      case 'power':
        return receivePower(this.#context, this.#session(), parse(agentToHub.power.message, message));
      case 'contents':
        return this.#contents(parse(agentToHub.contents.message, message));
    }
  }

  /** @throws Refusal `outOfOrder` unless the session is ready */
  #session(): AgentSession {
    if (this.#state.name !== 'ready') throw new Refusal('outOfOrder');
    return this.#state.session;
  }

  #computerId(): string {
    return this.#session().computerId;
  }

  async #identify(message: Message<'identify'>): Promise<Reply<'identify'>> {
    if (this.#state.name !== 'connected') throw new Refusal('outOfOrder');
    const { handshake, reply } = identify(this.#context, message);
    this.#state = { name: 'identified', handshake };
    return reply;
  }

  async #enrol(message: Message<'enrol'>): Promise<Reply<'enrol'>> {
    if (this.#state.name !== 'identified') throw new Refusal('outOfOrder');
    const { handshake } = this.#state;
    const { computerId } = await enrol(this.#context, { handshake, message, address: this.#address });
    this.#state = { name: 'proved', handshake, computerId };
    return { computerId };
  }

  async #prove(message: Message<'prove'>): Promise<Reply<'prove'>> {
    if (this.#state.name !== 'identified') throw new Refusal('outOfOrder');
    const { handshake } = this.#state;
    const { computerId } = await prove(this.#context, { handshake, message, address: this.#address });
    this.#state = { name: 'proved', handshake, computerId };
    return {};
  }

  async #contents(report: Message<'contents'>): Promise<Reply<'contents'>> {
    await this.#context.preStaging.heed(this.#session(), report);
    return {};
  }

  async #hello(hello: Message<'hello'>): Promise<Reply<'hello'>> {
    if (this.#state.name !== 'proved') throw new Refusal('outOfOrder');
    const { computerId, handshake } = this.#state;
    const { sessions, clock, announcer, dispatcher, wakes, peers, downloads, preStaging, timeline } =
      this.#context;
    // Before anything that takes time: the hello says how long the computer has been awake by now.
    const heardAt = clock.now();
    // The earlier session ends before its successor is reconciled: what it still says must not count twice.
    const earlier = sessions.get(computerId);
    if (earlier !== undefined) {
      sessions.remove(earlier);
      preStaging.left(computerId);
      earlier.peer.goodbye('superseded');
      await earlier.queue.drained();
    }
    const from = { computerId, hello, address: this.#address, replaces: earlier !== undefined };
    const { welcome, recall, computer, happened } = await greet(this.#context, from);
    if (this.isClosed) {
      await this.#left(computerId);
      await announcer.computer(computerId);
      throw new Refusal('outOfOrder');
    }
    const session: AgentSession = {
      computerId,
      peer: this.#peer,
      nonce: handshake.hubNonce,
      counter: 0,
      since: clock.now(),
      address: this.#address,
      subnet: subnetOfSession(this.#address, computer.hardware),
      ...(hello.contents === undefined
        ? {}
        : { cache: { held: new Set(hello.contents), kept: new Set(welcome.keep) } }),
      queue: this.#queue,
    };
    sessions.add(session);
    downloads.returned(computerId);
    this.#state = { name: 'ready', session };
    peers.put(computer);
    timeline.tellAll(computerId, happened);
    wakes.connected(computerId, { at: heardAt, awakeSeconds: hello.awakeSeconds });
    await announcer.queues([computerId]);
    dispatcher.look([computerId]);
    // In a turn of its own, as the dispatcher's: before its welcome the agent takes no order.
    void nextTurn().then(() => recall.forEach((job) => withdrawAtAgent(this.#context, job)));
    return welcome;
  }

  get isReady(): boolean {
    return this.#state.name === 'ready';
  }

  get isClosed(): boolean {
    return this.#state.name === 'closed';
  }

  /** The socket is gone. @param because absent: the hub has said goodbye, and why */
  async closed(because?: OfflineBecause): Promise<void> {
    const state = this.#state;
    this.#state = { name: 'closed' };
    if (state.name !== 'ready') return;
    const { session } = state;
    if (!this.#context.sessions.remove(session)) return;
    this.#context.peers.remove(session.computerId);
    this.#context.preStaging.left(session.computerId);
    this.#context.downloads.left(session.computerId);
    const leftAt = this.#context.clock.now();
    if (because !== undefined) {
      const { since } = session;
      this.#context.timeline.tell(session.computerId, left({ since, because, now: leftAt }));
    }
    await session.queue.drained();
    await this.#left(session.computerId, because === undefined ? {} : { leftAt });
    this.#context.wakes.disconnected(session.computerId, this.#heardAt);
    await this.#context.power.apply(session.computerId, ({ power }) => afterLeaving(power));
    await this.#context.announcer.queues([session.computerId]);
  }

  /** S3: from now on the computer is away, unless it has come back on another connection meanwhile. */
  async #left(computerId: string, told: { leftAt?: Date } = {}): Promise<void> {
    const { store, sessions, clock } = this.#context;
    await store.computers.disconnect(computerId, { lastSeenAt: clock.now(), ...told });
    if (sessions.get(computerId) !== undefined) await store.computers.change(computerId, { connected: true });
  }
}
