import type { JobView } from '#protocol/views/container.ts';

/** A hub that knows how long the package of a job usually takes says so while the job runs. */
interface Usual {
  usualDuration?: { medianMilliseconds: number };
}

/** How long a job usually takes, in milliseconds, where that is known. */
export const usualOf = (job: JobView & Usual): number | undefined => job.usualDuration?.medianMilliseconds;
