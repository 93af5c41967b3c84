import type { ErrorCode } from '#protocol/errors.ts';
import type { FailureReason } from '#protocol/job.ts';

/** How far an attempt has come on this computer, in this order. */
export const PHASES = ['accepted', 'downloading', 'unpacking', 'executing', 'finished'] as const;
export type Phase = (typeof PHASES)[number];

/** @returns whether an attempt goes forward: a resumed one repeats its work, but never its reports. */
export const isFurther = (next: Phase, than: Phase) => PHASES.indexOf(next) > PHASES.indexOf(than);

/** How a procedure came to its end. */
export interface Ending {
  exitCode?: number;
  signal?: string;
  /** The system's words, when it could not even be started. */
  spawnFault?: string;
  /** Why the agent stopped it, when it did. */
  stopped?: StopCause;
}
export type StopCause = 'cancelled' | 'timeout' | 'agentStops';

/** What an attempt came to: the part of its last report that is not times and keys. */
export type Result =
  | { event: 'succeeded'; exitCode: number }
  | { event: 'failed'; reason: FailureReason; exitCode?: number; detail?: string }
  | { event: 'cancelled'; exitCode?: number }
  | { event: 'expired' };

/** What the end of a procedure means. What the agent did itself says more than the exit code it caused. */
export function resultOf(ending: Ending, successCodes: readonly number[]): Result {
  const exitCode = ending.exitCode === undefined ? {} : { exitCode: ending.exitCode };
  if (ending.spawnFault !== undefined) {
    return { event: 'failed', reason: 'spawnFailed', detail: ending.spawnFault };
  }
  switch (ending.stopped) {
    case 'cancelled':
      return { event: 'cancelled', ...exitCode };
    case 'timeout':
      return { event: 'failed', reason: 'timeout', ...exitCode };
    case 'agentStops':
      return { event: 'failed', reason: 'agentInterrupted', detail: 'The agent was stopped by hand.' };
    case undefined:
      break;
  }
  if (ending.exitCode === undefined) {
    return { event: 'failed', reason: 'killedBySignal', detail: ending.signal ?? 'unknown signal' };
  }
  if (successCodes.length === 0 || successCodes.includes(ending.exitCode)) {
    return { event: 'succeeded', exitCode: ending.exitCode };
  }
  return { event: 'failed', reason: 'exitCodeNotAccepted', exitCode: ending.exitCode };
}

/** What to do with something on disk that the hub did not take. */
export type Delivery = 'keep' | 'reconnect' | 'drop';

/**
 * Kept and sent again as long as the fault may pass; dropped only when the hub has looked at it and said no.
 * `internal` is kept: a fault of the hub must not cost a result.
 */
export function deliveryAfter(code: ErrorCode): Delivery {
  switch (code) {
    case 'unavailable':
    case 'stopping':
    case 'timedOut':
    case 'internal':
    case 'tooManyAttempts':
    case 'changedMeanwhile':
      return 'keep';
    case 'outOfOrder':
    case 'unknownComputer':
    case 'badSignature':
    case 'notSignedIn':
      return 'reconnect';
    default:
      return 'drop';
  }
}

/** How a connection ended. */
export type SessionEnd =
  | { kind: 'lost'; wasReady: boolean }
  | { kind: 'goodbye'; reason: 'hubStops' | 'superseded' | 'removed' }
  | { kind: 'refused'; code: ErrorCode }
  | { kind: 'wrongHub' };

/** When to connect again, in milliseconds; `undefined`: never. */
export function reconnectAfter(
  end: SessionEnd,
  facts: { enrolled: boolean; failures: number; random: number },
): number | undefined {
  const soon = backOff(facts.failures, facts.random);
  const slow = jittered(60_000, facts.random);
  switch (end.kind) {
    case 'lost':
      return soon;
    case 'goodbye':
      if (end.reason === 'removed') return undefined;
      return end.reason === 'superseded' ? slow : soon;
    case 'wrongHub':
      return facts.enrolled ? slow : undefined;
    case 'refused':
      if (deliveryAfter(end.code) === 'keep') return soon;
      return facts.enrolled ? slow : undefined;
  }
}

/** @returns how long to wait after so many failures in a row: 0.2 s at first, 10 s at most: a hub that restarts is back within that. */
export const backOff = (failures: number, random: number) =>
  jittered(Math.min(10_000, 200 * 2 ** Math.min(failures, 10)), random);

/** Between half and all of it, so that a fleet does not come back in one instant. */
const jittered = (milliseconds: number, random: number) => milliseconds * (0.5 + random / 2);
