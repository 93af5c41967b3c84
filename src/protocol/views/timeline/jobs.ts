import { z } from 'zod';
import { Identifier, Instant } from '../../identifiers.ts';
import { FailureReason, JobAction, JobState } from '../../job.ts';

const text = z.string();
const milliseconds = z.number().int().nonnegative();

/** One attempt of a job: while it goes on it stands at its begin, afterwards at its end. */
export const JobFact = z.object({
  what: z.literal('job'),
  jobId: Identifier,
  /** Absent: purged, and its output with it. */
  containerId: Identifier.optional(),
  containerName: text,
  action: JobAction,
  packageName: text,
  packageVersion: text,
  state: JobState,
  /** Absent: it ended without one. */
  attempt: z.number().int().optional(),
  exitCode: z.number().int().optional(),
  reason: FailureReason.optional(),
  detail: text.optional(),
  /** Since when its procedure ran, and how long. */
  startedAt: Instant.optional(),
  durationMilliseconds: milliseconds.optional(),
  by: text,
  cancelledBy: text.optional(),
});
export const Retried = z.object({
  what: z.literal('retried'),
  jobId: Identifier,
  containerId: Identifier,
  action: JobAction,
  packageName: text,
  packageVersion: text,
  by: text,
});
