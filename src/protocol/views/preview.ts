import { z } from 'zod';
import { Identifier, Sha256 } from '../identifiers.ts';
import { JobAction } from '../job.ts';
import { PostAction } from '../package.ts';
import { JobReason } from '../plan.ts';
import { Presence } from './computer.ts';
import { ContainerState, JobCounts } from './container.ts';
import { WakeRoute } from './wake.ts';

/** The states a job may have when it is made. */
export const PlannedState = z.enum(['waiting', 'alreadyInstalled', 'incompatible']);
export type PlannedState = z.infer<typeof PlannedState>;

/** One job that would be created. */
export const PlannedJobView = z.object({
  /** Its place among the jobs of its computer, from 1. */
  sequence: z.number().int(),
  packageId: Identifier,
  packageName: z.string(),
  packageVersion: z.string(),
  action: JobAction,
  state: PlannedState,
  /** Never empty. `protocol/plan` has the sentences. */
  reasons: z.array(JobReason),
  /** Places of the jobs of this computer without whose success it is aborted. */
  dependsOn: z.array(z.number().int()),
  postAction: PostAction,
  /** Bytes to download; 0 without content. */
  bytes: z.number().int(),
});
export type PlannedJobView = z.infer<typeof PlannedJobView>;

/** A computer with its jobs in their order; none where nothing is to be done. */
export const PlannedComputerView = z.object({
  computerId: Identifier,
  computerName: z.string(),
  presence: Presence,
  /** Whether it is offline and has a MAC address that a magic packet can name. */
  wakeable: z.boolean(),
  /** By which routes, as things are now; empty unless it is wakeable. */
  wakeRoutes: z.array(WakeRoute),
  jobs: z.array(PlannedJobView),
});
export type PlannedComputerView = z.infer<typeof PlannedComputerView>;

/** So many jobs, on so many computers. */
const Extent = z.object({ jobs: z.number().int(), computers: z.number().int() });
const afterwards = { restarts: Extent, shutdowns: Extent, agentRestarts: Extent };

/** Of the whole deployment, whatever page of it is shown. */
export const PreviewTotals = z.object({
  computers: z.number().int(),
  offline: z.number().int(),
  /** The hub has started a moment ago and these have not come back yet. */
  unknown: z.number().int(),
  /** Of those offline: how many have a MAC address. */
  wakeable: z.number().int(),
  /** Of the wakeable ones: how many are in a subnet where an online wired agent can send the packet, too. */
  wakeableByPeer: z.number().int(),
  jobs: z.number().int(),
  counts: JobCounts,
  /** Uninstallations that were added to make room. */
  addedUninstalls: z.number().int(),
  /** Bytes that all computers together download. */
  bytes: z.number().int(),
  /** What packages ask for afterwards, and happens: by jobs that are to run. */
  ...afterwards,
  /** The same, where the restart timeout is negative: shown as required, and never done by itself. */
  required: z.object(afterwards),
});
export type PreviewTotals = z.infer<typeof PreviewTotals>;

/** A started container that still has something to do on some of the chosen computers. */
export const OverlappingContainer = z.object({
  id: Identifier,
  name: z.string(),
  state: ContainerState,
  priority: z.number().int(),
  /** Its pending jobs on the chosen computers, and how many of these computers have one. */
  jobs: z.number().int(),
  computers: z.number().int(),
});
export type OverlappingContainer = z.infer<typeof OverlappingContainer>;

/**
 * What a deployment would do. `computers` is one page, in the order in which they were named; `next`: ask again with
 * `from: next`; absent on the last page. Send `digest` as `planDigest` when creating it.
 */
export const DeploymentPreview = z.object({
  digest: Sha256,
  totals: PreviewTotals,
  computers: z.array(PlannedComputerView),
  next: z.number().int().optional(),
  /** The most busy first, at most 20. */
  overlapping: z.array(OverlappingContainer),
  /** How many there are, those beyond the list included. */
  overlappingCount: z.number().int(),
});
export type DeploymentPreview = z.infer<typeof DeploymentPreview>;
