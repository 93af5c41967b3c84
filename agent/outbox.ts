import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { AttemptEvent } from '#protocol/agent.ts';
import { AttemptKey } from '#protocol/identifiers.ts';
import { readRow, readRows } from './database.ts';
import type { Notice } from './notice.ts';

const Waiting = z.object({ number: z.number(), payload: z.string() });
const WaitingKey = z.object({ ...AttemptKey.shape });

/** A report that waits for its acknowledgement. */
export interface WaitingReport {
  number: number;
  event: AttemptEvent;
}

export const isFinal = (event: AttemptEvent['event']) =>
  event === 'succeeded' || event === 'failed' || event === 'cancelled' || event === 'expired';

/** Numbered reports on disk, kept until the hub has answered them. */
export class Outbox {
  readonly #changed: Notice;
  readonly #statements;

  constructor(database: DatabaseSync, changed: Notice) {
    this.#changed = changed;
    this.#statements = {
      add: database.prepare('INSERT INTO outbox (jobId, attempt, kind, payload) VALUES (?, ?, ?, ?)'),
      head: database.prepare('SELECT number, payload FROM outbox ORDER BY number LIMIT 1'),
      remove: database.prepare('DELETE FROM outbox WHERE number = ?'),
      removeAttempt: database.prepare('DELETE FROM outbox WHERE jobId = ? AND attempt = ?'),
      result: database.prepare(
        `SELECT number FROM outbox WHERE jobId = ? AND attempt = ?
         AND kind IN ('succeeded', 'failed', 'cancelled', 'expired') LIMIT 1`,
      ),
      final: database.prepare(
        `SELECT jobId, attempt FROM outbox WHERE kind IN ('succeeded', 'failed', 'cancelled', 'expired')
         ORDER BY number LIMIT ?`,
      ),
    };
  }

  /** Adds a report. Belongs into the transaction that saves what it tells. */
  add(event: AttemptEvent): void {
    this.#statements.add.run(event.jobId, event.attempt, event.event, JSON.stringify(event));
    this.#changed.tell();
  }

  /** The report to send next. */
  head(): WaitingReport | undefined {
    const row = readRow(Waiting, this.#statements.head.get());
    return row === undefined
      ? undefined
      : { number: row.number, event: AttemptEvent.parse(JSON.parse(row.payload)) };
  }

  /** The hub has answered this report: recorded, known, or refused for good. */
  remove(number: number): void {
    this.#statements.remove.run(number);
    this.#changed.tell();
  }

  removeAttempt({ jobId, attempt }: AttemptKey): void {
    this.#statements.removeAttempt.run(jobId, attempt);
    this.#changed.tell();
  }

  /** Whether the result of this attempt waits here. */
  hasResult({ jobId, attempt }: AttemptKey): boolean {
    return this.#statements.result.get(jobId, attempt) !== undefined;
  }

  /** Attempts whose result waits here, oldest first. */
  unsentResults(limit: number): AttemptKey[] {
    return readRows(WaitingKey, this.#statements.final.all(limit));
  }
}
