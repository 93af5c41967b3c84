import { setImmediate as nextTurn } from 'node:timers/promises';
import { conditionsOf, mayStartFor, type Conditions } from '#domain/conditions.ts';
import { accept, push, refuseOrder, withdraw } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { nextStep } from '#domain/power/next-step.ts';
import type { Answer } from '#protocol/answer.ts';
import type { OrderAnswer } from '#protocol/orders.ts';
import type { QueuedJob } from '#store/contract/jobs.ts';
import type { AgentSession } from './agent-sessions.ts';
import type { Cancel } from './clock.ts';
import { giveSlots, type Turn } from './give-slots.ts';
import type { HubContext } from './hub-context.ts';
import { coerceError } from './log.ts';
import { jobOrderOf, signOrder } from './orders.ts';
import { SerialQueue } from './serial-queue.ts';

/** Computers decided about at once: one query, one bulk write, then the event loop is given back. */
const SLICE = 250;
/** After a failure of the database, or an agent that was busy with something unknown to us. */
const RETRY_MILLISECONDS = 5_000;

/** What may wait for a pause between rounds: sweeps and cancellations, each for a person or a date. */
const WAITING = 100_000;

/** The part of the hub's context that dispatching needs. */
type Parts = Pick<
  HubContext,
  | 'store'
  | 'sessions'
  | 'clock'
  | 'key'
  | 'log'
  | 'changes'
  | 'announcer'
  | 'timeZone'
  | 'powerOrders'
  | 'completionWatch'
  | 'downloads'
  | 'preStaging'
>;

/**
 * Hands each ready agent the next job of its queue. Whoever changes a queue calls `look`; dates are watched by the
 * calendar. There is no polling.
 */
