import { z } from 'zod';
import { Identifier } from '../identifiers.ts';
import { FailureReason, JobAction, JobState } from '../job.ts';

/** Names a group of failures within its container, as long as somebody fails like that. */
export const FailureId = z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits');
export type FailureId = z.infer<typeof FailureId>;

/** One of those who failed. */
export const FailedJobView = z.object({
  jobId: Identifier,
  computerId: Identifier,
  computerName: z.string(),
  /** The line of its own output that says why. */
  words: z.string().optional(),
});
export type FailedJobView = z.infer<typeof FailedJobView>;

/** Jobs that failed in the same way. */
export const FailureGroupView = z.object({
  id: FailureId,
  action: JobAction,
  packageId: Identifier,
  packageName: z.string(),
  packageVersion: z.string(),
  state: JobState,
  exitCode: z.number().int().optional(),
  reason: FailureReason.optional(),
  /** What their last lines have in common: `#` stands for a value, `…` for a place. */
  line: z.string().optional(),
  jobs: z.number().int(),
  /** The first of them. */
  first: z.array(FailedJobView),
});
export type FailureGroupView = z.infer<typeof FailureGroupView>;

/** What failed in a container, the most frequent first. */
export const FailuresView = z.object({
  containerId: Identifier,
  /** In all groups, also in those that are not told. */
  jobs: z.number().int(),
  groups: z.array(FailureGroupView),
  /** Groups that are not told any more, and the jobs in them. */
  others: z.object({ groups: z.number().int(), jobs: z.number().int() }),
});
export type FailuresView = z.infer<typeof FailuresView>;
