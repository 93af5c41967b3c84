import { z } from 'zod';
import { Identifier, Instant } from '../identifiers.ts';
import { FailureReason, JobAction, JobState } from '../job.ts';
import { JobCounts } from './container.ts';

/** What is left of a job after its container was purged: one line on its computer's page. */
export const JobSummaryView = z.object({
  jobId: Identifier,
  containerName: z.string(),
  action: JobAction,
  packageName: z.string(),
  packageVersion: z.string(),
  /** The one it ended in. */
  state: JobState,
  exitCode: z.number().int().optional(),
  reason: FailureReason.optional(),
  endedAt: Instant,
  by: z.string(),
});
export type JobSummaryView = z.infer<typeof JobSummaryView>;

/** The jobs that ended within one hour. Milliseconds. */
export const HourView = z.object({
  hour: Instant,
  /** By the state they ended in. */
  counts: JobCounts,
  /** From the moment a job could run (due, and its computer there) to the begin of its execution. */
  startLatency: z.object({ p50: z.number(), p95: z.number() }).optional(),
  duration: z.object({ p50: z.number(), p95: z.number() }).optional(),
});
export type HourView = z.infer<typeof HourView>;
