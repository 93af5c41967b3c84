import type { EarlierAttemptView, JobTimes, JobView } from '#protocol/views/container.ts';
import { text } from '../messages/text.ts';

/** One attempt of a job, the current one or one that a retry has left behind. */
export type ShownAttempt = Omit<EarlierAttemptView, 'times'> & { times: JobTimes; current: boolean };

const currentAttempt = (job: JobView): ShownAttempt => {
  const { state, exitCode, reason, detail, times, output } = job;
  return {
    // Before its first offer it has no number: one that no earlier attempt has.
    attempt: job.attempt > 0 ? job.attempt : (job.earlierAttempts.at(-1)?.attempt ?? 0) + 1,
    state,
    times,
    output,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
    current: true,
  };
};

/** All attempts that are known, the current one first. */
export function attemptsOf(job: JobView): ShownAttempt[] {
  const earlier = job.earlierAttempts.map((attempt) => ({
    ...attempt,
    times: { dueAt: job.times.dueAt, ...attempt.times },
    current: false,
  }));
  return [currentAttempt(job), ...earlier.reverse()];
}

/** `Attempt 2, failed`. @param word The state's. */
export const attemptName = ({ attempt, current }: ShownAttempt, word: string): string =>
  text(current ? 'jobs.attemptNow' : 'jobs.attemptName', { number: attempt, state: word.toLowerCase() });
