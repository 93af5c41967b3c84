import type { JobView } from '#protocol/views/container.ts';
import { isRetriable } from './retry.ts';

/** The jobs that were ticked to be retried. One that is retried, or gone, is not chosen any more. */
export class JobChoice {
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  #last: string | undefined;

  has(job: JobView): boolean {
    return isRetriable(job.state) && this.#ids.has(job.id);
  }

  of(jobs: readonly JobView[]): JobView[] {
    return jobs.filter((job) => this.has(job));
  }

  set(jobs: readonly JobView[], on: boolean): void {
    const next = new Set(this.#ids);
    for (const job of jobs) {
      if (on && isRetriable(job.state)) next.add(job.id);
      else next.delete(job.id);
    }
    this.#ids = next;
  }

  /** Ticks one, or with the shift key all from the one ticked before. @param rows As they are shown. */
  tick(job: JobView, { on, range, rows }: { on: boolean; range: boolean; rows: readonly JobView[] }): void {
    const from = rows.findIndex(({ id }) => id === this.#last);
    const to = rows.findIndex(({ id }) => id === job.id);
    const between = range && from >= 0 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1) : [job];
    this.set(between, on);
    this.#last = job.id;
  }

  clear(): void {
    this.#ids = new Set();
    this.#last = undefined;
  }
}
