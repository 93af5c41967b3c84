import { z } from 'zod';
import { Identifier, Instant } from '../identifiers.ts';
import { FailureReason, JobAction, JobState, OutputStream, WaitingReason } from '../job.ts';

export const ContainerState = z.enum(['paused', 'scheduled', 'running', 'failed', 'cancelled', 'succeeded']);
export type ContainerState = z.infer<typeof ContainerState>;

/** How many jobs are in each state; states with none are left out. */
export const JobCounts = z.partialRecord(JobState, z.number().int().nonnegative());
export type JobCounts = z.infer<typeof JobCounts>;

export const ContainerView = z.object({
  id: Identifier,
  name: z.string(),
  notes: z.string(),
  state: ContainerState,
  startAt: Instant,
  priority: z.number().int(),
  jobs: z.number().int(),
  counts: JobCounts,
  createdAt: Instant,
  createdBy: z.string(),
  revision: z.number().int(),
});
export type ContainerView = z.infer<typeof ContainerView>;

/** The seven moments kept of every attempt. Those of the agent are hub time plus spans of its monotonic clock. */
export const JobTimes = z.object({
  dueAt: Instant,
  offeredAt: Instant.optional(),
  acceptedAt: Instant.optional(),
  startedAt: Instant.optional(),
  firstOutputAt: Instant.optional(),
  finishedAt: Instant.optional(),
  recordedAt: Instant.optional(),
});
export type JobTimes = z.infer<typeof JobTimes>;

/** What is kept of an attempt's output. `omitted`: the middle that the hub dropped, by its sequences. */
export const OutputExtent = z.object({
  lastSequence: z.number().int(),
  bytes: z.number().int(),
  omitted: z.object({ from: z.number().int(), to: z.number().int() }).optional(),
});
export type OutputExtent = z.infer<typeof OutputExtent>;

export const JobView = z.object({
  id: Identifier,
  containerId: Identifier,
  containerName: z.string(),
  computerId: Identifier,
  computerName: z.string(),
  packageId: Identifier,
  packageName: z.string(),
  packageVersion: z.string(),
  action: JobAction,
  sequence: z.number().int(),
  state: JobState,
  /** The current attempt's number; 0 before the first. */
  attempt: z.number().int(),
  exitCode: z.number().int().optional(),
  reason: FailureReason.optional(),
  detail: z.string().optional(),
  cancelRequestedAt: Instant.optional(),
  waiting: z
    .object({ reason: WaitingReason, until: Instant.optional(), since: Instant.optional() })
    .optional(),
  times: JobTimes,
  output: OutputExtent,
  revision: z.number().int(),
});
export type JobView = z.infer<typeof JobView>;

/** A stored chunk of output as consoles and the API see it. */
export const OutputChunkView = z.object({
  sequence: z.number().int(),
  stream: OutputStream,
  text: z.string(),
  at: Instant,
});
export type OutputChunkView = z.infer<typeof OutputChunkView>;

/** A page of output. `next`: ask again with `after: next`; absent at the end of what is stored now. */
export const OutputPage = z.object({
  jobId: Identifier,
  attempt: z.number().int(),
  chunks: z.array(OutputChunkView),
  extent: OutputExtent,
  next: z.number().int().optional(),
});
export type OutputPage = z.infer<typeof OutputPage>;
