import type { JobState } from '#protocol/job.ts';
import type { Job } from '../job.ts';
import type { PlannedJob } from './planned-job.ts';

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
