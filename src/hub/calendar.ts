import { expire, requestWithdraw } from '#domain/job-state.ts';
import { conditionsOf, earliest, hasEnded, nextMoment, type Conditions } from '#domain/conditions.ts';
import type { JobContainer } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { missedStart } from '#domain/late-arrival.ts';
import { settledAt } from '#domain/presence.ts';
import { isWithinTimeFrames } from '#domain/time-frames.ts';
import { isUnswept } from '#domain/wake/wanted.ts';
import type { Cancel } from './clock.ts';
import type { HubContext } from './hub-context.ts';
import { coerceError } from './log.ts';
import { SerialQueue } from './serial-queue.ts';
import { sweepContainer } from './sweep.ts';

/** Computers looked at in one query when something has opened. */
const SLICE = 1_000;
const RETRY_MILLISECONDS = 5_000;
/** Calls that may wait for their turn. More cannot come: each waits for a person or for the timer. */
const WAITING = 10_000;

/** After every date there can be. */
const FAR = new Date(8_640_000_000_000_000);

type Parts = Pick<
  HubContext,
  | 'store'
  | 'sessions'
  | 'clock'
  | 'key'
  | 'log'
  | 'changes'
  | 'announcer'
  | 'dispatcher'
  | 'timeZone'
  | 'startedAt'
  | 'wakes'
>;

/**
 * Does what dates and time frames ask for, at the moment they ask for it: one timer for the earliest of all starts,
 * ends, openings, closings and arrivals. Everything it does may be done again, so a hub that was off over a moment
 * does it when it is back.
 */
export class Calendar {
  readonly #parts: () => Parts;
  readonly #turns = new SerialQueue(WAITING);
  #timer: Cancel | undefined;
  /** Moments up to this one have been acted upon. */
  #lookedUntil = new Date(0);
  #stopped = false;

  constructor(parts: () => Parts) {
    this.#parts = parts;
  }

  /** Makes up for every moment that passed while the hub was off, then watches what comes. */
  begin(): Promise<void> {
    return this.#turns.run(() => this.#due());
  }

  /**
   * A container was created, edited, resumed or given another chance: what holds of it now is done now.
   * @param computerIds whose queues may have something to hand over; absent: any of them
   */
  changed(containerId: string, computerIds?: string[]): Promise<void> {
    return this.#turns.run(async () => {
      const { store, log } = this.#parts();
      try {
        const container = await store.containers.get(containerId);
        if (container !== undefined) await this.#act([container], computerIds);
      } catch (error) {
        // The change itself is stored: what follows from it is made up for, as after a start.
        log.warn({ containerId, reason: coerceError(error).message }, 'a change could not be acted upon yet');
        this.#lookedUntil = new Date(0);
        return this.#wait(RETRY_MILLISECONDS);
      }
      await this.#arm();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.();
    await this.#turns.drained();
  }

  async #due(): Promise<void> {
    if (this.#stopped) return;
    const { store, clock, log } = this.#parts();
    const now = clock.now();
    try {
      const containers = await store.containers.unsettledContainers();
      await this.#act(containers.filter((container) => (this.#moment(container) ?? FAR) <= now));
      this.#lookedUntil = now;
    } catch (error) {
      log.warn({ reason: coerceError(error).message }, 'a date could not be acted upon; trying again');
      return this.#wait(RETRY_MILLISECONDS);
    }
    await this.#arm();
  }

