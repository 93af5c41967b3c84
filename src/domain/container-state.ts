import { JobState, PENDING_STATES } from '#protocol/job.ts';
import type { SettledState } from './entities.ts';
import type { ContainerState, JobCounts } from '#protocol/views/container.ts';
import { isActive } from './transitions.ts';

const FAILURES = ['failed', 'expired', 'aborted', 'incompatible'] as const satisfies JobState[];

function sum(counts: JobCounts, states: readonly JobState[]): number {
  return states.reduce((total, state) => total + (counts[state] ?? 0), 0);
}

/** Jobs that something is being done for now. */
export const activeJobs = (counts: JobCounts): number => sum(counts, JobState.options.filter(isActive));

export function pendingJobs(counts: JobCounts): number {
  return sum(counts, PENDING_STATES);
}

/** C1: the state of a container, the first that holds. */
export function containerState(
  container: { paused: boolean; startAt: Date; counts: JobCounts },
  now: Date,
): ContainerState {
  const { paused, startAt, counts } = container;
  const pending = pendingJobs(counts) > 0;
  if (paused && pending) return 'paused';
  if (startAt > now && pending) return 'scheduled';
  if (pending) return 'running';
  return settledState(counts);
}

/** C1: how a container went of which nothing is pending. */
export function settledState(counts: JobCounts): SettledState {
  if (sum(counts, FAILURES) > 0) return 'failed';
  if ((counts.cancelled ?? 0) > 0) return 'cancelled';
  return 'succeeded';
}

/** Two counts that say the same. */
export function sameCounts(one: JobCounts, other: JobCounts): boolean {
  return JobState.options.every((state) => (one[state] ?? 0) === (other[state] ?? 0));
}
