import type { Selection } from '../installations/assistant-address.ts';
import type { JobAction } from '#protocol/job.ts';
import type { DeploymentPreview, PlannedComputerView, PlannedJobView } from '#protocol/views/preview.ts';

/** Computers that the assistant lists at a time, and jobs of each; of more jobs, only their number. */
export const SHOWN_COMPUTERS = 50;
export const SHOWN_JOBS = 20;

/** What decides about the plan. */
export interface PlanWish {
  action: JobAction;
  computerIds: string[];
  installedOn?: Selection;
  /** A filter, as text. */
  computersMatching?: string;
  computerGroupIds: string[];
  /** A pasted list. */
  computerNames: string;
  packageIds: string[];
  packageGroupIds: string[];
  forceReinstall: boolean;
  uninstallOtherVersions: boolean;
  /** Only where it is negative: no other number decides about the plan. */
  restartTimeoutMinutes?: number;
}

/** A job with its reasons as sentences. */
export type ShownJob = Omit<PlannedJobView, 'reasons'> & { reasons: string[] };
export type ShownComputer = Omit<PlannedComputerView, 'jobs'> & { jobs: ShownJob[]; moreJobs: number };
/** A preview as far as its computers were asked for. `next`: the place of the first that is not listed yet. */
export type ShownPlan = Omit<DeploymentPreview, 'computers'> & { computers: ShownComputer[] };
