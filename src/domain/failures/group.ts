import type { FailureReason, JobState } from '#protocol/job.ts';
import type { Job } from '../job.ts';
import { normalLine } from './normal-line.ts';

/** States of jobs that did not come to a good end; what somebody cancelled is not among them. */
export const FAILED_STATES = ['failed', 'expired', 'aborted', 'incompatible'] as const satisfies JobState[];

/** What is looked at of a failed job. */
export type FailedJob = Pick<
  Job,
  | 'id'
  | 'sequence'
  | 'computerId'
  | 'computerName'
  | 'packageId'
  | 'packageName'
  | 'packageVersion'
  | 'action'
  | 'state'
  | 'ended'
> & { attempt?: Pick<NonNullable<Job['attempt']>, 'number' | 'exitCode' | 'reason' | 'detail' | 'output'> };

/** A failed job and what says why. */
export interface ExplainedFailure {
  job: FailedJob;
  /** Y1: the line of its own output. */
  words?: string;
  /** Y2: the same as it reads for others. */
  line?: string;
}

/** What failed in the same way. */
export interface FailureGroup {
  /** Equal for what is grouped together, and for nothing else. */
  key: string;
  /** In the order of their sequence; one at least. */
  failures: readonly [ExplainedFailure, ...ExplainedFailure[]];
}

/** Why it ended: as its attempt says, or as was decided without one. */
export function reasonOf({ ended, attempt }: Pick<FailedJob, 'ended' | 'attempt'>): {
  reason?: FailureReason;
  detail?: string;
  exitCode?: number;
} {
  if (ended !== undefined) return ended;
  const { reason, detail, exitCode } = attempt ?? {};
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

/** Y3: what the output said, else what the agent noted beside the reason. */
export function explained(job: FailedJob, words: string | undefined): ExplainedFailure {
  const said = words ?? reasonOf(job).detail;
  if (said === undefined) return { job };
  const line = normalLine(said, job.computerName);
  return { job, words: said, ...(line === '' ? {} : { line }) };
}

/** Y3: what failed in the same way, the most frequent first. @param failures In any order */
export function groupFailures(failures: readonly ExplainedFailure[]): FailureGroup[] {
  const groups = Map.groupBy(
    failures.toSorted((one, other) => one.job.sequence - other.job.sequence),
    keyOf,
  );
  return [...groups]
    .flatMap(([key, [first, ...others]]) =>
      first === undefined ? [] : [{ key, failures: [first, ...others] as const }],
    )
    .sort((one, other) => other.failures.length - one.failures.length || (one.key < other.key ? -1 : 1));
}

function keyOf({ job, line = '' }: ExplainedFailure): string {
  const { reason = '', exitCode = reason } = reasonOf(job);
  return JSON.stringify([job.action, job.packageId, job.state, exitCode, line]);
}
