import type { AttemptEvent } from '#protocol/agent.ts';
import type { ErrorCode } from '#protocol/errors.ts';
import type { FailureReason, JobState } from '#protocol/job.ts';
import { LIMITS } from '#protocol/limits.ts';
import { hasEnded } from './end-date.ts';
import type { Attempt, EarlierAttempt, Effect, Job, WithdrawTarget } from './job.ts';
import { isTerminal, isUnbegun, mayTurn } from './transitions.ts';

/** A decision about one job. `known`: nothing has to change, because it has happened already. */
export type Advance =
  { outcome: 'changed'; job: Job } | { outcome: 'known' } | { outcome: 'refused'; code: ErrorCode };

const refused = (code: ErrorCode): Advance => ({ outcome: 'refused', code });

/** J5: what a terminal state owes beside the job itself. */
function effectsOf(job: Job, to: JobState): Effect[] {
  if (!isTerminal(to)) return [];
  if (to !== 'succeeded')
    return [
      ...(job.hasFollowers || (to === 'failed' && job.abortsRest === true)
        ? ['abortFollowers' as const]
        : []),
      'settleContainer',
    ];
  // B1: the post action was copied from the package for installation and uninstallation alike.
  const power: Effect[] = job.postAction === 'none' ? [] : ['requestPower'];
  if (job.action === 'uninstall') return ['removeInstallation', ...power, 'settleContainer'];
  const replaces = job.upgradeBehaviour === 'replacesOthers';
  return [
    'recordInstallation',
    ...(replaces ? ['removeOtherVersions' as const] : []),
    ...power,
    'settleContainer',
  ];
}

function turn(job: Job, to: JobState, { attempt, now }: { attempt?: Attempt; now: Date }): Advance {
  if (!mayTurn(job.state, to)) return refused('illegalTransition');
  const owed = [...new Set([...job.owed, ...effectsOf(job, to)])];
  const { attempt: _earlier, withdrawRequested, ...rest } = job;
  // Asked to come back: that is settled as soon as it has begun, has ended or is back.
  const asked = isUnbegun(to) && withdrawRequested !== undefined ? { withdrawRequested } : {};
  return {
    outcome: 'changed',
    job: {
      ...rest,
      ...asked,
      state: to,
      owed,
      ...(isTerminal(to) ? { endedAt: now } : {}),
      ...(attempt === undefined ? {} : { attempt }),
    },
  };
}

/** J3: an offer opens a new attempt, whose number no earlier offer ever had. Saved before the offer is sent. */
export function push(job: Job, now: Date): Advance {
  const number = job.lastAttemptNumber + 1;
  const attempt: Attempt = { number, offeredAt: now, output: { lastSequence: 0, bytes: 0 } };
  return turn({ ...job, lastAttemptNumber: number }, 'pushed', { attempt, now });
}

/** J3: the agent has journalled the offer. The state stays: the agent's first report moves it. */
export function accept(job: Job, number: number, now: Date): Advance {
  if (job.attempt?.number !== number) return refused('staleReport');
  if (job.attempt.acceptedAt !== undefined || isTerminal(job.state)) return { outcome: 'known' };
  return { outcome: 'changed', job: { ...job, attempt: { ...job.attempt, acceptedAt: now } } };
}

/** J4: back to the queue, allowed only once it is sure that this attempt never begins: its agent says so, or was never sent it. */
export function withdraw(job: Job, number: number, now: Date): Advance {
  if (job.attempt?.number !== number) return refused('staleReport');
  if (!isUnbegun(job.state)) return refused('illegalTransition');
  if (job.cancelRequested !== undefined) return confirmCancel(job, number, now);
  if (job.withdrawRequested?.to !== 'expired') return turn(job, 'waiting', { now });
  const attempt: Attempt = { ...job.attempt, finishedAt: now, recordedAt: now };
  return turn({ ...job, ended: { reason: 'endDatePassed' } }, 'expired', { attempt, now });
}

/**
 * J12: what an agent holds is marked until the agent has confirmed that it has not begun; what executes is spared.
 * A wish to let it expire is not softened by a later one to take it back.
 */
