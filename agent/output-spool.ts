import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { OutputChunk } from '#protocol/agent.ts';
import type { AttemptKey } from '#protocol/identifiers.ts';
import { OutputStream } from '#protocol/job.ts';
import { inTransaction, readRow, readRows } from './database.ts';
import type { Notice } from './notice.ts';

const Chunk = z.object({
  sequence: z.number(),
  stream: OutputStream,
  text: z.string(),
  sinceAccepted: z.number(),
});
const Key = z.object({ jobId: z.string(), attempt: z.number() });
const Removed = z.object({ bytes: z.number() });
const Total = z.object({ total: z.number() });

/** Output on disk until the hub has it. */
export class OutputSpool {
  readonly #database: DatabaseSync;
  readonly #changed: Notice;
  readonly #statements;
  #unacknowledgedBytes: number;

  constructor(database: DatabaseSync, changed: Notice) {
    this.#database = database;
    this.#changed = changed;
    this.#statements = {
      add: database.prepare(
        `INSERT INTO output (jobId, attempt, sequence, stream, text, bytes, sinceAccepted)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ),
      oldest: database.prepare('SELECT jobId, attempt FROM output ORDER BY position LIMIT 1'),
      some: database.prepare(
        `SELECT sequence, stream, text, sinceAccepted FROM output
         WHERE jobId = ? AND attempt = ? ORDER BY sequence LIMIT ?`,
      ),
      has: database.prepare('SELECT jobId, attempt FROM output WHERE jobId = ? AND attempt = ? LIMIT 1'),
      remove: database.prepare(
        'DELETE FROM output WHERE jobId = ? AND attempt = ? AND sequence <= ? RETURNING bytes',
      ),
      total: database.prepare('SELECT coalesce(sum(bytes), 0) AS total FROM output'),
    };
    this.#unacknowledgedBytes = readRow(Total, this.#statements.total.get())?.total ?? 0;
  }

  /** Bytes of output that the hub has not acknowledged yet. */
  get unacknowledgedBytes(): number {
    return this.#unacknowledgedBytes;
  }

  /** Saves these chunks in one write. */
  add({ jobId, attempt }: AttemptKey, chunks: readonly OutputChunk[]): void {
    let added = 0;
    inTransaction(this.#database, () => {
      for (const { sequence, stream, text, sinceAccepted } of chunks) {
        const bytes = Buffer.byteLength(text);
        this.#statements.add.run(jobId, attempt, sequence, stream, text, bytes, sinceAccepted);
        added += bytes;
      }
    });
    this.#unacknowledgedBytes += added;
    this.#changed.tell();
  }

  /** The attempt whose output waits longest. */
  oldest(): AttemptKey | undefined {
    return readRow(Key, this.#statements.oldest.get());
  }

  has({ jobId, attempt }: AttemptKey): boolean {
    return this.#statements.has.get(jobId, attempt) !== undefined;
  }

  /** The first chunks of an attempt, by sequence. */
  first({ jobId, attempt }: AttemptKey, limit: number): OutputChunk[] {
    return readRows(Chunk, this.#statements.some.all(jobId, attempt, limit));
  }

  /** The hub has all chunks up to this sequence. */
  acknowledge({ jobId, attempt }: AttemptKey, stored: number): void {
    const removed = readRows(Removed, this.#statements.remove.all(jobId, attempt, stored));
    for (const { bytes } of removed) this.#unacknowledgedBytes -= bytes;
    this.#changed.tell();
  }

  /** Gives up what is left of an attempt's output: the hub does not want it. */
  drop(key: AttemptKey): void {
    this.acknowledge(key, Number.MAX_SAFE_INTEGER);
  }
}
