import type { KnownAttempt } from '#protocol/agent.ts';
import type { AttemptKey } from '#protocol/identifiers.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { JobOrder, OrderAnswer } from '#protocol/orders.ts';
import { Attempt, type AttemptParts } from './attempt.ts';
import type { HeldAttempt } from './journal.ts';
import type { Outbox } from './outbox.ts';

export interface RunnerParts extends AttemptParts {
  outbox: Outbox;
  /** An attempt has ended: what is installed may have changed. */
  attemptEnded(): void;
}

const isSame = (one: AttemptKey, other: AttemptKey) =>
  one.jobId === other.jobId && one.attempt === other.attempt;

/** Executes one job at a time. The journal says which; what is in memory here is only the one at work. */
export class Runner {
  readonly #parts: RunnerParts;
  #current: { attempt: Attempt; key: AttemptKey; done: Promise<void> } | undefined;
  #stopped = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Journals an offered job. It begins with `start`, when the answer is on its way. */
  offer(order: JobOrder): OrderAnswer {
    const answer = this.#parts.journal.accept(order);
    const {
      jobId,
      attempt,
      action,
      package: { name, version },
    } = order;
    this.#parts.log.info({ jobId, attempt, action, package: name, version, answer }, 'job offered');
    return { answer };
  }

  /** Drops what has not begun, stops the whole process tree of what has. */
  cancel(key: AttemptKey): OrderAnswer {
    const { journal, log } = this.#parts;
    const held = this.#heldAs(key);
    if (held === undefined) return { answer: this.#parts.outbox.hasResult(key) ? 'stopping' : 'notHeld' };
    log.info(key, 'cancel requested');
    if (!held.begun) {
      journal.finish(key, { event: 'cancelled' });
      this.#abandon(key);
      return { answer: 'cancelled' };
    }
    journal.requestCancel(key);
    if (this.#isCurrent(key)) this.#current?.attempt.stopProcedure('cancelled');
    return { answer: 'stopping' };
  }

  /** Gives an attempt back that has not begun. One that runs is not touched, and one that has ended reports itself. */
  withdraw(key: AttemptKey): OrderAnswer {
    const held = this.#heldAs(key);
    if (held === undefined) return { answer: this.#parts.outbox.hasResult(key) ? 'tooLate' : 'notHeld' };
    if (held.begun) return { answer: 'tooLate' };
    this.drop(key);
    return { answer: 'withdrawn' };
  }

  /** Forgets an attempt the hub no longer wants, provided it has not begun. */
  drop(key: AttemptKey): void {
    if (this.#heldAs(key) === undefined || !this.#parts.journal.drop(key)) return;
    this.#parts.log.info(key, 'attempt dropped');
    this.#abandon(key);
  }

  /** Begins or resumes what the journal holds, unless something is at work. */
  start(): void {
    if (this.#stopped || this.#current !== undefined) return;
    const held = this.#parts.journal.held();
    if (held === undefined) return;
    const attempt = new Attempt(held, this.#parts);
    const done = this.#carryOut(attempt);
    this.#current = { attempt, key: held.key, done };
  }

  /** What a hello tells: the attempt that is held, and those whose results wait. */
  knownAttempts(): KnownAttempt[] {
    const { journal, outbox } = this.#parts;
    const held = journal.held();
    const finished = outbox
      .unsentResults(LIMITS.attemptsPerHello - 1)
      .map((key): KnownAttempt => ({ ...key, phase: 'finished', begun: journal.hasBegun(key) }));
    return held === undefined ? finished : [...finished, { ...held.key, phase: 'held', begun: held.begun }];
  }

  /**
   * Begins nothing more. A procedure that runs may end within `patience` milliseconds and is then left alone: the
   * next start reports it as interrupted. What has not begun stays in the journal and is resumed.
   */
  async stop(patience: number): Promise<void> {
    this.#stopped = true;
    const current = this.#current;
    if (current === undefined) return;
    if (current.attempt.executes) {
      const waiting = new AbortController();
      await Promise.race([current.done, this.#parts.clock.sleep(patience, waiting.signal)]);
      waiting.abort();
    }
    if (this.#current === undefined) return;
    const executes = current.attempt.executes;
    current.attempt.abandon();
    // A procedure that was left alone may run for hours.
    if (!executes) await current.done;
  }

  /** Resolves when no procedure runs under this agent. One may begin right after, unless `stop` is called at once. */
  async whenNoProcedureRuns(): Promise<void> {
    while (this.#current?.attempt.executes === true) await this.#current.done;
  }

  /** Stops the procedure that runs; it is reported as interrupted. */
  stopProcedure(): void {
    this.#current?.attempt.stopProcedure('agentStops');
  }

  async #carryOut(attempt: Attempt): Promise<void> {
    try {
      await attempt.carryOut();
    } catch (fault) {
      this.#stopped = true;
      return this.#parts.fault(fault);
    } finally {
      this.#current = undefined;
    }
    if (this.#stopped) return;
    this.#parts.attemptEnded();
    this.start();
  }

  #heldAs(key: AttemptKey): HeldAttempt | undefined {
    const held = this.#parts.journal.held();
    return held !== undefined && isSame(held.key, key) ? held : undefined;
  }

  #isCurrent(key: AttemptKey): boolean {
    return this.#current !== undefined && isSame(this.#current.key, key);
  }

  #abandon(key: AttemptKey): void {
    if (this.#isCurrent(key)) this.#current?.attempt.abandon();
  }
}
