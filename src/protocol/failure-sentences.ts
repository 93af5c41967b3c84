import type { FailureReason } from './job.ts';
import type { PreStageFailureReason } from './pre-stage.ts';

// Apart from the schemas: consoles say these sentences, and would fetch the schema library with them.

/** Each reason for which a job fails, in words for people. */
export const FAILURE_SENTENCES: Record<FailureReason, string> = {
  downloadFailed: 'The content could not be downloaded.',
  hashMismatch: 'The downloaded content is not what the hub signed for: its SHA-256 differs.',
  contentMissing: 'The content of this package is not on the hub.',
  archiveInvalid: 'The archive could not be read.',
  archiveUnsafe: 'The archive holds entries that would leave its folder, links, or too much data.',
  diskFull: 'The disk of the computer is full.',
  spawnFailed: 'The procedure could not be started.',
  timeout: 'The procedure ran longer than its time limit and was stopped.',
  killedBySignal: 'The procedure was ended by a signal.',
  exitCodeNotAccepted: 'The procedure ended with an exit code that does not count as success.',
  agentInterrupted: 'The agent was interrupted while the procedure ran. It was not run again.',
  agentLost: 'The computer no longer knows of this job.',
  orderRefused: 'The agent refused the order of the hub.',
  previousJobFailed: 'A job before this one did not succeed.',
  endDatePassed: 'The end date came before it could begin.',
  missedStart: 'The computer did not come online in time after the start.',
};

/** Each reason for which content is not there in advance, in words for people. */
export const PRE_STAGE_SENTENCES: Record<PreStageFailureReason, string> = {
  downloadFailed: FAILURE_SENTENCES.downloadFailed,
  hashMismatch: FAILURE_SENTENCES.hashMismatch,
  contentMissing: FAILURE_SENTENCES.contentMissing,
  diskFull: FAILURE_SENTENCES.diskFull,
  orderRefused: FAILURE_SENTENCES.orderRefused,
  cacheFull: 'The agent keeps as much content for later as it may.',
};
