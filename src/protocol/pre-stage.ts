import { z } from 'zod';
import { FailureReason } from './job.ts';

const ofJobs = FailureReason.extract([
  'downloadFailed',
  'hashMismatch',
  'contentMissing',
  'diskFull',
  'orderRefused',
]);

/** Why content could not be brought to a computer in advance. No job fails for it. */
export const PreStageFailureReason = z.enum([...ofJobs.options, 'cacheFull']);
export type PreStageFailureReason = z.infer<typeof PreStageFailureReason>;

/**
 * How far a container's content has come in advance: computers with waiting jobs of it that need content, those of
 * them that have all of it, and those of the others to which some of it could not be brought.
 */
export const PreStagedCounts = z.object({
  computers: z.number().int().nonnegative(),
  present: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
});
export type PreStagedCounts = z.infer<typeof PreStagedCounts>;
