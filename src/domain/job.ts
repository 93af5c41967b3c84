import type { FailureReason, JobAction, JobState } from '#protocol/job.ts';
import type { PostAction, UpgradeBehaviour } from '#protocol/package.ts';
import type { JobReason } from '#protocol/plan.ts';
import type { OutputExtent } from '#protocol/views/container.ts';

/** One try of a job: its times, its result, the extent of its output. */
export interface Attempt {
  number: number;
  offeredAt?: Date;
  acceptedAt?: Date;
  startedAt?: Date;
  firstOutputAt?: Date;
  finishedAt?: Date;
  recordedAt?: Date;
  exitCode?: number;
  reason?: FailureReason;
  detail?: string;
  output: OutputExtent;
}

/** What a job that an agent holds becomes when the agent confirms that it has not begun. */
export type WithdrawTarget = Extract<JobState, 'waiting' | 'expired'>;

/** An attempt that a retry has left behind, with the state it ended in. */
export type EarlierAttempt = Attempt & { state: JobState };

/**
 * What a transition owes beside the job itself. Saved in the same write as the transition, carried out after it,
 * then taken away; carried out again at the next start when the hub died in between. Each is idempotent.
 */
export type Effect =
  | 'recordInstallation'
  | 'removeInstallation'
  /** Success of a version that replaces the others of its family: their records go. */
  | 'removeOtherVersions'
  /** Jobs that follow this one and must not run without its success are aborted. */
  | 'abortFollowers'
  /** Its post action: the computer is to be restarted or shut down. */
  | 'requestPower'
  | 'settleContainer';

export interface Job {
  id: string;
  containerId: string;
  containerName: string;
  computerId: string;
  computerName: string;
  packageId: string;
  familyId: string;
  packageName: string;
  packageVersion: string;
  action: JobAction;
  /** Position in its container, from 1; all jobs of one computer run in this order. */
  sequence: number;
  state: JobState;
  /** Copied from the container: the order of a computer's jobs. */
  priority: number;
  containerCreatedAt: Date;
  /** When it may run at the earliest: the container's start date, or its creation when that is later. */
  dueAt: Date;
  /** Copied from the container: nothing begins from then on. */
  endAt?: Date;
  /** Its failure aborts the rest of its computer's jobs in the container. */
  abortsRest?: true;
  /** Copied from the package when the job was made (P5): editing a package changes no job. */
  procedure: string;
  successCodes: number[];
  timeLimitSeconds: number;
  upgradeBehaviour: UpgradeBehaviour;
  postAction: PostAction;
  /** Why the planner made it. */
  reasons: JobReason[];
  /** Sequences of jobs of the same container and computer that have to succeed before it. */
  dependsOn: number[];
  /** Whether a later job of the same container and computer may have to be aborted when this one does not succeed. */
  hasFollowers: boolean;
  content?: { sha256: string; bytes: number };
  /** Absent before the first offer. */
  attempt?: Attempt;
  /** Oldest first, bounded. */
  earlierAttempts?: EarlierAttempt[];
  /** When it was last given another chance. */
  retriedAt?: Date;
  /** The number the last offer had, also when that offer was withdrawn. 0: never offered. */
  lastAttemptNumber: number;
  /** Why it ended without an attempt that could say so. */
  ended?: { reason: FailureReason; detail?: string };
  /** When the hub recorded its end, however it ended; absent while it is pending. */
  endedAt?: Date;
  cancelRequested?: { at: Date; by: string };
  /** The agent was asked to give the attempt back, and what then becomes of the job. */
  withdrawRequested?: { at: Date; to: WithdrawTarget };
  owed: Effect[];
  createdBy: string;
  createdAt: Date;
  /** Grows with every write: what compare-and-set compares. */
  revision: number;
}
