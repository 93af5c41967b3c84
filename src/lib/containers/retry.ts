import { hasEnded } from '#domain/conditions.ts';
import { RETRIABLE } from '#domain/job-state.ts';
import { verbToRetry } from '#domain/permission.ts';
import type { JobState } from '#protocol/job.ts';
import type { Role } from '#protocol/role.ts';
import type { ContainerView, JobView } from '#protocol/views/container.ts';
import { text } from '../messages/text.ts';
import { whyNot } from '../words/permission.ts';

export const isRetriable = (state: JobState): boolean => RETRIABLE.some((one) => one === state);

/** What "all failed" means to the hub: what somebody cancelled is retried when it is chosen. */
const FAILED = ['failed', 'expired', 'aborted'] as const satisfies JobState[];
export const hasFailed = (state: JobState): boolean => FAILED.some((one) => one === state);
export const failedCount = (counts: ContainerView['counts']): number =>
  FAILED.reduce((sum, state) => sum + (counts[state] ?? 0), 0);

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

/** What an address can carry into the assistant. */
const AT_ONCE = 50;

/** The assistant with these jobs' computers and chosen packages: what is offered when a retry is refused. */
export function deployAnewHref(jobs: readonly JobView[]): string {
  const chosen = jobs.filter((job) => job.reasons.some(({ kind }) => kind !== 'dependencyOf'));
  const named = (name: string, ids: string[]) =>
    [...new Set(ids)].slice(0, AT_ONCE).map((id): [string, string] => [name, id]);
  const parameters = new URLSearchParams([
    ...(chosen[0]?.action === 'uninstall' ? [['action', 'uninstall']] : []),
    ...named(
      'package',
      chosen.filter((job) => job.action === chosen[0]?.action).map((job) => job.packageId),
    ),
    ...named(
      'computer',
      chosen.map((job) => job.computerId),
    ),
  ]);
  return `/containers/new?${parameters}`;
}
