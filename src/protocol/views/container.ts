import { z } from 'zod';
import { Identifier, Instant } from '../identifiers.ts';
import { PostAction } from '../package.ts';
import { JobReason } from '../plan.ts';
import { PreStagedCounts, PreStageFailureReason } from '../pre-stage.ts';
import {
  FailureReason,
  JobAction,
  JobState,
  LateArrival,
  OutputStream,
  SequenceMode,
  WaitingReason,
} from '../job.ts';

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
  endAt: Instant.optional(),
  priority: z.number().int(),
  sequenceMode: SequenceMode,
  lateArrival: LateArrival,
  graceMinutes: z.number().int(),
  addressRanges: z.string(),
  timeFrames: z.string(),
  /** The zone in which the time frames are meant. */
  timeZone: z.string(),
  restartTimeoutMinutes: z.number().int(),
  /** Whether offline computers are woken at the start, and those that were are shut down afterwards. */
  wakeOnLan: z.boolean(),
  shutdownAfterCompletion: z.boolean(),
  /** Whether content is brought to the computers before the start or the opening, and how far that has come. */
  preStage: z.boolean(),
  preStaged: PreStagedCounts.optional(),
  paused: z.boolean(),
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

/** An attempt that a retry has left behind. */
export const EarlierAttemptView = z.object({
  attempt: z.number().int(),
  state: JobState,
  exitCode: z.number().int().optional(),
  reason: FailureReason.optional(),
  detail: z.string().optional(),
  times: JobTimes.omit({ dueAt: true }),
  output: OutputExtent,
});
export type EarlierAttemptView = z.infer<typeof EarlierAttemptView>;

/** A waiting job's content at its computer: there already, on its way in advance, or not to be brought so far. */
export const ContentNoteView = z.discriminatedUnion('state', [
  z.object({ state: z.literal('present') }),
  z.object({ state: z.literal('coming') }),
  z.object({
    state: z.literal('failed'),
    reason: PreStageFailureReason,
    detail: z.string(),
    at: Instant,
    retryAt: Instant,
  }),
]);
export type ContentNoteView = z.infer<typeof ContentNoteView>;

/** Why a job waits. `until`: when that is looked at next. */
export const WaitingView = z.object({
  reason: WaitingReason,
  until: Instant.optional(),
  since: Instant.optional(),
  /** The job that comes first. */
  behind: z
    .object({
      jobId: Identifier,
      containerId: Identifier,
      containerName: z.string(),
      packageName: z.string(),
      packageVersion: z.string(),
      priority: z.number().int(),
    })
    .optional(),
  /** The limit of simultaneous downloads that is reached. Without `subnet`: that of the whole hub. */
  downloads: z
    .object({ going: z.number().int(), limit: z.number().int(), subnet: z.string().optional() })
    .optional(),
  /** Absent: nothing is known, or it needs none. */
  content: ContentNoteView.optional(),
});
export type WaitingView = z.infer<typeof WaitingView>;

/** How long it usually takes: the median and the 90th percentile of so many executions that succeeded. */
export const UsualDuration = z.object({
  medianMilliseconds: z.number(),
  p90Milliseconds: z.number(),
  executions: z.number().int(),
});
export type UsualDuration = z.infer<typeof UsualDuration>;

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
  /** Why it is part of its container. */
  reasons: z.array(JobReason),
  /** Sequences of jobs without whose success it is aborted. */
  dependsOn: z.array(z.number().int()),
  postAction: PostAction,
  /** The current attempt's number; 0 before the first. */
  attempt: z.number().int(),
  exitCode: z.number().int().optional(),
  reason: FailureReason.optional(),
  detail: z.string().optional(),
  cancelRequestedAt: Instant.optional(),
  /** The agent was asked to give it back: because the end date came, or for another reason. */
  expiryRequestedAt: Instant.optional(),
  withdrawRequestedAt: Instant.optional(),
  waiting: WaitingView.optional(),
  /** While it runs: how long that usually takes. Absent: not known yet. */
  usualDuration: UsualDuration.optional(),
  priority: z.number().int(),
  endAt: Instant.optional(),
  /** Oldest first. */
  earlierAttempts: z.array(EarlierAttemptView),
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
