import type { JobAction, JobState } from '#protocol/job.ts';
import type { Installation, Package } from './entities.ts';
import type { Job } from './job.ts';

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

export interface ContainerFacts {
  id: string;
  name: string;
  priority: number;
  startAt: Date;
  createdAt: Date;
  createdBy: string;
}

/**
 * P5: everything its execution needs is copied into the job when it is made.
 * @param sequence position in the container, from 1
 */
export function makeJob(
  planned: PlannedJob,
  of: { container: ContainerFacts; id: string; sequence: number },
): Job {
  const { container, id, sequence } = of;
  const { package: source, action } = planned;
  const needsContent = action === 'install' || source.uninstallNeedsContent;
  return {
    id,
    sequence,
    containerId: container.id,
    containerName: container.name,
    computerId: planned.computer.id,
    computerName: planned.computer.name,
    packageId: source.id,
    familyId: source.familyId,
    packageName: source.familyName,
    packageVersion: source.version,
    action,
    state: planned.state,
    priority: container.priority,
    containerCreatedAt: container.createdAt,
    dueAt: container.startAt > container.createdAt ? container.startAt : container.createdAt,
    procedure: source[action].procedure,
    successCodes: [...source[action].successCodes],
    timeLimitSeconds: source.timeLimitSeconds,
    ...(needsContent && source.content !== undefined
      ? { content: { sha256: source.content.sha256, bytes: source.content.bytes } }
      : {}),
    lastAttemptNumber: 0,
    owed: [],
    createdBy: container.createdBy,
    createdAt: container.createdAt,
    revision: 1,
  };
}

/** How many jobs are in each state: the counts a container starts with. */
export function countStates(jobs: readonly Pick<Job, 'state'>[]): Partial<Record<JobState, number>> {
  const counts: Partial<Record<JobState, number>> = {};
  for (const job of jobs) counts[job.state] = (counts[job.state] ?? 0) + 1;
  return counts;
}
