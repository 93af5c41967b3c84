import type { HourStatistics } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import { hourOf, hoursFrom, statisticsOf } from '#domain/statistics.ts';
import type { Store } from '#store/contract/store.ts';
import { countHour } from './count-hour.ts';
import { KeptHour } from './kept-hour.ts';

/** Hours that are kept beside the one that is asked for: those before it. */
const HOURS_BEFORE = 1;
/** Jobs of an hour that are kept, some 20 MB of them; an hour with more is read whenever it is asked for. */
const JOBS_KEPT = 100_000;

type Parts = Pick<Store, 'jobs' | 'history' | 'removals'>;

/**
 * What ended within the hours that are not written yet, kept in memory: the overview asks for it again and again while
 * ten thousand jobs end. The hub alone writes, so that what it writes is what there is. An hour is read when it is
 * first asked for.
 */
export class EndedHours {
  /** To be used in place of those that were given: whatever is written through them is known here. */
  readonly store: Parts;
  readonly #given: Parts;
  readonly #isAlone: boolean;
  readonly #hours = new Map<number, KeptHour>();

  /** @param isAlone Whether nobody else writes; otherwise an hour is read each time. */
  constructor(given: Parts, { isAlone }: { isAlone: boolean }) {
    this.#given = given;
    this.#isAlone = isAlone;
    const { jobs, history, removals } = given;
    this.store = isAlone ? this.#noting(given) : { jobs, history, removals };
  }

  /** U1: the hour as it would be counted now. */
  async of(hour: Date): Promise<HourStatistics> {
    if (!this.#isAlone) return countHour({ store: this.#given }, hour);
    for (const kept of this.#hours.keys())
      if (kept < hoursFrom(hour, -HOURS_BEFORE).getTime()) this.#hours.delete(kept);
    const kept = this.#hours.get(hour.getTime()) ?? this.#keep(hour);
    return statisticsOf(hour, await kept.ended());
  }

  #keep(hour: Date): KeptHour {
    const kept = new KeptHour();
    this.#hours.set(hour.getTime(), kept);
    kept.read(this.#given, hour).catch(() => this.#drop(hour.getTime(), kept));
    return kept;
  }

  #noting({ jobs, history, removals }: Parts): Parts {
    return {
      jobs: {
        ...jobs,
        insertMany: async (entities) => {
          await jobs.insertMany(entities);
          this.#take(entities);
        },
        save: async (job) => {
          const saved = await jobs.save(job);
          if (saved !== undefined) this.#take([saved]);
          return saved;
        },
        saveMany: async (entities) => {
          const saved = await jobs.saveMany(entities);
          this.#take(saved);
          return saved;
        },
      },
      history: {
        ...history,
        putSummaries: async (summaries) => {
          await history.putSummaries(summaries);
          for (const { id, endedAt, state, startLatency, duration } of summaries)
            this.#hours.get(hourOf(endedAt).getTime())?.takeLine({
              ...{ id, state },
              ...(startLatency === undefined ? {} : { startLatency }),
              ...(duration === undefined ? {} : { duration }),
            });
        },
        removeBefore: (moment, limit) => this.#forgetting(history.removeBefore(moment, limit)),
      },
      removals: {
        ...removals,
        removeHistory: (computerId, limit) => this.#forgetting(removals.removeHistory(computerId, limit)),
      },
    };
  }

  /** Which lines were removed is not told: all is read again when it is asked for. */
  async #forgetting(removal: Promise<number>): Promise<number> {
    const removed = await removal;
    if (removed > 0) this.#hours.clear();
    return removed;
  }

  #take(jobs: readonly Job[]): void {
    for (const [time, hour] of this.#hours) {
      for (const job of jobs) hour.take(job, { isIn: isWithin(time, job.endedAt) });
      if (hour.size > JOBS_KEPT) this.#drop(time, hour);
    }
  }

  #drop(time: number, hour: KeptHour): void {
    if (this.#hours.get(time) === hour) this.#hours.delete(time);
  }
}

const isWithin = (time: number, moment: Date | undefined): boolean =>
  moment !== undefined && hourOf(moment).getTime() === time;
