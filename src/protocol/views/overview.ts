import { z } from 'zod';
import { Instant } from '../identifiers.ts';
import { ContainerView, JobCounts } from './container.ts';

/** The last hour by the minute, oldest first; minutes in which nothing happened are left out. Milliseconds. */
export const PulseView = z.object({
  minutes: z.array(z.object({ minute: Instant, begun: z.number().int(), ended: JobCounts })),
  /** From the offer to the begin of the execution. */
  startLatency: z.object({ p50: z.number(), p95: z.number() }).optional(),
});
export type PulseView = z.infer<typeof PulseView>;

/** Some job containers, and what is counted of all of their kind. */
const Some = z.object({
  total: z.number().int(),
  /** Their jobs that something is being done for, and those that have failed. */
  activeJobs: z.number().int(),
  failedJobs: z.number().int(),
  rows: z.array(ContainerView),
});

/** What goes on, what comes, and what went wrong, over all computers. */
export const OverviewView = z.object({
  /** `unknown`: not back yet since the hub's start. */
  computers: z.object({
    total: z.number().int(),
    online: z.number().int(),
    unknown: z.number().int(),
    /** On which a restart or shutdown is due. */
    restarts: z.number().int(),
  }),
  /** Something of them runs or waits for its computers; the newest first. */
  running: Some,
  /** They start later; the next first. */
  next: Some,
  paused: Some,
  /** Of those that something failed in within the last 24 hours; the newest first. */
  failed: Some.extend({ since: Instant }),
  pulse: PulseView,
});
export type OverviewView = z.infer<typeof OverviewView>;
