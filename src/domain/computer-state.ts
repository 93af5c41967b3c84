import type { JobState } from '#protocol/job.ts';

/** What goes on now, then what went wrong, then what is still to come, then what is done. */
const PRECEDENCE: Record<JobState, number> = {
  executing: 0,
  unpacking: 1,
  downloading: 2,
  pushed: 3,
  failed: 4,
  aborted: 5,
  expired: 6,
  incompatible: 7,
  waiting: 8,
  cancelled: 9,
  succeeded: 10,
  alreadyInstalled: 11,
};

/** C4: whether a computer with jobs in both states is shown by the first. */
export const goesBefore = (one: JobState, other: JobState): boolean => PRECEDENCE[one] < PRECEDENCE[other];
