import type { FailureReason, JobAction, JobState } from '#protocol/job.ts';
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

/**
 * What a transition owes beside the job itself. Saved in the same write as the transition, carried out after it,
 * then taken away; carried out again at the next start when the hub died in between. Each is idempotent.
 */
export type Effect = 'recordInstallation' | 'removeInstallation' | 'settleContainer';

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
  /** Copied from the package when the job was made (P5): editing a package changes no job. */
  procedure: string;
  successCodes: number[];
  timeLimitSeconds: number;
  content?: { sha256: string; bytes: number };
  /** Absent before the first offer. */
  attempt?: Attempt;
  /** The number the last offer had, also when that offer was withdrawn. 0: never offered. */
  lastAttemptNumber: number;
  cancelRequested?: { at: Date; by: string };
  owed: Effect[];
  createdBy: string;
  createdAt: Date;
  /** Grows with every write: what compare-and-set compares. */
  revision: number;
}
