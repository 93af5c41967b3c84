import { expire, requestWithdraw } from '#domain/job-state.ts';
import { begunAt, conditionsOf, earliest, isOpen, nextMoment, type Conditions } from '#domain/conditions.ts';
import { hasEnded } from '#domain/end-date.ts';
import type { JobContainer } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { settledAt } from '#domain/presence.ts';
import { isWithinTimeFrames } from '#domain/time-frames.ts';
import { isUnswept } from '#domain/wake/wanted.ts';
import type { Cancel } from './clock.ts';
import type { HubContext } from './hub-context.ts';
import { leaveOutLate } from './leave-out-late.ts';
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
  | 'preStaging'
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
    return this.#changed(containerId, async () => {
      const container = await this.#parts().store.containers.get(containerId);
      if (container !== undefined) await this.#act([container], computerIds);
      await this.#arm();
    });
  }

  /**
   * L2: it is known now who is being woken for a container, or some no longer are: whoever is late is left out.
   * @param computerIds of whom that is known; absent: of all
   */
  lateness(containerId: string, computerIds?: readonly string[]): Promise<void> {
    return this.#changed(containerId, async () => {
      if (this.#stopped) return;
      const { announcer } = this.#parts();
      await leaveOutLate(this.#parts(), containerId, computerIds);
      await (computerIds === undefined ? announcer.waitingOf(containerId) : announcer.queues(computerIds));
    });
  }

  #changed(containerId: string, act: () => Promise<void>): Promise<void> {
    return this.#turns.run(async () => {
      try {
        await act();
      } catch (error) {
        // The change itself is stored: what follows from it is made up for, as after a start.
        const reason = coerceError(error).message;
        this.#parts().log.warn({ containerId, reason }, 'a change could not be acted upon yet');
        this.#lookedUntil = new Date(0);
        this.#wait(RETRY_MILLISECONDS);
      }
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
    const { clock, announcer, dispatcher, timeZone, wakes, preStaging } = this.#parts();
    const now = clock.now();
    const all = containers.map((container) => ({ container, conditions: conditionsOf(container) }));
    const isWithin = ({ conditions }: { conditions: Conditions }) =>
      !hasEnded(conditions, now) && isWithinTimeFrames(conditions.frames, now, timeZone);
    if (computerIds !== undefined) dispatcher.look(computerIds);
    else if (all.some(isWithin)) await this.#lookAtAllDue(now);
    for (const { container, conditions } of all) {
      if (hasEnded(conditions, now)) await this.#expire(container.id);
      else if (!isWithin({ conditions })) await this.#close(container.id);
      await this.#noteBeginning(container, now);
      await leaveOutLate(this.#parts(), container.id);
      await announcer.container(container.id);
      await announcer.waitingOf(container.id);
      wakes.changed(container.id, computerIds);
      preStaging.changed(container.id);
    }
  }

  /** L1: once for each start. */
  async #noteBeginning(container: JobContainer, now: Date): Promise<void> {
    const { store, timeZone } = this.#parts();
    if (begunAt(container) !== undefined || !isOpen(container, now, timeZone)) return;
    await store.containers.change(container.id, { beganAt: now });
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
}
