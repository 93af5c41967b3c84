import type { WorkerRule } from '#protocol/views/system.ts';

/** How often each rule runs, in seconds from the begin of one run to the begin of the next. */
export const TIMETABLE: Record<WorkerRule, number> = {
  expire: 60,
  wake: 60,
  shutdown: 60,
  presence: 60,
  'purge-containers': 5 * 60,
  'purge-history': 3600,
  'purge-audit': 3600,
  'purge-sessions': 3600,
  statistics: 10 * 60,
};

/** Seconds from the start of the hub to the first run. Soon: whatever came due while it was off is made up for. */
const FIRST_AFTER = 5;
/** Seconds between the first runs of two rules: each starts a thread, and threads are not free. */
const APART = 4;

export const firstRunAfter = (place: number) => FIRST_AFTER + place * APART;

/** Seconds before a rule that failed runs again: doubled with each failure in a row, up to its usual pause. */
const FIRST_RETRY_AFTER = 5;
/** Seconds before a rule that found more than it may say runs again. */
const GOES_ON_AFTER = 1;

/** Seconds from the end of a run to the begin of the next. `took`: seconds. */
export function nextRunAfter(run: {
  everySeconds: number;
  took: number;
  failuresInARow: number;
  more: boolean;
}): number {
  if (run.failuresInARow > 0)
    return Math.min(run.everySeconds, FIRST_RETRY_AFTER * 2 ** (run.failuresInARow - 1));
  return run.more ? GOES_ON_AFTER : Math.max(GOES_ON_AFTER, run.everySeconds - run.took);
}
