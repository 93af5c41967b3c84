import { z } from 'zod';
import { Finding } from './finding.ts';
import { Settings } from './settings.ts';

/**
 * Between the hub and the threads of its workers. A thread runs one rule once: it is told its task when it starts,
 * says what came of it, and ends. To the word `cancel` it answers `cancelled`, and is ended.
 */

/** What one run may find. There is more: the next run comes at once. */
export const FINDINGS_PER_RUN = 1_000;

export const WorkerTask = z.object({
  /** Names the file of the rule, in the folder of the rules. */
  rule: z.string().regex(/^[a-z-]+$/),
  /** Of the folder of the rules, as a `file:` URL that ends with a slash. */
  rules: z.url(),
  databaseUri: z.string(),
  settings: Settings,
  now: z.date(),
  timeZone: z.string(),
  hubStartedAt: z.date(),
});
export type WorkerTask = z.infer<typeof WorkerTask>;

/** What came of a run. Said once. */
export const WorkerReport = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('done'),
    findings: z.array(Finding).max(FINDINGS_PER_RUN),
    /** Whether it has found more than it may say. */
    more: z.boolean(),
    /** Processor time of the thread, loading included. */
    milliseconds: z.number().nonnegative(),
  }),
  z.object({
    outcome: z.literal('failed'),
    reason: z.string().max(2_000),
    /** Where, for the log. */
    stack: z.string().max(10_000).optional(),
  }),
]);
export type WorkerReport = z.infer<typeof WorkerReport>;
