import { hasEnded } from '#domain/end-date.ts';
import { FAILED_STATES, RETRIABLE } from '#domain/job-state.ts';
import { verbToRetry } from '#domain/permission.ts';
import type { JobState } from '#protocol/job.ts';
import type { Role } from '#protocol/role.ts';
import type { ContainerView, JobView } from '#protocol/views/container.ts';
import { text } from '../messages/text.ts';
import { whyNot } from '../words/permission.ts';

export const isRetriable = (state: JobState): boolean => RETRIABLE.some((one) => one === state);

export const failedCount = (counts: ContainerView['counts']): number =>
  FAILED_STATES.reduce((sum, state) => sum + (counts[state] ?? 0), 0);

/** Why jobs cannot be retried, for the disabled button. @param now Milliseconds. */
export function whyNotRetry(facts: {
  endAt: string | undefined;
  jobs: readonly Pick<JobView, 'computerId'>[];
  role: Role;
  now: number;
}): string | undefined {
  const { endAt, jobs, role, now } = facts;
  const forbidden = whyNot(role, verbToRetry(new Set(jobs.map((job) => job.computerId)).size));
  if (forbidden !== undefined) return forbidden;
  const ended = endAt !== undefined && hasEnded({ endAt: new Date(endAt) }, new Date(now));
  return ended ? text('containers.endPassed') : undefined;
}

/** The assistant with what a job container was asked for, or with what of it failed. */
export const deployAgainHref = (containerId: string, part: 'all' | 'failed'): string =>
  `/containers/new?from=${containerId}${part === 'failed' ? '&jobs=failed' : ''}`;
