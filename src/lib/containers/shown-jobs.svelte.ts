import type { JobView } from '#protocol/views/container.ts';
import { fitting, sortedJobs, type JobWish } from './job-order.ts';

/** Rows of which many are sorted again at most this often while they change. */
const PAUSE_MILLISECONDS = 500;
const MANY = 500;

/**
 * The rows of the table of jobs. What stands in a row is always what is known last; which rows there are and where
 * they stand is settled anew now and then, and not at all while somebody is at the table: no row slips away under the
 * pointer, new ones come at the end.
 */
export class ShownJobs {
  rows = $state.raw<readonly JobView[]>([]);
  readonly #peek: (id: string) => JobView | undefined;
  #wish: JobWish;
  #ids: readonly string[] = [];
  #isHeld = false;
  #settledAt = 0;
  #later: ReturnType<typeof setTimeout> | undefined;
  #known: readonly JobView[] = [];

  /** @param peek What is known of a job now. */
  constructor(known: readonly JobView[], wish: JobWish, peek: (id: string) => JobView | undefined) {
    this.#wish = wish;
    this.#peek = peek;
    this.#known = known;
    this.#settle(0);
  }

  /** @param known All jobs. @param now Milliseconds. */
  update(known: readonly JobView[], wish: JobWish, now: number): void {
    const grows = known.length !== this.#known.length;
    this.#known = known;
    const asks = JSON.stringify(wish) !== JSON.stringify(this.#wish);
    this.#wish = wish;
    if (asks || (!this.#isHeld && (grows || known.length < MANY))) return this.#settle(now);
    if (this.#isHeld) return this.#stay();
    if (now - this.#settledAt >= PAUSE_MILLISECONDS) return this.#settle(now);
    this.#refresh();
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      if (!this.#isHeld) this.#settle(now + PAUSE_MILLISECONDS);
    }, PAUSE_MILLISECONDS);
  }

  /** Somebody is at the table. @param now Milliseconds. */
  hold(on: boolean, now: number): void {
    if (on === this.#isHeld) return;
    this.#isHeld = on;
    if (!on) this.#settle(now);
  }

  close(): void {
    clearTimeout(this.#later);
  }

  #settle(now: number): void {
    this.#settledAt = now;
    const shown = sortedJobs(this.#known.filter(fitting(this.#wish)), this.#wish.sort, now);
    this.#ids = shown.map(({ id }) => id);
    this.rows = shown;
  }

  #stay(): void {
    const here = new Set(this.#ids);
    const fits = fitting(this.#wish);
    const added = this.#known.filter((job) => !here.has(job.id) && fits(job)).map(({ id }) => id);
    if (added.length > 0) this.#ids = [...this.#ids, ...added];
    this.#refresh();
  }

  #refresh(): void {
    this.rows = this.#ids.flatMap((id) => this.#peek(id) ?? []);
  }
}
