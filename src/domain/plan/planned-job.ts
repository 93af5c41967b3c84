import type { JobAction, JobState } from '#protocol/job.ts';
import type { Installation, Package } from '../entities.ts';
import type { Job } from '../job.ts';

export interface PlanRequest {
  action: JobAction;
  forceReinstall: boolean;
  /** In the order in which their jobs are numbered. */
  computers: readonly { id: string; name: string }[];
  /** In the order in which each computer works through them. */
  packages: readonly Package[];
  installations: readonly Pick<Installation, 'computerId' | 'packageId'>[];
}

export interface PlannedJob {
  computer: { id: string; name: string };
  package: Package;
  action: JobAction;
  state: Extract<JobState, 'waiting' | 'alreadyInstalled'>;
}

/** The packages of a request that cannot be done because they lack the procedure for it (P4). */
export function withoutProcedure(request: Pick<PlanRequest, 'action' | 'packages'>): Package[] {
  return request.packages.filter((candidate) => candidate[request.action].procedure.trim() === '');
}

/**
 * Which jobs a deployment consists of, in order (P1–P3).
 * An uninstallation makes no job where nothing is installed; an installation that is there already is shown as
 * such, so that the admin sees every computer that was chosen.
 */
export function plan(request: PlanRequest): PlannedJob[] {
  const installed = new Set(request.installations.map((one) => `${one.computerId}/${one.packageId}`));
  const jobs: PlannedJob[] = [];
  for (const computer of request.computers) {
    for (const candidate of request.packages) {
      const present = installed.has(`${computer.id}/${candidate.id}`);
      if (request.action === 'uninstall' && !present) continue;
      const already = request.action === 'install' && present && !request.forceReinstall;
      jobs.push({
        computer,
        package: candidate,
        action: request.action,
        state: already ? 'alreadyInstalled' : 'waiting',
      });
    }
  }
  return jobs;
}
