import type { Settings } from '#protocol/settings.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import { pendingJobs, settledState } from './container-state.ts';
import type { JobContainer, JobSummary, SettledState } from './entities.ts';
import type { Job } from './job.ts';
import { latenciesOf } from './statistics.ts';
import { isTerminal } from './transitions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** H2: how much longer a container stays for which a computer is still to be shut down. */
const SHUTDOWN_WAITED_FOR = DAY;

/** Since when nothing of a container is pending, and how it went. */
export interface Settlement {
  settledAt: Date;
  settledAs: SettledState;
}

/** H1: what is stored beside new counts. Undefined while something is pending. */
export function settlementOf(counts: JobCounts, now: Date): Settlement | undefined {
  return pendingJobs(counts) > 0 ? undefined : { settledAt: now, settledAs: settledState(counts) };
}

type Ages = Pick<Settings, 'purgeSucceededAfterHours' | 'purgeFailedAfterHours'>;

/** H2: containers that went so and have been settled since before then are purged. Undefined: none ever is. */
export function purgedBefore(state: SettledState, ages: Ages, now: Date): Date | undefined {
  switch (state) {
    case 'succeeded':
      return before(ages.purgeSucceededAfterHours * HOUR, now);
    case 'failed':
    case 'cancelled':
      return before(ages.purgeFailedAfterHours * HOUR, now);
  }
}

/** H2, H3: whether this container may go now. `counts`: of its jobs as they are now, not as they were stored. */
export function isPurgeable(
  container: Pick<JobContainer, 'settledAt'>,
  facts: { counts: JobCounts; ages: Ages; awaitsShutdown: boolean; now: Date },
): boolean {
  const { counts, ages, awaitsShutdown, now } = facts;
  if (container.settledAt === undefined || pendingJobs(counts) > 0) return false;
  const limit = purgedBefore(settledState(counts), ages, now);
  if (limit === undefined) return false;
  return container.settledAt.getTime() <= limit.getTime() - (awaitsShutdown ? SHUTDOWN_WAITED_FOR : 0);
}

/** H5: whether a job may be removed: it has ended, and everything it owes is carried out. */
export const isRemovable = ({ state, owed }: Pick<Job, 'state' | 'owed'>): boolean =>
  isTerminal(state) && owed.length === 0;

/** H6: what is older than so many days goes. Undefined: nothing ever does. */
export function beforeDays(days: number, now: Date): Date | undefined {
  return before(days * DAY, now);
}

const before = (age: number, now: Date) => (age === 0 ? undefined : new Date(now.getTime() - age));

/** H4: the one line that is left of a job. */
export function summaryOf(job: Job): JobSummary {
  const { attempt } = job;
  const reason = job.ended?.reason ?? attempt?.reason;
  return {
    id: job.id,
    computerId: job.computerId,
    packageId: job.packageId,
    containerName: job.containerName,
    action: job.action,
    packageName: job.packageName,
    packageVersion: job.packageVersion,
    state: job.state,
    ...(attempt?.exitCode === undefined ? {} : { exitCode: attempt.exitCode }),
    ...(reason === undefined ? {} : { reason }),
    // A job that ended before there was such a moment: as near as can be known.
    endedAt: job.endedAt ?? attempt?.recordedAt ?? job.retriedAt ?? job.createdAt,
    by: job.createdBy,
    ...(attempt === undefined ? {} : { attempt: attempt.number }),
    ...latenciesOf(attempt),
  };
}
