import { z } from 'zod';
import { FilterText } from '../fleet-filter.ts';
import { Identifier } from '../identifiers.ts';
import { LIMITS } from '../limits.ts';

const reason = z.string().trim().max(LIMITS.messageLength).default('');
/** What a logged-in user is given; with nobody logged in it happens at once. */
const delaySeconds = z
  .number()
  .int()
  .min(0)
  .max(24 * 3600)
  .default(20 * 60);

/** What is done to each of the computers. */
export const BulkWork = z.discriminatedUnion('action', [
  z.object({ action: z.literal('wake') }),
  z.object({ action: z.literal('joinGroup'), groupId: Identifier }),
  z.object({ action: z.literal('leaveGroup'), groupId: Identifier }),
  z.object({
    action: z.literal('message'),
    text: z.string().trim().min(1, 'must not be empty').max(LIMITS.messageLength),
  }),
  z.object({ action: z.literal('restart'), delaySeconds, reason }),
  z.object({ action: z.literal('shutdown'), delaySeconds, reason }),
  z.object({ action: z.literal('delete') }),
]);
export type BulkWork = z.infer<typeof BulkWork>;

/** Computers by their ids, or all that fit a filter in the moment in which it is done: one of the two. */
export const ComputerTargets = z.object({
  computerIds: z.array(Identifier).max(LIMITS.targetsPerRequest).optional(),
  matching: FilterText.optional(),
});
export type ComputerTargets = z.infer<typeof ComputerTargets>;

export const PreviewBulk = ComputerTargets.extend({ work: BulkWork });
export type PreviewBulk = z.infer<typeof PreviewBulk>;

export const StartBulk = ComputerTargets.extend({
  work: BulkWork,
  /**
   * How many computers whoever asks for it agrees to. When it is another number by then, nothing is done. Deleting,
   * and restarting or shutting down more than ten, is not done without.
   */
  count: z.number().int().min(1).optional(),
});
export type StartBulk = z.infer<typeof StartBulk>;

export const StopBulk = z.object({ bulkId: Identifier });
