import { latenciesOf } from '#domain/statistics.ts';
import { usualDuration } from '#domain/usual-duration.ts';
import type { JobAction } from '#protocol/job.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { UsualDuration } from '#protocol/views/container.ts';
import type { Store } from '#store/contract/store.ts';
import type { Clock } from './clock.ts';

/** Milliseconds for which an answer serves: of a deployment to ten thousand computers each job asks. */
const SERVES = 60_000;
/** Answers that are kept; the one asked for longest ago goes first. */
const KEPT = 1_000;

type Parts = { store: Pick<Store, 'jobs' | 'history'>; clock: Clock };

/** U6: how long packages usually take, asked of the database at most once a minute for each. */
export class UsualDurations {
  readonly #parts: Parts;
  readonly #known = new Map<string, { at: number; answer: Promise<UsualDuration | undefined> }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  of(packageId: string, action: JobAction): Promise<UsualDuration | undefined> {
    const key = `${packageId}/${action}`;
    const now = this.#parts.clock.now().getTime();
    const known = this.#known.get(key);
    if (known !== undefined && now - known.at < SERVES) return known.answer;
    const answer = this.#ask(packageId, action);
    this.#known.delete(key);
    this.#known.set(key, { at: now, answer });
    if (this.#known.size > KEPT) for (const oldest of this.#known.keys().take(1)) this.#known.delete(oldest);
    // What failed serves nobody else.
    answer.catch(() => {
      if (this.#known.get(key)?.answer === answer) this.#known.delete(key);
    });
    return answer;
  }

  /** Of jobs that are there, and where these are too few, of those that were purged. */
  async #ask(packageId: string, action: JobAction): Promise<UsualDuration | undefined> {
    const { store } = this.#parts;
    const limit = LIMITS.durationsLookedAt;
    const attempts = await store.jobs.succeeded({ packageId, action, limit });
    const found = attempts.flatMap((attempt) => latenciesOf(attempt).duration ?? []);
    const older =
      found.length >= limit
        ? []
        : await store.history.durations({ packageId, action, limit: limit - found.length });
    return usualDuration([...found, ...older]);
  }
}
