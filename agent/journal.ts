import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { AttemptEvent } from '#protocol/agent.ts';
import { AttemptKey } from '#protocol/identifiers.ts';
import { JobOrder } from '#protocol/orders.ts';
import type { Clock } from './clock.ts';
import { inTransaction, readRow } from './database.ts';
import type { Outbox } from './outbox.ts';
import { isFurther, PHASES, type Phase, type Result } from './steps.ts';

/** Finished attempts the journal remembers, so that a repeated offer is recognised. */
const REMEMBERED = 1000;

const flag = z.number().transform((number) => number === 1);
const Row = z.object({
  ...AttemptKey.shape,
  order: z.string().nullable(),
  phase: z.enum(PHASES),
  begun: flag,
  cancelRequested: flag,
  acceptedWall: z.number(),
  acceptedMonotonic: z.number(),
  bootId: z.string(),
  pid: z.number().nullable(),
  processStart: z.string().nullable(),
  begunMonotonic: z.number().nullable(),
  begunBootId: z.string().nullable(),
});
type Row = z.infer<typeof Row>;

/** The process of a procedure. `start`: the system's word for when it began, which tells it from a later namesake. */
export interface ProcessMark {
  pid: number;
  start: string;
}

/** An attempt that is accepted and has no result yet. */
export interface HeldAttempt {
  key: AttemptKey;
  order: JobOrder;
  phase: Phase;
  begun: boolean;
  cancelRequested: boolean;
  /** Absent before the procedure began, and when it belongs to an earlier boot. */
  process?: ProcessMark;
  /** Milliseconds since the procedure began, when that was in this boot. */
  runningFor?: number;
}

/** What this computer was told to do and how far it has come. Every step is on disk before it is taken. */
export class Journal {
  readonly #database: DatabaseSync;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #bootId: string;
  readonly #statements;

