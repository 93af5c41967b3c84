import type { ErrorCode } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { PowerAction } from '#protocol/orders.ts';
import type { PowerReason } from '#protocol/views/power.ts';
import type { PowerEnd } from '#protocol/views/timeline/power.ts';
import type { PendingPower } from '../entities.ts';

/** What becomes of the shutdown after completion that a wake has asked for. */
export interface WakeOutcome {
  /** Of the wake for this container. Absent: of every wake of the computer. */
  containerId?: string;
  shutdown: 'ordered' | 'calledOff';
  detail?: string;
}

/** A decision about what is due on a computer. `power` absent: nothing is due any more; `end`: how what was due ended. */
export type PowerDecision =
  | { outcome: 'changed'; power?: PendingPower; wake?: WakeOutcome; end?: PowerEnd }
  | { outcome: 'known' }
  | { outcome: 'refused'; code: ErrorCode };

/** Somebody or something that wants a computer restarted or shut down. */
export interface PowerWish {
  action: PowerAction;
  reason: PowerReason;
  /** Minutes a logged-in user is given; below 0: never by itself. */
  timeoutMinutes: number;
}

/** The moment, the computer as it is then, and an id, should this be the first reason. */
export interface PowerMoment {
  id: string;
  now: Date;
  bootId?: string;
  processId?: string;
}

const RANK: Record<PowerAction, number> = { restartAgent: 0, restart: 1, shutdown: 2 };

/** B2: one for each computer, however many reasons there are; a reason that is known already changes nothing. */
export function requestPower(
  current: PendingPower | undefined,
  wish: PowerWish,
  moment: PowerMoment,
): PowerDecision {
  if (current === undefined) return { outcome: 'changed', power: begin(wish, moment) };
  if (current.reasons.some((reason) => isSame(reason, wish.reason))) return { outcome: 'known' };
  // B9: it waits until what is due is done. What is never done by itself is no reason to wait.
  if (wish.reason.kind === 'completion') {
    if (current.state !== 'required') return { outcome: 'known' };
    return { outcome: 'changed', power: { ...begin(wish, moment), replaces: current } };
  }
  if (isForCompletion(current)) return requestPower(current.replaces, wish, moment);
  return { outcome: 'changed', power: merge(current, wish) };
}

function begin({ action, reason, timeoutMinutes }: PowerWish, moment: PowerMoment): PendingPower {
  const { id, now, bootId, processId } = moment;
  // B9: after completion nobody waits for a computer that is left on.
  const asks = timeoutMinutes < 0 && reason.kind !== 'completion';
  return {
    id,
    action,
    state: asks ? 'required' : 'waiting',
    reasons: [reason],
    requestedAt: now,
    timeoutMinutes,
    users: [],
    ...(bootId === undefined ? {} : { bootId }),
    ...(processId === undefined ? {} : { processId }),
  };
}

/** B2, B3: the stronger action; the longest of the times that allow it at all, and then for all reasons. */
function merge(current: PendingPower, wish: PowerWish): PendingPower {
  const action = RANK[wish.action] > RANK[current.action] ? wish.action : current.action;
  const reasons = [...current.reasons, wish.reason].slice(0, LIMITS.powerReasons);
  const timeoutMinutes = Math.max(current.timeoutMinutes, wish.timeoutMinutes);
  const merged = { ...current, action, reasons, timeoutMinutes };
  if (wish.timeoutMinutes < 0) return merged;
  if (current.state === 'required') {
    const { problem: _problem, ...rest } = merged;
    return { ...rest, state: 'waiting' };
  }
  // Whoever was promised less time is told anew.
  if (timeoutMinutes === current.timeoutMinutes || current.fixed === true) return merged;
  const { until: _until, ...rest } = merged;
  return { ...rest, state: 'waiting' };
}

function isSame(one: PowerReason, other: PowerReason): boolean {
  switch (one.kind) {
    case 'job':
      return other.kind === 'job' && other.jobId === one.jobId;
    case 'completion':
      return other.kind === 'completion' && other.containerId === one.containerId;
    case 'hand':
      return false;
  }
}

/** B9: such a shutdown gives way to every job. */
export function isForCompletion(power: PendingPower): boolean {
  return power.reasons.every(({ kind }) => kind === 'completion');
}

/** B9: for this container. */
export function isForCompletionOf(power: PendingPower, containerId: string): boolean {
  return power.reasons.some((reason) => reason.kind === 'completion' && reason.containerId === containerId);
}

/** B7: only people want it: nothing that anybody deployed depends on it. */
export function isByHand(power: PendingPower): boolean {
  return power.reasons.every(({ kind }) => kind === 'hand');
}

/** What its wake is told of the end of a shutdown after completion; nothing of any other. */
export function wakeOutcome(
  power: PendingPower,
  shutdown: WakeOutcome['shutdown'],
  detail?: string,
): { wake?: WakeOutcome } {
  const reason = power.reasons.find(({ kind }) => kind === 'completion');
  if (reason?.kind !== 'completion') return {};
  // One shutdown serves all who have asked for it.
  const of = shutdown === 'ordered' ? {} : { containerId: reason.containerId };
  return { wake: { ...of, shutdown, ...(detail === undefined ? {} : { detail }) } };
}

/** It has happened: nothing is due any more. */
export const done = (power: PendingPower): PowerDecision => ({
  outcome: 'changed',
  end: 'done',
  ...wakeOutcome(power, 'ordered'),
});

/** It does not happen. What it stood in place of is required as before. */
export function calledOff(power: PendingPower, detail: string): PowerDecision {
  return {
    outcome: 'changed',
    end: 'calledOff',
    ...wakeOutcome(power, 'calledOff', detail),
    ...(power.replaces === undefined ? {} : { power: power.replaces }),
  };
}

/** B9: there is a job again. The wake goes on asking for its shutdown. */
export const giveWay = (power: PendingPower): PowerDecision => ({
  outcome: 'changed',
  end: 'gaveWay',
  ...(power.replaces === undefined ? {} : { power: power.replaces }),
});
