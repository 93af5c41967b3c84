import type { JobAction } from '#protocol/job.ts';
import type { JobReason } from '#protocol/plan.ts';
import type { PlannedState } from '#protocol/views/preview.ts';
import type { Installation, Package } from '../entities.ts';
import { joinProcedure } from '../procedure.ts';
import type { SystemFacts } from './compatibility.ts';

/** What is wanted, the same for every computer of a deployment. */
export interface PlanRequest {
  action: JobAction;
  forceReinstall: boolean;
  uninstallOtherVersions: boolean;
  /** In the order in which each computer works through them; none twice. */
  chosen: readonly Package[];
  /** The chosen ones, all that they need, and the installed versions of their families, by id. */
  packages: ReadonlyMap<string, Package>;
}

/** What is known of one computer. */
export interface PlannedComputer {
  /** Absent while its agent has not sent its inventory. */
  system?: SystemFacts;
  installations: readonly Pick<Installation, 'packageId' | 'familyId' | 'packageName' | 'packageVersion'>[];
}

/** One job of one computer. Its place in the list, from 1, is its sequence within the computer. */
export interface PlannedJob {
  package: Package;
  action: JobAction;
  state: PlannedState;
  /** Never empty. */
  reasons: JobReason[];
  /** Sequences within the computer, each less than its own. */
  dependsOn: number[];
}

/** The first planned job that cannot be done because its package lacks the procedure for it (P4). */
export function withoutProcedure(jobs: readonly PlannedJob[]): PlannedJob | undefined {
  return jobs.find((job) => job.state === 'waiting' && joinProcedure(job.package[job.action]).trim() === '');
}

/** What such a job downloads. */
export function bytesOf(job: Pick<PlannedJob, 'package' | 'action' | 'state'>): number {
  return job.state === 'waiting' ? (contentOf(job)?.bytes ?? 0) : 0;
}

/** P5: an uninstallation gets the files only when its package says that it needs them. */
export function contentOf(job: Pick<PlannedJob, 'package' | 'action'>): Package['content'] {
  const needed = job.action === 'install' || job.package.uninstallNeedsContent;
  return needed ? job.package.content : undefined;
}
