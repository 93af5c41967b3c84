import { momentOf } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { exceedsCap, omittedOf, rangeToDrop } from '#domain/output-cap.ts';
import type { Output } from '#protocol/agent.ts';
import type { AttemptKey } from '#protocol/identifiers.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { OutputExtent } from '#protocol/views/container.ts';
import type { Store } from '#store/contract/store.ts';
import type { StoredChunk } from '#store/contract/jobs.ts';
import type { z } from 'zod';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { chunkView } from './views/job-view.ts';

/** Attempts whose extents are kept in memory; the least recently written ones are read again when needed. */
const ATTEMPTS_KEPT = 20_000;
/** The extent is written to the job at most this often while output comes; always before a result. */
const WRITE_PAUSE_MILLISECONDS = 500;

interface Recorded {
  extent: OutputExtent;
  /** Bytes stored now, after dropping. */
  storedBytes: number;
  writtenAt: number;
}

/** Stores output, keeps it under its cap, and tells those who watch. */
export class OutputRecorder {
  readonly #store: Store;
  readonly #announcer: Announcer;
  readonly #clock: Clock;
  readonly #recorded = new Map<string, Recorded>();

  constructor(parts: { store: Store; announcer: Announcer; clock: Clock }) {
    this.#store = parts.store;
    this.#announcer = parts.announcer;
    this.#clock = parts.clock;
  }

  /** Stores chunks of the job's current attempt. Chunks that are there already change nothing. */
  async record(job: Job, output: z.infer<typeof Output>): Promise<void> {
    const recorded = await this.#recall(job, output);
    const chunks = this.#chunksOf(job, output).filter((chunk) => !isOmitted(chunk.sequence, recorded.extent));
    const added = new Set(await this.#store.output.append(chunks));
    const fresh = chunks.filter((chunk) => added.has(chunk.sequence));
    const bytes = fresh.reduce((sum, chunk) => sum + chunk.bytes, 0);
    recorded.storedBytes += bytes;
    recorded.extent = {
      ...recorded.extent,
      bytes: recorded.extent.bytes + bytes,
      lastSequence: Math.max(recorded.extent.lastSequence, ...fresh.map((chunk) => chunk.sequence)),
    };
    await this.#keepUnderCap(output, recorded);
    if (fresh.length === 0) return;
    this.#announcer.publish([`output:${job.id}`], {
      kind: 'output',
      jobId: job.id,
      attempt: output.attempt,
      chunks: fresh.map(chunkView),
      extent: recorded.extent,
    });
    await this.#write(job, { recorded, firstOutputAt: fresh[0]?.at });
  }

  /** The extent of an attempt as it stands now: what its result is saved with. */
  async extentOf(job: Job, key: AttemptKey): Promise<OutputExtent> {
    return (await this.#recall(job, key)).extent;
  }

  /** A result is stored: nothing more will come. */
  forget(key: AttemptKey): void {
    this.#recorded.delete(nameOf(key));
  }

  #chunksOf(job: Job, output: z.infer<typeof Output>): StoredChunk[] {
    const now = this.#clock.now();
    const attempt = job.attempt;
    return output.chunks.map((chunk) => ({
      jobId: output.jobId,
      attempt: output.attempt,
      sequence: chunk.sequence,
      stream: chunk.stream,
      text: chunk.text,
      bytes: Buffer.byteLength(chunk.text),
      at: attempt === undefined ? now : momentOf(attempt, chunk.sinceAccepted, now),
    }));
  }

  async #recall(job: Job, key: AttemptKey): Promise<Recorded> {
    const name = nameOf(key);
    const known = this.#recorded.get(name);
    this.#recorded.delete(name);
    const recorded = known ?? (await this.#read(job, key));
    this.#recorded.set(name, recorded);
    if (this.#recorded.size > ATTEMPTS_KEPT) {
      for (const oldest of this.#recorded.keys().take(1)) this.#recorded.delete(oldest);
    }
    return recorded;
  }

  /** After a restart: what is stored is the truth, the job's extent may lag behind it. */
  async #read(job: Job, key: AttemptKey): Promise<Recorded> {
    const sizes = await this.#store.output.sizes(key.jobId, key.attempt);
    const storedBytes = sizes.reduce((sum, chunk) => sum + chunk.bytes, 0);
    const kept = job.attempt?.number === key.attempt ? job.attempt.output : undefined;
    const omitted = omittedOf(sizes);
    const extent: OutputExtent = {
      lastSequence: Math.max(kept?.lastSequence ?? 0, sizes.at(-1)?.sequence ?? 0),
      bytes: Math.max(kept?.bytes ?? 0, storedBytes),
      ...(omitted === undefined ? {} : { omitted }),
    };
    return { extent, storedBytes, writtenAt: 0 };
  }

  async #keepUnderCap(key: AttemptKey, recorded: Recorded): Promise<void> {
    if (!exceedsCap(recorded.storedBytes, LIMITS.outputBytesPerAttempt)) return;
    const sizes = await this.#store.output.sizes(key.jobId, key.attempt);
    const range = rangeToDrop(sizes, LIMITS.outputBytesPerAttempt);
    if (range === undefined) return;
    await this.#store.output.drop({ jobId: key.jobId, attempt: key.attempt, ...range });
    const kept = sizes.filter(({ sequence }) => sequence < range.from || sequence > range.to);
    const omitted = omittedOf(kept);
    recorded.extent = { ...recorded.extent, ...(omitted === undefined ? {} : { omitted }) };
    recorded.storedBytes = kept.reduce((sum, chunk) => sum + chunk.bytes, 0);
    // The marker is worth a write at once: nobody should read a gap without it.
    recorded.writtenAt = 0;
  }

  async #write(job: Job, change: { recorded: Recorded; firstOutputAt: Date | undefined }): Promise<void> {
    const { recorded, firstOutputAt } = change;
    const now = this.#clock.now().getTime();
    const number = job.attempt?.number;
    if (number === undefined || now - recorded.writtenAt < WRITE_PAUSE_MILLISECONDS) return;
    recorded.writtenAt = now;
    const saved = await this.#store.jobs.setOutput({
      id: job.id,
      attempt: number,
      output: recorded.extent,
      ...(firstOutputAt === undefined ? {} : { firstOutputAt }),
    });
    if (saved !== undefined) await this.#announcer.jobs([saved]);
  }
}

/** A chunk that was dropped and is sent again, because its acknowledgement was lost, stays dropped. */
function isOmitted(sequence: number, extent: OutputExtent): boolean {
  return extent.omitted !== undefined && sequence >= extent.omitted.from && sequence <= extent.omitted.to;
}

const nameOf = (key: AttemptKey) => `${key.jobId}/${key.attempt}`;
