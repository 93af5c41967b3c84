import type { EndedJob } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { hoursFrom, latenciesOf } from '#domain/statistics.ts';
import type { HistoryStore, Span } from '#store/contract/history.ts';
import type { EndedAttempt, JobStore } from '#store/contract/jobs.ts';

/** What is known of a job. `ended` is undefined once it has not ended in this hour after all. */
interface KnownJob {
  revision: number;
  ended: EndedJob | undefined;
}

/** Where ended jobs are read. */
interface Source {
  jobs: Pick<JobStore, 'eachEnded'>;
  history: Pick<HistoryStore, 'eachEnded'>;
}

/** The jobs that ended in one hour: read once, and kept right by what is written from then on. */
export class KeptHour {
  readonly #jobs = new Map<string, KnownJob>();
  /** Of jobs that were purged: they stand in for the jobs. */
  readonly #lines = new Map<string, EndedJob>();
  #reading: Promise<void> = Promise.resolve();
  #isRead = false;

  get size(): number {
    return this.#jobs.size + this.#lines.size;
  }

  /** Once. Whatever is written after it was called has to be told. */
  read(store: Source, hour: Date): Promise<void> {
    this.#reading = this.#readAll(store, { from: hour, to: hoursFrom(hour, 1) });
    return this.#reading;
  }

  async #readAll({ jobs, history }: Source, span: Span): Promise<void> {
    // What was told meanwhile is newer than what is read.
    await jobs.eachEnded(span, (job) => {
      if (!this.#jobs.has(job.id)) this.#jobs.set(job.id, { revision: 0, ended: endedJob(job) });
    });
    await history.eachEnded(span, (line) => {
      if (!this.#lines.has(line.id)) this.#lines.set(line.id, line);
    });
    this.#isRead = true;
  }

  /** Each job once, when all are read. */
  async ended(): Promise<Iterable<EndedJob>> {
    await this.#reading;
    const ended = new Map<string, EndedJob>();
    for (const [id, job] of this.#jobs) if (job.ended !== undefined) ended.set(id, job.ended);
    for (const [id, line] of this.#lines) ended.set(id, line);
    return ended.values();
  }

  /** The job as it was written. The higher revision wins: answers of the database may overtake one another. */
  take(job: Job, { isIn }: { isIn: boolean }): void {
    const known = this.#jobs.get(job.id);
    if (known !== undefined && known.revision > job.revision) return;
    // While all are read, also one that has left the hour: it may still be read as it was before.
    if (known !== undefined || isIn || !this.#isRead)
      this.#jobs.set(job.id, { revision: job.revision, ended: isIn ? endedJob(job) : undefined });
  }

  takeLine(line: EndedJob): void {
    this.#lines.set(line.id, line);
  }
}

const endedJob = ({ id, state, attempt }: EndedAttempt): EndedJob => ({ id, state, ...latenciesOf(attempt) });
