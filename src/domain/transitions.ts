import type { JobState } from '#protocol/job.ts';

/**
 * J1: the table of allowed transitions. Whatever is not here is refused. Two exceptions leave a terminal state,
 * and each has a function of its own that says so: a retry, and the truth after `agentLost` (J6).
 */
export const TRANSITIONS: Record<JobState, readonly JobState[]> = {
  waiting: ['pushed', 'expired', 'cancelled', 'aborted'],
  pushed: ['downloading', 'unpacking', 'executing', 'failed', 'waiting', 'expired', 'cancelled', 'aborted'],
  downloading: ['unpacking', 'executing', 'failed', 'waiting', 'expired', 'cancelled', 'aborted'],
  unpacking: ['executing', 'failed', 'waiting', 'expired', 'cancelled', 'aborted'],
  executing: ['succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  expired: [],
  cancelled: [],
  aborted: [],
  incompatible: [],
  alreadyInstalled: [],
};

export function mayTurn(from: JobState, to: JobState): boolean {
  return TRANSITIONS[from].includes(to);
}

/** J2: a terminal state is one that nothing leaves. */
export function isTerminal(state: JobState): boolean {
  return TRANSITIONS[state].length === 0;
}

/** Handed to an agent, but its procedure has not begun. */
export function isUnbegun(state: JobState): boolean {
  return state === 'pushed' || state === 'downloading' || state === 'unpacking';
}

export function isActive(state: JobState): boolean {
  return isUnbegun(state) || state === 'executing';
}