export class Dispatcher {
  readonly #parts: () => Parts;
  readonly #toLookAt = new Set<string>();
  readonly #timers = new Set<Cancel>();
  /** A slice is claimed and offered, or something is taken back: never both at once. */
  readonly #turns = new SerialQueue(WAITING);
  #round: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: () => Parts) {
    this.#parts = parts;
  }

  /** The queues of these computers may have something to hand over. */
  look(computerIds: Iterable<string>): void {
    if (this.#stopped) return;
    for (const id of computerIds) this.#toLookAt.add(id);
    this.#round ??= this.#rounds();
  }

  /** Computers whose queues are still to be looked at. */
  get backlog(): number {
    return this.#toLookAt.size;
  }

  /** Q5, V3: a download has ended, or a limit was lifted. Jobs come first. */
  roomForDownloads(): void {
    const { downloads, preStaging } = this.#parts();
    const next = downloads.next();
    if (next.length > 0) this.look(next);
    else preStaging.roomMade();
  }

  /** Runs something while nothing is handed over: every claimed job has been offered by then. */
  betweenRounds<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#turns.run(work);
  }

  /** Nothing is handed over any more. Waits for what is being handed over now. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers) cancel();
    await this.#round;
  }

  async #rounds(): Promise<void> {
    // Begins in a turn of its own: a burst of calls becomes one round.
    await nextTurn();
    while (this.#toLookAt.size > 0 && !this.#stopped) {
      const slice = [...this.#toLookAt].slice(0, SLICE);
      for (const id of slice) this.#toLookAt.delete(id);
      try {
        await this.#turns.run(() => this.#hand(slice));
      } catch (error) {
        this.#parts().log.warn(
          { reason: coerceError(error).message },
          'jobs could not be handed over; trying again',
        );
        this.#later(() => this.look(slice));
      }
      await nextTurn();
    }
    // In the turn of the last look at the list: what is added from now on begins rounds of its own.
    this.#round = undefined;
  }

  /** Claims the next job of each computer, all in one write, then offers them. */
  async #hand(computerIds: string[]): Promise<void> {
    const { store, sessions, clock, changes, completionWatch, downloads, announcer, preStaging } =
      this.#parts();
    const ready = new Map(computerIds.flatMap((id) => entryOf(id, sessions.get(id))));
    for (const id of computerIds) if (!ready.has(id)) downloads.setWaiting(id, undefined);
    if (ready.size === 0) return this.roomForDownloads();
    const places = await store.jobs.queueOf([...ready.keys()], clock.now());
    const conditions = await this.#conditionsOf(places);
    const { turns, free } = await this.#decide({ ready, places, conditions });
    completionWatch.look(free);
    preStaging.look(free);
    const { begin, held } = giveSlots(downloads, turns, computerIds);
    preStaging.giveWay();
    const claimed = await this.#claim(begin);
    preStaging.handedOver(claimed.map((job) => job.computerId));
    const unsent = claimed.filter(
      (job) => !this.#offer(job, ready.get(job.computerId), conditions.get(job.containerId)),
    );
    await changes.settle(claimed, true);
    for (const job of unsent) await this.#takeBack(job);
    await announcer.queues(held);
    // Of those that were given a slot some may have been claimed by nobody: it is free for the next.
    this.roomForDownloads();
  }

  /** Claim before offer: what is returned is in the database as pushed, whatever happens next. */
  async #claim(places: QueuedJob[]): Promise<Job[]> {
    if (places.length === 0) return [];
    const { store, clock, downloads, sessions } = this.#parts();
    let claimed: Job[] = [];
    try {
      const pushed = (await store.jobs.getMany(places.map(({ id }) => id))).flatMap((job) => {
        const advance = push(job, clock.now());
        return advance.outcome === 'changed' ? [advance.job] : [];
      });
      claimed = await store.jobs.saveMany(pushed);
      return claimed;
    } finally {
      const won = new Set(claimed.map(({ id }) => id));
      for (const { id, computerId } of places) {
        if (!won.has(id)) downloads.free(computerId, id);
        // Gone meanwhile: what it was given counts nothing.
        else if (sessions.get(computerId) === undefined) downloads.left(computerId);
      }
    }
  }

  /** @returns the jobs whose turn it is, and the computers on which none runs and none is to begin */
  async #decide(facts: {
    ready: Map<string, AgentSession>;
    places: QueuedJob[];
    conditions: Map<string, Conditions>;
  }): Promise<{ turns: Turn[]; free: string[] }> {
    const { ready, places, conditions } = facts;
    const { store, clock, powerOrders, timeZone } = this.#parts();
    const queues = Map.groupBy(places, (place) => place.computerId);
    // After the queues: a job that ended owes the abortion of its followers, or a restart, in the very write that
    // ended it. What is due after that: by then a restart that is no longer owed is stored.
    const owing = await store.jobs.computersOwing('abortFollowers');
    for (const id of await store.jobs.computersOwing('requestPower')) owing.add(id);
    const powers = await store.computers.powerOf([...ready.keys()]);
    const turns: Turn[] = [];
    const free: string[] = [];
    for (const [id, session] of ready) {
      const around = { presence: 'online', address: session.address, timeZone, conditions } as const;
      const queue = queues.get(id) ?? [];
      const facts = { power: powers.get(id), owes: owing.has(id) };
      const now = clock.now();
      const next = nextStep(queue, { around, ...facts }, now);
      switch (next.step) {
        case 'offer':
        case 'awaitSlot':
          turns.push({
            place: next.place,
            session,
            mayBegin: (downloads) =>
              nextStep(queue, { around: { ...around, downloads }, ...facts }, now).step === 'offer',
          });
          break;
        case 'giveWay':
          powerOrders.giveWay(session, next.power);
          break;
        case 'attend':
          powerOrders.tell(session, next.power);
          free.push(id);
          break;
        case 'nothing':
      }
    }
    return { turns, free };
  }

  /** What the containers of a queue ask for, as it is stored now. */
  async #conditionsOf(places: readonly { containerId: string }[]): Promise<Map<string, Conditions>> {
    const ids = [...new Set(places.map((place) => place.containerId))];
    const containers = await this.#parts().store.containers.getMany(ids);
    return new Map(containers.map((container) => [container.id, conditionsOf(container)]));
  }

  /** @returns whether it was sent: not to an agent that has gone since its queue was read, or has come back anew */
  #offer(job: Job, session: AgentSession | undefined, conditions: Conditions | undefined): boolean {
    const { sessions, key, clock, timeZone } = this.#parts();
    const number = job.attempt?.number;
    if (session === undefined || sessions.get(job.computerId) !== session || number === undefined)
      return false;
    session.offered = { jobId: job.id, attempt: number, containerId: job.containerId };
    const limit = conditions === undefined ? 0 : mayStartFor(conditions, clock.now(), timeZone);
    const signed = signOrder({ key, clock, session, order: jobOrderOf(job, number, limit) });
    session.peer.order(signed, (answer) => {
      void session.queue
        .run(() => this.#answered({ job, number, session, answer }))
        .catch((error: unknown) => {
          this.#parts().log.warn(
            { jobId: job.id, reason: coerceError(error).message },
            'an answer could not be stored',
          );
          session.peer.close();
        });
    });
    return true;
  }

  /** J4: claimed and sent to nobody. Else it would be with an agent that is away, until that comes back. */
  async #takeBack({ id, attempt }: Job): Promise<void> {
    const { changes, clock } = this.#parts();
    const number = attempt?.number ?? 0;
    // The hello of an agent that is back may have done the same: then this changes nothing.
    await changes.apply(id, (current) => withdraw(current, number, clock.now()));
  }

  async #answered(offer: {
    job: Job;
    number: number;
    session: AgentSession;
    answer: Answer<OrderAnswer>;
  }): Promise<void> {
    const { changes, clock, log } = this.#parts();
    const { job, number, session, answer } = offer;
    if (!answer.ok) {
      log.warn({ jobId: job.id, code: answer.code }, 'an offer was not answered; the session is closed');
      session.peer.close();
      return;
    }
    switch (answer.value.answer) {
      case 'accepted':
      case 'known':
        await changes.apply(job.id, (current) => accept(current, number, clock.now()));
        return;
      case 'busy':
        await changes.apply(job.id, (current) => withdraw(current, number, clock.now()));
        this.#later(() => this.look([job.computerId]));
        return;
      case 'refused': {
        const detail = answer.value.detail ?? '';
        log.warn({ jobId: job.id, detail }, 'an agent refused an offer');
        await changes.apply(job.id, (current) => refuseOrder(current, { number, detail, now: clock.now() }));
        this.look([job.computerId]);
        return;
      }
      case 'notHeld':
      case 'cancelled':
      case 'stopping':
      case 'withdrawn':
      case 'tooLate':
        log.warn({ jobId: job.id, answer: answer.value.answer }, 'an offer got the answer to another order');
        session.peer.close();
    }
  }

  #later(action: () => void): void {
    if (this.#stopped) return;
    const cancel = this.#parts().clock.after(RETRY_MILLISECONDS, () => {
      this.#timers.delete(cancel);
      action();
    });
    this.#timers.add(cancel);
  }
}

const entryOf = (id: string, session: AgentSession | undefined): [string, AgentSession][] =>
  session === undefined ? [] : [[id, session]];
