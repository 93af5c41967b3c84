import { z } from 'zod';

export const JobAction = z.enum(['install', 'uninstall']);
export type JobAction = z.infer<typeof JobAction>;

/** Every state of a job, in the order of its life. */
export const JobState = z.enum([
  'waiting',
  'pushed',
  'downloading',
  'unpacking',
  'executing',
  'succeeded',
  'failed',
  'expired',
  'cancelled',
  'aborted',
  'incompatible',
  'alreadyInstalled',
]);
export type JobState = z.infer<typeof JobState>;

/** The hub has handed the job to an agent and the agent has not ended it. */
export const ACTIVE_STATES = [
  'pushed',
  'downloading',
  'unpacking',
  'executing',
] as const satisfies JobState[];
/** Something will still happen to the job. */
export const PENDING_STATES = ['waiting', ...ACTIVE_STATES] as const satisfies JobState[];

/** Why an attempt ended without an exit code that speaks for itself. Never a number. */
export const FailureReason = z.enum([
  'downloadFailed',
  'hashMismatch',
  'contentMissing',
  'archiveInvalid',
  'archiveUnsafe',
  'diskFull',
  'spawnFailed',
  'timeout',
  'killedBySignal',
  'exitCodeNotAccepted',
  'agentInterrupted',
  'agentLost',
  'orderRefused',
  'previousJobFailed',
  'endDatePassed',
  'missedStart',
]);
export type FailureReason = z.infer<typeof FailureReason>;

/** Why a waiting job waits. The same rule that decides says it. */
export const WaitingReason = z.enum([
  'endDate',
  'startDate',
  'paused',
  'outsideTimeFrame',
  'computerOffline',
  'presenceUnknown',
  'restartPending',
  'addressNotInRange',
  'behindJob',
  'downloadSlot',
  'ready',
]);
export type WaitingReason = z.infer<typeof WaitingReason>;

/** What a failed job means for the rest of its computer's jobs in the container. */
export const SequenceMode = z.enum(['continue', 'abortComputer']);
export type SequenceMode = z.infer<typeof SequenceMode>;

/** What becomes of a computer that is not online at the start: runs on connecting, only within a grace time, or never. */
export const LateArrival = z.enum(['run', 'grace', 'skip']);
export type LateArrival = z.infer<typeof LateArrival>;

export const OutputStream = z.enum(['stdout', 'stderr']);
export type OutputStream = z.infer<typeof OutputStream>;