export function requestWithdraw(job: Job, to: WithdrawTarget, now: Date): Advance {
  if (!isUnbegun(job.state)) return { outcome: 'known' };
  const asked = job.withdrawRequested?.to;
  if (asked === to || asked === 'expired') return { outcome: 'known' };
  return { outcome: 'changed', job: { ...job, withdrawRequested: { at: now, to } } };
}

/** J13: what waits expires at once, what an agent holds when the agent confirms; what executes is spared. */
export function expire(job: Job, reason: FailureReason, now: Date): Advance {
  if (job.state !== 'waiting') return requestWithdraw(job, 'expired', now);
  return turn({ ...job, ended: { reason } }, 'expired', { now });
}

/** What "all failed" means: what did not come to its end. What somebody cancelled is meant only when it is chosen. */
export const FAILED_STATES = ['failed', 'expired', 'aborted'] as const satisfies JobState[];
export const hasFailed = (state: JobState): boolean => FAILED_STATES.some((one) => one === state);

/** J15: the states that a retry leaves. */
export const RETRIABLE = ['failed', 'expired', 'aborted', 'cancelled'] as const satisfies JobState[];

/**
 * J15: another chance: a new attempt will follow under a new number, the old one is remembered. What has been
 * installed meanwhile is not installed again.
 */
export function retry(job: Job, facts: { alreadyInstalled: boolean; now: Date }): Advance {
  if (!RETRIABLE.some((state) => state === job.state)) return refused('notRetriable');
  if (hasEnded(job, facts.now)) return refused('containerEnded');
  const { attempt, cancelRequested: _cancel, ended: _ended, endedAt: _endedAt, ...rest } = job;
  const left: EarlierAttempt[] = attempt === undefined ? [] : [{ ...attempt, state: job.state }];
  const earlierAttempts = [...(job.earlierAttempts ?? []), ...left].slice(-LIMITS.earlierAttempts);
  const owed = new Set(job.owed).add('settleContainer');
  owed.delete('abortFollowers');
  return {
    outcome: 'changed',
    job: {
      ...rest,
      state: facts.alreadyInstalled ? 'alreadyInstalled' : 'waiting',
      dueAt: job.dueAt > facts.now ? job.dueAt : facts.now,
      retriedAt: facts.now,
      ...(facts.alreadyInstalled ? { endedAt: facts.now } : {}),
      owed: [...owed],
      ...(earlierAttempts.length === 0 ? {} : { earlierAttempts }),
    },
  };
}

/** J7: what waits is cancelled at once; what an agent holds is only marked, until the agent has answered. */
export function requestCancel(job: Job, by: string, now: Date): Advance {
  if (isTerminal(job.state)) return refused('notCancellable');
  if (job.state === 'waiting')
    return turn({ ...job, cancelRequested: { at: now, by } }, 'cancelled', { now });
  if (job.cancelRequested !== undefined) return { outcome: 'known' };
  return { outcome: 'changed', job: { ...job, cancelRequested: { at: now, by } } };
}

/** J7: the agent has confirmed that the attempt had not begun and never will. */
export function confirmCancel(job: Job, number: number, now: Date): Advance {
  if (job.state === 'cancelled') return { outcome: 'known' };
  if (job.attempt?.number !== number) return refused('staleReport');
  if (!isUnbegun(job.state)) return refused('illegalTransition');
  return turn(job, 'cancelled', { attempt: { ...job.attempt, finishedAt: now, recordedAt: now }, now });
}

/** J8: the agent's verification refused the order: offering the same again would be refused for ever. */
export function refuseOrder(job: Job, refusal: { number: number; detail: string; now: Date }): Advance {
  if (job.attempt?.number !== refusal.number) return refused('staleReport');
  if (job.state !== 'pushed') return refused('illegalTransition');
  const { now, detail } = refusal;
  const ended = { finishedAt: now, recordedAt: now };
  return turn(job, 'failed', { attempt: { ...job.attempt, reason: 'orderRefused', detail, ...ended }, now });
}

/** J10: a job that this one must not run without did not succeed. `because`: that job in words. */
export function abort(job: Job, because: string, now: Date): Advance {
  if (isTerminal(job.state)) return { outcome: 'known' };
  if (job.state !== 'waiting') return refused('illegalTransition');
  return turn({ ...job, ended: { reason: 'previousJobFailed', detail: because } }, 'aborted', { now });
}

