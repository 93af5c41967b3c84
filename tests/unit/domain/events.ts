import {
  abort,
  accept,
  confirmCancel,
  expire,
  loseAgent,
  push,
  recordReport,
  refuseOrder,
  requestCancel,
  requestWithdraw,
  withdraw,
  type Advance,
} from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import type { AttemptEvent } from '#protocol/agent.ts';
import { THEN } from '#tests/support/builders.ts';

/** So many milliseconds after the moment at which everything in the builders was made. */
export const later = (milliseconds: number) => new Date(THEN.getTime() + milliseconds);

type Without<Event> = Event extends AttemptEvent ? Omit<Event, 'jobId'> : never;
/** An agent's report about an attempt; which job it is about, the domain does not ask. */
export const aReport = (event: Without<AttemptEvent>): AttemptEvent => ({ jobId: 'f'.repeat(24), ...event });

export const succeeded = (attempt: number, exitCode = 0, sinceAccepted = 0) =>
  aReport({ event: 'succeeded', attempt, sinceAccepted, exitCode });
export const failed = (attempt: number, exitCode = 1, sinceAccepted = 0) =>
  aReport({ event: 'failed', attempt, sinceAccepted, reason: 'exitCodeNotAccepted', exitCode });
export const cancelled = (attempt: number, sinceAccepted = 0) =>
  aReport({ event: 'cancelled', attempt, sinceAccepted });
export const expired = (attempt: number, sinceAccepted = 0) =>
  aReport({ event: 'expired', attempt, sinceAccepted });
export const step = (
  event: 'downloading' | 'unpacking' | 'executing',
  attempt: number,
  sinceAccepted = 0,
): AttemptEvent => aReport({ event, attempt, sinceAccepted });

/** Everything that can happen to a job, by name. */
export const EVENTS = {
  push: (job, _number, now) => push(job, now),
  abort: (job, _number, now) => abort(job, 'library 1.0 did not succeed.', now),
  accept: (job, number, now) => accept(job, number, now),
  withdraw: (job, number, now) => withdraw(job, number, now),
  requestCancel: (job, _number, now) => requestCancel(job, 'admin', now),
  confirmCancel: (job, number, now) => confirmCancel(job, number, now),
  refuseOrder: (job, number, now) => refuseOrder(job, { number, detail: 'a wrong counter', now }),
  loseAgent: (job, number, now) => loseAgent(job, number, now),
  downloading: (job, number, now) => recordReport(job, step('downloading', number), now),
  unpacking: (job, number, now) => recordReport(job, step('unpacking', number), now),
  executing: (job, number, now) => recordReport(job, step('executing', number), now),
  succeeded: (job, number, now) => recordReport(job, succeeded(number), now),
  failed: (job, number, now) => recordReport(job, failed(number), now),
  cancelled: (job, number, now) => recordReport(job, cancelled(number), now),
  requestWithdraw: (job, _number, now) => requestWithdraw(job, 'waiting', now),
  expire: (job, _number, now) => expire(job, 'endDatePassed', now),
  expired: (job, number, now) => recordReport(job, expired(number), now),
} as const satisfies Record<string, (job: Job, number: number, now: Date) => Advance>;
export type EventName = keyof typeof EVENTS;

/** The job after a change that must have happened. */
export function changed(advance: Advance): Job {
  if (advance.outcome === 'changed') return advance.job;
  throw new Error(`nothing changed: ${JSON.stringify(advance)}`);
}

/** Frozen through and through: a rule that changed what it was given would throw. */
export function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}
