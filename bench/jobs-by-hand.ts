import type { Job } from '#domain/job.ts';
import type { Store } from '#store/contract/store.ts';
import { anExecutingJob } from '#tests/support/builders.ts';
import { PROCEDURE } from './scenery.ts';

/** Running jobs of which the newest revision is always at hand, so that each compare-and-set wins. */
export class JobsByHand {
  readonly #store: Store;
  readonly #jobs: Job[];

  private constructor(store: Store, jobs: Job[]) {
    this.#store = store;
    this.#jobs = jobs;
  }

  static async inserted(store: Store, count: number): Promise<JobsByHand> {
    const jobs = Array.from({ length: count }, () => anExecutingJob({ procedure: PROCEDURE }));
    await store.jobs.insertMany(jobs);
    return new JobsByHand(store, jobs);
  }

  /** Saves one of the jobs, a different one each turn. */
  async saveOne(turn: number): Promise<void> {
    const place = turn % this.#jobs.length;
    const job = this.#jobs[place];
    const saved = job && (await this.#store.jobs.save(job));
    if (saved === undefined) throw new Error('A compare-and-set lost, and there was no other writer.');
    this.#jobs[place] = saved;
  }
}