/** J6: the computer came back and knows nothing of what was executing there. A result may still overrule this. */
export function loseAgent(job: Job, number: number, now: Date): Advance {
  if (job.attempt?.number !== number) return refused('staleReport');
  if (job.state !== 'executing') return refused('illegalTransition');
  const ended = { finishedAt: now, recordedAt: now };
  return turn(job, 'failed', { attempt: { ...job.attempt, reason: 'agentLost', ...ended }, now });
}

/**
 * J9: a report of the agent about one attempt.
 * Progress that is repeated or overtaken is `known`; a report of an attempt that is not the current one is stale;
 * any other change outside the table is illegal.
 */
export function recordReport(job: Job, event: AttemptEvent, now: Date): Advance {
  const attempt = job.attempt;
  if (attempt === undefined || attempt.number !== event.attempt) return refused('staleReport');
  if (isRepeated(job, attempt, event)) return { outcome: 'known' };
  if (event.event === 'expired') return expireAtAgent(job, event, now);
  const truthWins = job.state === 'failed' && attempt.reason === 'agentLost' && isFinal(event);
  // J6: judged as if the hub had never given the agent up.
  const current: Job = truthWins ? { ...job, state: 'executing' } : job;
  return turn(current, event.event, { attempt: stamped(withoutResult(attempt, truthWins), event, now), now });
}

/**
 * J14: the time in which it might begin is over, says the agent. After the end date the job is expired; when only
 * the time frame has closed, or the end date was moved meanwhile, it waits again.
 */
function expireAtAgent(job: Job, event: AttemptEvent, now: Date): Advance {
  const ended: Job = hasEnded(job, now) ? { ...job, withdrawRequested: { at: now, to: 'expired' } } : job;
  return withdraw(ended, event.attempt, now);
}

const PROGRESS: readonly JobState[] = ['waiting', 'pushed', 'downloading', 'unpacking', 'executing'];

export function isFinal(event: AttemptEvent): boolean {
  switch (event.event) {
    case 'succeeded':
    case 'failed':
    case 'cancelled':
    case 'expired':
      return true;
    case 'downloading':
    case 'unpacking':
    case 'executing':
      return false;
  }
}

function isRepeated(job: Job, attempt: Attempt, event: AttemptEvent): boolean {
  if (!isFinal(event))
    return isTerminal(job.state) || PROGRESS.indexOf(job.state) >= PROGRESS.indexOf(event.event);
  if (job.state !== event.event) return false;
  if (event.event === 'failed') return attempt.reason === event.reason && attempt.exitCode === event.exitCode;
  return event.event !== 'succeeded' || attempt.exitCode === event.exitCode;
}

function withoutResult(attempt: Attempt, discard: boolean): Attempt {
  if (!discard) return attempt;
  const { reason: _reason, exitCode: _exitCode, detail: _detail, ...rest } = attempt;
  return rest;
}

/** T1: the agent's moments are the hub's acceptance plus a span of the agent's monotonic clock. */
export function momentOf(attempt: Attempt, sinceAccepted: number, now: Date): Date {
  const base = attempt.acceptedAt ?? attempt.offeredAt ?? now;
  return new Date(Math.min(base.getTime() + Math.round(sinceAccepted), now.getTime()));
}

function stamped(attempt: Attempt, event: Exclude<AttemptEvent, { event: 'expired' }>, now: Date): Attempt {
  const moment = momentOf(attempt, event.sinceAccepted, now);
  switch (event.event) {
    case 'downloading':
    case 'unpacking':
      return attempt;
    case 'executing':
      return { ...attempt, startedAt: moment };
    case 'succeeded':
      return { ...attempt, finishedAt: moment, recordedAt: now, exitCode: event.exitCode };
    case 'cancelled':
      return { ...attempt, finishedAt: moment, recordedAt: now, ...exitCodeOf(event) };
    case 'failed':
      return {
        ...attempt,
        finishedAt: moment,
        recordedAt: now,
        reason: event.reason,
        ...exitCodeOf(event),
        ...(event.detail === undefined ? {} : { detail: event.detail }),
      };
  }
}

const exitCodeOf = (event: { exitCode?: number | undefined }) =>
  event.exitCode === undefined ? {} : { exitCode: event.exitCode };
