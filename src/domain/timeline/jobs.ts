import type { FactOf } from '#protocol/views/timeline.ts';
import type { JobSummary } from '../entities.ts';
import type { Job } from '../job.ts';
import { latenciesOf } from '../statistics.ts';
import { isActive, isTerminal } from '../transitions.ts';
import { attemptLine, type Happening, type TimelineLine } from './happening.ts';

/** What the line of a job is made of: nothing of its procedure. */
export type TimelineJob = Pick<
  Job,
  | 'id'
  | 'containerId'
  | 'containerName'
  | 'computerId'
  | 'action'
  | 'packageName'
  | 'packageVersion'
  | 'state'
  | 'attempt'
  | 'ended'
  | 'endedAt'
  | 'cancelRequested'
  | 'createdBy'
  | 'revision'
>;

/** Z2: at its end, or at its begin while it goes on. Undefined: it waits. A retry stores it as it was. */
export function lineOfJob(job: TimelineJob): TimelineLine | undefined {
  const { attempt } = job;
  const number = attempt?.number;
  const at = isTerminal(job.state)
    ? job.endedAt
    : isActive(job.state)
      ? (attempt?.startedAt ?? attempt?.acceptedAt ?? attempt?.offeredAt)
      : undefined;
  if (at === undefined) return undefined;
  const reason = job.ended?.reason ?? attempt?.reason;
  const detail = job.ended?.detail ?? attempt?.detail;
  const { cancelRequested } = job;
  return {
    id: attemptLine(job.id, { attempt: number, at }),
    at,
    revision: job.revision,
    fact: {
      ...aboutJob(job),
      state: job.state,
      ...(number === undefined ? {} : { attempt: number }),
      ...timesOf(attempt),
      ...(attempt?.exitCode === undefined ? {} : { exitCode: attempt.exitCode }),
      ...(reason === undefined ? {} : { reason }),
      ...(detail === undefined ? {} : { detail }),
      ...(job.state === 'cancelled' && cancelRequested !== undefined
        ? { cancelledBy: cancelRequested.by }
        : {}),
    },
  };
}

/** Z2: somebody gives a job another chance. From now on nothing else tells how it had ended. */
export function retriedLines(job: TimelineJob | undefined, by: string, now: Date): Happening[] {
  const line = job === undefined ? undefined : lineOfJob(job);
  if (job === undefined || line === undefined) return [];
  const { what: _what, by: _by, ...about } = aboutJob(job);
  const { containerName: _container, ...retried } = about;
  return [
    { at: line.at, fact: line.fact },
    { at: now, fact: { what: 'retried', ...retried, by } },
  ];
}

/** What is left of a job that was purged with its container. */
export function lineOfSummary(summary: JobSummary): TimelineLine {
  const { id, endedAt, duration, exitCode, reason, attempt } = summary;
  return {
    id: attemptLine(id, { attempt, at: endedAt }),
    at: endedAt,
    revision: 0,
    fact: {
      what: 'job',
      jobId: id,
      containerName: summary.containerName,
      action: summary.action,
      packageName: summary.packageName,
      packageVersion: summary.packageVersion,
      state: summary.state,
      by: summary.by,
      ...(attempt === undefined ? {} : { attempt }),
      ...(duration === undefined ? {} : { durationMilliseconds: duration }),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(reason === undefined ? {} : { reason }),
    },
  };
}

const aboutJob = (job: TimelineJob) => ({
  what: 'job' as const,
  jobId: job.id,
  containerId: job.containerId,
  containerName: job.containerName,
  action: job.action,
  packageName: job.packageName,
  packageVersion: job.packageVersion,
  by: job.createdBy,
});

function timesOf(attempt: TimelineJob['attempt']): Pick<FactOf<'job'>, 'startedAt' | 'durationMilliseconds'> {
  const { duration } = latenciesOf(attempt);
  return {
    ...(attempt?.startedAt === undefined ? {} : { startedAt: attempt.startedAt.toISOString() }),
    ...(duration === undefined ? {} : { durationMilliseconds: duration }),
  };
}
