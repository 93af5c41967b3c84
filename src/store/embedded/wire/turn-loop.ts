import { StoreError, TurnLost } from '../errors.ts';
import type { ReplyDocument } from '../bson/value.ts';
import type { Budget, Task } from '../query/budget.ts';

/** One request on its way. */
export interface Job {
  readonly budget: Budget;
  /** Begins the work; called again when a turn that only this job's neighbours spoiled is repeated. */
  readonly start: () => Task<ReplyDocument>;
  readonly done: (reply: ReplyDocument) => void;
  readonly refused: (error: unknown) => void;
}

/** What the loop needs of the storage. */
export interface Turns {
  /** Grows with each thing written. */
  readonly writes: number;
  commit(): void;
  /** Undoes the turn and forgets what was kept in memory about it. */
  rollback(): void;
}

interface Running {
  readonly job: Job;
  task: Task<ReplyDocument>;
  hasBegun: boolean;
  hasWritten: boolean;
}

/** Milliseconds after which a turn ends although more requests wait, so that the first are not kept for long. */
const TURN = 25;

/**
 * Runs all requests in one thread, in turns: those that are waiting run, slice by slice, then one commit makes what they
 * wrote durable, then they are answered. Nothing is answered before its commit.
 */
export class TurnLoop {
  readonly #turns: Turns;
  #waiting: Running[] = [];
  #isScheduled = false;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  submit(job: Job): void {
    this.#enqueue({ job, task: job.start(), hasBegun: false, hasWritten: false });
  }

  #enqueue(running: Running): void {
    this.#waiting.push(running);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isScheduled = false;
    const end = performance.now() + TURN;
    const finished: (() => void)[] = [];
    const inTurn: Running[] = [];
    let lost: Lost | undefined;
    // A request that is not done goes to the end of the line and may come round again within the turn.
    while (lost === undefined && performance.now() < end) {
      const running = this.#waiting.shift();
      if (running === undefined) break;
      const before = this.#turns.writes;
      running.hasBegun = true;
      inTurn.push(running);
      try {
        const answer = this.#step(running);
        if (answer === undefined) this.#waiting.push(running);
        else finished.push(answer);
      } catch (error) {
        lost = lostBy(error);
      }
      if (this.#turns.writes !== before) running.hasWritten = true;
    }
    lost ??= this.#commit();
    if (lost === undefined) for (const answer of finished) answer();
    else this.#recover(inTurn, lost);
    if (this.#waiting.length > 0) this.#schedule();
  }

  /** Runs one slice; gives the answer to send once the turn is durable, or undefined when there is more to do. */
  #step({ job, task }: Running): (() => void) | undefined {
    job.budget.startSlice();
    const before = this.#turns.writes;
    try {
      const step = task.next();
      if (step.done !== true) return undefined;
      const reply = step.value;
      return () => job.done(reply);
    } catch (error) {
      // A defect in the midst of writing may leave half a document behind: what the turn wrote is undone.
      const isHalfDone = !(error instanceof StoreError) && this.#turns.writes !== before;
      if (error instanceof TurnLost || isHalfDone) throw error;
      return () => job.refused(error);
    }
  }

  #commit(): Lost | undefined {
    try {
      this.#turns.commit();
      return undefined;
    } catch (error) {
      return lostBy(error);
    }
  }

  /**
   * The turn is undone: requests that wrote are refused. The others, which may have seen what is gone, begin anew; so
   * do those that pause, since what they hold of the catalogue is stale.
   */
  #recover(inTurn: readonly Running[], lost: Lost): void {
    this.#turns.rollback();
    const begun = new Set([...inTurn, ...this.#waiting.filter((running) => running.hasBegun)]);
    this.#waiting = this.#waiting.filter((running) => !running.hasBegun);
    for (const running of begun) {
      running.task.return(new Map());
      if (running.hasWritten) running.job.refused(lost.reason);
      else this.submit(running.job);
    }
  }
}

/** Why a turn is undone. */
interface Lost {
  readonly reason: unknown;
}

function lostBy(error: unknown): Lost {
  return error instanceof TurnLost ? error : { reason: error };
}