  constructor(parts: { database: DatabaseSync; outbox: Outbox; clock: Clock; bootId: string }) {
    this.#database = parts.database;
    this.#outbox = parts.outbox;
    this.#clock = parts.clock;
    this.#bootId = parts.bootId;
    const prepare = (text: string) => parts.database.prepare(text);
    const columns = `jobId, attempt, "order", phase, begun, cancelRequested, acceptedWall, acceptedMonotonic,
      bootId, pid, processStart, begunMonotonic, begunBootId`;
    this.#statements = {
      insert: prepare(
        `INSERT INTO attempts (jobId, attempt, "order", phase, acceptedWall, acceptedMonotonic, bootId)
         VALUES (?, ?, ?, 'accepted', ?, ?, ?)`,
      ),
      find: prepare(`SELECT ${columns} FROM attempts WHERE jobId = ? AND attempt = ?`),
      held: prepare(`SELECT ${columns} FROM attempts WHERE phase <> 'finished' ORDER BY position LIMIT 1`),
      advance: prepare('UPDATE attempts SET phase = ? WHERE jobId = ? AND attempt = ?'),
      begin: prepare(
        `UPDATE attempts SET phase = 'executing', begun = 1, pid = ?, processStart = ?, begunMonotonic = ?,
         begunBootId = ?
         WHERE jobId = ? AND attempt = ?`,
      ),
      cancel: prepare('UPDATE attempts SET cancelRequested = 1 WHERE jobId = ? AND attempt = ?'),
      finish: prepare(
        `UPDATE attempts SET phase = 'finished', "order" = NULL WHERE jobId = ? AND attempt = ?`,
      ),
      forget: prepare(
        `DELETE FROM attempts WHERE phase = 'finished' AND position <=
         (SELECT position FROM attempts WHERE phase = 'finished' ORDER BY position DESC LIMIT 1 OFFSET ?)`,
      ),
    };
  }

  /** Saves a new attempt. `known`: it was here before, finished or not. `busy`: another one is held. */
  accept(order: JobOrder): 'accepted' | 'known' | 'busy' {
    if (this.#statements.find.get(order.jobId, order.attempt) !== undefined) return 'known';
    if (this.#statements.held.get() !== undefined) return 'busy';
    const wall = this.#clock.now().getTime();
    const monotonic = this.#clock.monotonic();
    const text = JSON.stringify(order);
    this.#statements.insert.run(order.jobId, order.attempt, text, wall, monotonic, this.#bootId);
    return 'accepted';
  }

  /** The attempt without a result: there is one at most. */
  held(): HeldAttempt | undefined {
    const row = readRow(Row, this.#statements.held.get());
    return row === undefined ? undefined : this.#attemptOf(row);
  }

  /** Whether the procedure of this attempt was ever started. */
  hasBegun(key: AttemptKey): boolean {
    return this.#find(key)?.begun ?? true;
  }

  /** Milliseconds since the attempt was accepted, on the monotonic clock; over a reboot on the wall clock. */
  sinceAccepted(key: AttemptKey): number {
    const row = this.#find(key);
    return row === undefined ? 0 : this.#span(row);
  }

  /**
   * Saves that an attempt takes its next step, with the report of it; a step it has taken already is not reported
   * again. @returns false when the attempt has ended meanwhile: the step must not be taken.
   */
  advance(key: AttemptKey, phase: 'downloading' | 'unpacking'): boolean {
    return this.#step(key, (row) => {
      if (!isFurther(phase, row.phase)) return;
      this.#statements.advance.run(phase, key.jobId, key.attempt);
      this.#outbox.add({ event: phase, ...key, sinceAccepted: this.#span(row) });
    });
  }

  /** Saves that the procedure begins, in this process; from here on it is never started again. */
  begin(key: AttemptKey, process: ProcessMark | undefined): boolean {
    return this.#step(key, (row) => {
      const mark = [process?.pid ?? null, process?.start ?? null] as const;
      const moment = [this.#clock.monotonic(), this.#bootId] as const;
      this.#statements.begin.run(...mark, ...moment, key.jobId, key.attempt);
      this.#outbox.add({ event: 'executing', ...key, sinceAccepted: this.#span(row) });
    });
  }

  isCancelRequested(key: AttemptKey): boolean {
    return this.#find(key)?.cancelRequested ?? false;
  }

  requestCancel(key: AttemptKey): void {
    this.#statements.cancel.run(key.jobId, key.attempt);
  }

  /** Saves the result with its report. @returns false when there was one already. */
  finish(key: AttemptKey, result: Result): boolean {
    const finished = this.#step(key, (row) => {
      const event: AttemptEvent = { ...result, ...key, sinceAccepted: this.#span(row) };
      this.#statements.finish.run(key.jobId, key.attempt);
      this.#outbox.add(event);
    });
    if (finished) this.#tidy();
    return finished;
  }

  /** Forgets an attempt that has not begun: the hub no longer wants it. Offered again, it would still be known. */
  drop(key: AttemptKey): boolean {
    if (this.#find(key)?.begun !== false) return false;
    return this.#step(key, () => {
      this.#statements.finish.run(key.jobId, key.attempt);
      this.#outbox.removeAttempt(key);
    });
  }

  #step(key: AttemptKey, write: (row: Row) => void): boolean {
    return inTransaction(this.#database, () => {
      const row = this.#find(key);
      if (row === undefined || row.phase === 'finished') return false;
      write(row);
      return true;
    });
  }

  #tidy(): void {
    this.#statements.forget.run(REMEMBERED);
    this.#database.exec('PRAGMA incremental_vacuum(4000)');
  }

  #find({ jobId, attempt }: AttemptKey): Row | undefined {
    return readRow(Row, this.#statements.find.get(jobId, attempt));
  }

  #span(row: Row): number {
    const span =
      row.bootId === this.#bootId
        ? this.#clock.monotonic() - row.acceptedMonotonic
        : this.#clock.now().getTime() - row.acceptedWall;
    return Math.max(0, span);
  }

  #attemptOf(row: Row): HeldAttempt {
    const thisBoot = row.begunBootId === this.#bootId;
    return {
      key: { jobId: row.jobId, attempt: row.attempt },
      order: JobOrder.parse(JSON.parse(row.order ?? 'null')),
      phase: row.phase,
      begun: row.begun,
      cancelRequested: row.cancelRequested,
      ...(thisBoot && row.pid !== null && row.processStart !== null
        ? { process: { pid: row.pid, start: row.processStart } }
        : {}),
      ...(thisBoot && row.begunMonotonic !== null
        ? { runningFor: Math.max(0, this.#clock.monotonic() - row.begunMonotonic) }
        : {}),
    };
  }
}
