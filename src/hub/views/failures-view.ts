import { reasonOf, type ExplainedFailure } from '#domain/failures/group.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { FailedJobView, FailureGroupView, FailuresView } from '#protocol/views/failures.ts';
import type { NamedFailureGroup } from '../failures.ts';

/** Of each group so many jobs are told with it. */
const FIRST = 5;

export function failedJobView({ job, words }: ExplainedFailure): FailedJobView {
  return {
    jobId: job.id,
    computerId: job.computerId,
    computerName: job.computerName,
    ...(words === undefined ? {} : { words }),
  };
}

function groupView({ id, failures }: NamedFailureGroup): FailureGroupView {
  const [{ job, line }] = failures;
  const { detail: _, ...why } = reasonOf(job);
  return {
    id,
    action: job.action,
    packageId: job.packageId,
    packageName: job.packageName,
    packageVersion: job.packageVersion,
    state: job.state,
    ...why,
    ...(line === undefined ? {} : { line }),
    jobs: failures.length,
    first: failures.slice(0, FIRST).map(failedJobView),
  };
}

export function failuresView(containerId: string, groups: readonly NamedFailureGroup[]): FailuresView {
  const told = groups.slice(0, LIMITS.failureGroups);
  const rest = groups.slice(LIMITS.failureGroups);
  const jobsIn = (some: readonly NamedFailureGroup[]) =>
    some.reduce((sum, { failures }) => sum + failures.length, 0);
  return {
    containerId,
    jobs: jobsIn(groups),
    groups: told.map(groupView),
    others: { groups: rest.length, jobs: jobsIn(rest) },
  };
}
