import { setImmediate as nextTurn } from 'node:timers/promises';
import { accept, push, refuseOrder, withdraw } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { nextToPush } from '#domain/queue.ts';
import type { Answer } from '#protocol/answer.ts';
import type { OrderAnswer } from '#protocol/orders.ts';
import type { AgentSession } from './agent-sessions.ts';
import type { Cancel } from './clock.ts';
import type { HubContext } from './hub-context.ts';
import { coerceError } from './log.ts';
import { jobOrderOf, signOrder } from './orders.ts';

/** Computers decided about at once: one query, one bulk write, then the event loop is given back. */
const SLICE = 250;
/** After a failure of the database, or an agent that was busy with something unknown to us. */
const RETRY_MILLISECONDS = 5_000;

/** The part of the hub's context that dispatching needs. */
type Parts = Pick<HubContext, 'store' | 'sessions' | 'clock' | 'key' | 'log' | 'changes' | 'announcer'>;

/**
 * Hands each ready agent the next job of its queue. Whoever changes a queue calls `look`; dates are watched by
 * one timer for the earliest of them. There is no polling.
 */
export class Dispatcher {
  readonly #parts: () => Parts;
  readonly #toLookAt = new Set<string>();
  readonly #timers = new Set<Cancel>();
  #dueTimer: Cancel | undefined;
  /** Starts up to this moment have been handed out. */
  #lookedUntil: Date;
  #round: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: () => Parts, startedAt: Date) {
    this.#parts = parts;
    this.#lookedUntil = startedAt;
  }

  /** The queues of these computers may have something to hand over. */
  look(computerIds: Iterable<string>): void {
    if (this.#stopped) return;
    for (const id of computerIds) this.#toLookAt.add(id);
    this.#round ??= this.#rounds().finally(() => {
      this.#round = undefined;
    });
  }

  /** Arms the timer for the earliest start date in the future. Called whenever a date appears or changes. */
  async watchDates(): Promise<void> {
    const { store, clock, log } = this.#parts();
    try {
      const next = await store.jobs.nextDueAfter(this.#lookedUntil);
      this.#dueTimer?.();
      if (next === undefined || this.#stopped) return;
      this.#dueTimer = clock.after(next.getTime() - clock.now().getTime(), () => void this.#due());
    } catch (error) {
      log.warn({ reason: coerceError(error).message }, 'the next start date could not be read');
      this.#later(() => void this.watchDates());
    }
  }

  /** Nothing is handed over any more. Waits for what is being handed over now. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#dueTimer?.();
    for (const cancel of this.#timers) cancel();
    await this.#round;
  }

  async #due(): Promise<void> {
    const { store, clock, log, announcer } = this.#parts();
    const since = this.#lookedUntil;
    const now = clock.now();
    try {
      for (let after: string | undefined; ;) {
        const ids = await store.jobs.computersWithDueJobs({
          dueUntil: now,
          limit: SLICE * 4,
          ...(after === undefined ? {} : { after }),
        });
        this.look(ids);
        after = ids.at(-1);
        if (after === undefined) break;
      }
      this.#lookedUntil = now;
      for (const container of await store.containers.startingBetween(since, now)) {
        await announcer.container(container.id);
      }
    } catch (error) {
      log.warn({ reason: coerceError(error).message }, 'a start date could not be acted upon; trying again');
      this.#later(() => void this.#due());
      return;
    }
    await this.watchDates();
  }

  async #rounds(): Promise<void> {
    // Begins in a turn of its own: a burst of calls becomes one round.
    await nextTurn();
    while (this.#toLookAt.size > 0 && !this.#stopped) {
      const slice = [...this.#toLookAt].slice(0, SLICE);
      for (const id of slice) this.#toLookAt.delete(id);
      try {
        await this.#hand(slice);
      } catch (error) {
        this.#parts().log.warn(
          { reason: coerceError(error).message },
          'jobs could not be handed over; trying again',
        );
        this.#later(() => this.look(slice));
      }
      await nextTurn();
    }
  }

  /** Claims the next job of each computer, all in one write, then offers them. */
  async #hand(computerIds: string[]): Promise<void> {
    const { store, sessions, clock, changes } = this.#parts();
    const ready = new Map(computerIds.flatMap((id) => entryOf(id, sessions.get(id))));
    if (ready.size === 0) return;
    const now = clock.now();
    const places = await store.jobs.queueOf([...ready.keys()], now);
    const queues = Map.groupBy(places, (place) => place.computerId);
    const chosen = [...queues.values()].flatMap((queue) => nextToPush(queue, now)?.id ?? []);
    if (chosen.length === 0) return;
    const pushed = (await store.jobs.getMany(chosen)).flatMap((job) => {
      const advance = push(job, clock.now());
      return advance.outcome === 'changed' ? [advance.job] : [];
    });
    // Claim before offer: what is sent below is in the database as pushed, whatever happens next.
    const claimed = await store.jobs.saveMany(pushed);
    for (const job of claimed) this.#offer(job, ready.get(job.computerId));
    await changes.settle(claimed, true);
  }

  #offer(job: Job, session: AgentSession | undefined): void {
    const { sessions, key, clock } = this.#parts();
    const number = job.attempt?.number;
    // Gone since the claim, perhaps come back already: the hello after the claim has withdrawn the attempt, or will.
    if (session === undefined || sessions.get(job.computerId) !== session || number === undefined) return;
    session.offered = { jobId: job.id, attempt: number, containerId: job.containerId };
    const signed = signOrder({ key, clock, session, order: jobOrderOf(job, number) });
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
