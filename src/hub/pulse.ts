import { MINUTE_MILLISECONDS, startLatencyOf, withJob, type Minute } from '#domain/pulse.ts';
import type { Job } from '#domain/job.ts';
import type { PulseView } from '#protocol/views/overview.ts';
import type { Clock } from './clock.ts';

/** What jobs did within the last hour, for the overview: told by whoever changes them, kept in memory alone. */
export class Pulse {
  readonly #clock: Clock;
  #minutes: Minute[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** These jobs have just come into their states. */
  heed(jobs: readonly Pick<Job, 'state' | 'attempt'>[]): void {
    for (const job of jobs) this.#minutes = withJob(this.#minutes, job, this.#clock.now());
  }

  view(): PulseView {
    const now = this.#clock.now();
    const startLatency = startLatencyOf(this.#minutes, now);
    return {
      minutes: this.#minutes.map(({ minute, begun, ended }) => ({
        minute: new Date(minute * MINUTE_MILLISECONDS).toISOString(),
        begun,
        ended,
      })),
      ...(startLatency === undefined ? {} : { startLatency }),
    };
  }
}
