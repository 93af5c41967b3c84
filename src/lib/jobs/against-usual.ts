import type { JobView } from '#protocol/views/container.ts';

/** How a job that runs stands against what is usual. Milliseconds. */
export interface Course {
  elapsed: number;
  /** What half of the executions needed at most, and nine of ten. */
  usual: number;
  long: number;
  executions: number;
  /** Orange: longer than nine of ten. */
  tone: 'blue' | 'orange';
}

/** @param now Milliseconds. @returns undefined when it does not run, or is not known well enough */
export function againstUsual(
  job: Pick<JobView, 'state' | 'times' | 'usualDuration'>,
  now: number,
): Course | undefined {
  const { startedAt } = job.times;
  if (job.state !== 'executing' || startedAt === undefined || job.usualDuration === undefined)
    return undefined;
  const { medianMilliseconds: usual, p90Milliseconds: long, executions } = job.usualDuration;
  const elapsed = Math.max(0, now - new Date(startedAt).getTime());
  return { elapsed, usual, long, executions, tone: elapsed > long ? 'orange' : 'blue' };
}