  /** Sets the timer anew. The containers are few: those with a job that is still to come. */
  async #arm(): Promise<void> {
    const { store, clock, log } = this.#parts();
    try {
      const containers = await store.containers.unsettledContainers();
      const next = earliest(containers.map((container) => this.#moment(container)));
      this.#timer?.();
      if (next === undefined) return;
      this.#wait(next.getTime() - clock.now().getTime());
    } catch (error) {
      log.warn({ reason: coerceError(error).message }, 'the next date could not be read; trying again');
      this.#wait(RETRY_MILLISECONDS);
    }
  }

  #wait(milliseconds: number): void {
    this.#timer?.();
    if (this.#stopped) return;
    this.#timer = this.#parts().clock.after(milliseconds, () => void this.#turns.run(() => this.#due()));
  }

  /** The next moment of a container that has not been acted upon; undefined: none. */
  #moment(container: JobContainer): Date | undefined {
    const { timeZone, startedAt } = this.#parts();
    const conditions = conditionsOf(container);
    const { arriveUntil } = conditions;
    const settled = settledAt(startedAt);
    // Who is offline is known only then: whoever should have arrived by now may just not have come back yet.
    const judged = arriveUntil !== undefined && arriveUntil < settled ? settled : undefined;
    // Nor is anybody woken before.
    const looked = isUnswept(container) ? settled : undefined;
    return earliest([
      nextMoment(conditions, this.#lookedUntil, timeZone),
      ...[judged, looked].filter((moment) => moment !== undefined && moment > this.#lookedUntil),
    ]);
  }

  async #act(containers: JobContainer[], computerIds?: string[]): Promise<void> {
    const { clock, announcer, dispatcher, timeZone, wakes } = this.#parts();
    const now = clock.now();
    const all = containers.map((container) => ({ container, conditions: conditionsOf(container) }));
    const isOpen = ({ conditions }: { conditions: Conditions }) =>
      !hasEnded(conditions, now) && isWithinTimeFrames(conditions.frames, now, timeZone);
    if (computerIds !== undefined) dispatcher.look(computerIds);
    else if (all.some(isOpen)) await this.#lookAtAllDue(now);
    for (const { container, conditions } of all) {
      if (hasEnded(conditions, now)) await this.#expire(container.id);
      else if (!isOpen({ conditions })) await this.#close(container.id);
      await this.#leaveOut(container.id, conditions);
      await announcer.container(container.id);
      await announcer.waitingOf(container.id);
      // After those that have missed the start: they are not woken for what has expired.
      wakes.changed(container.id, computerIds);
    }
  }

  async #lookAtAllDue(now: Date): Promise<void> {
    const { store, dispatcher } = this.#parts();
    for (let after: string | undefined; ;) {
      const ids = await store.jobs.computersWithDueJobs({
        dueUntil: now,
        limit: SLICE,
        ...(after === undefined ? {} : { after }),
      });
      dispatcher.look(ids);
      after = ids.at(-1);
      if (after === undefined) return;
    }
  }

  /** J13. */
  #expire(containerId: string): Promise<void> {
    const parts = this.#parts();
    const decide = (job: Job) => expire(job, 'endDatePassed', parts.clock.now());
    return sweepContainer(parts, containerId, () => decide);
  }

  /** The time frame is over: what is held and has not begun comes back. The agent keeps to it by itself, too. */
  #close(containerId: string): Promise<void> {
    const parts = this.#parts();
    const decide = (job: Job) => requestWithdraw(job, 'waiting', parts.clock.now());
    return sweepContainer(parts, containerId, () => decide);
  }

  /** L1. */
  async #leaveOut(containerId: string, { arriveUntil }: Conditions): Promise<void> {
    const parts = this.#parts();
    const now = parts.clock.now();
    if (arriveUntil === undefined || arriveUntil > now || settledAt(parts.startedAt) > now) return;
    await sweepContainer(parts, containerId, async (jobs) => {
      const ids = [...new Set(jobs.map((job) => job.computerId))];
      const seen = new Map((await parts.store.computers.getMany(ids)).map((one) => [one.id, one.lastSeenAt]));
      return (job) => {
        const { presence } = parts.announcer.presence(job.computerId);
        const lastSeenAt = seen.get(job.computerId);
        const computer = { presence, ...(lastSeenAt === undefined ? {} : { lastSeenAt }) };
        return missedStart(job, computer)
          ? expire(job, 'missedStart', parts.clock.now())
          : { outcome: 'known' };
      };
    });
  }
}
