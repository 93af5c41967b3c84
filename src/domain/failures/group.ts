import type { Job } from '../job.ts';
import { JobState, type FailureReason } from '#protocol/job.ts';
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

/** A failed job and what its output said last (Y1), if anything. */
export interface ExplainedFailure {
  job: FailedJob;
  words: string | undefined;
}

export interface FailureGroup {
  /** Equal for what is grouped together, and for nothing else. */
  key: string;
  /** What its lines have in common (Y2); absent where there is none. */
  line?: string;
  /** In the order of their sequence. */
  jobs: ExplainedFailure[];
}

/** Why it ended: as its attempt says, or as was decided without one. */
export function reasonOf({ ended, attempt }: Pick<FailedJob, 'ended' | 'attempt'>): {
  reason?: FailureReason;
  detail?: string;
  exitCode?: number;
} {
  const { reason, detail } = ended ?? attempt ?? {};
  const exitCode = ended === undefined ? attempt?.exitCode : undefined;
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

/** Y3: what failed in the same way, the most frequent first. @param failures In any order */
export function groupFailures(failures: readonly ExplainedFailure[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const failure of failures) {
    const line = lineOf(failure);
    const key = keyOf(failure.job, line);
    const group = groups.get(key) ?? { key, ...(line === undefined ? {} : { line }), jobs: [] };
    group.jobs.push(failure);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  for (const { jobs } of all) jobs.sort((one, other) => one.job.sequence - other.job.sequence);
  return all.sort((one, other) => other.jobs.length - one.jobs.length || (one.key < other.key ? -1 : 1));
}

/** What the output said, else what the agent noted beside the reason. */
function lineOf({ job, words }: ExplainedFailure): string | undefined {
  const said = words ?? reasonOf(job).detail;
  if (said === undefined) return undefined;
  const line = normalLine(said, job.computerName);
  return line === '' ? undefined : line;
}

function keyOf(job: FailedJob, line: string | undefined): string {
  const { reason, exitCode } = reasonOf(job);
  return JSON.stringify([job.action, job.packageId, job.state, exitCode ?? reason ?? '', line ?? '']);
}
