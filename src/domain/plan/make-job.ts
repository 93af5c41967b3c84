import type { JobState, SequenceMode } from '#protocol/job.ts';
import type { OperatingSystemFamily } from '#protocol/package.ts';
import type { Job } from '../job.ts';
import { joinProcedure } from '../procedure.ts';
import { contentOf, type PlannedJob } from './planned-job.ts';

export interface ContainerFacts {
  id: string;
  name: string;
  priority: number;
  startAt: Date;
  endAt?: Date;
  sequenceMode: SequenceMode;
  createdAt: Date;
  createdBy: string;
}

/** Where a computer's jobs belong. */
export interface JobsPlace {
  container: ContainerFacts;
  /** `system`: absent while its agent has not sent its inventory. */
  computer: { id: string; name: string; system?: OperatingSystemFamily };
  /** How many jobs the container has before these. */
  after: number;
  newId: () => string;
}

/** The jobs of one computer, as they were planned, numbered on from those before. */
export function makeJobs(planned: readonly PlannedJob[], place: JobsPlace): Job[] {
  const followed = new Set(planned.flatMap((job) => job.dependsOn));
  return planned.map((job, index) =>
    makeJob(job, { ...place, sequence: place.after + index + 1, isFollowed: followed.has(index + 1) }),
  );
}

/** P5: everything its execution needs is copied into the job when it is made. */
function makeJob(planned: PlannedJob, place: JobsPlace & { sequence: number; isFollowed: boolean }): Job {
  const { container, computer, sequence, isFollowed } = place;
  const { package: source, action } = planned;
  const content = contentOf(planned);
  return {
    id: place.newId(),
    sequence,
    containerId: container.id,
    containerName: container.name,
    computerId: computer.id,
    computerName: computer.name,
    packageId: source.id,
    familyId: source.familyId,
    packageName: source.familyName,
    packageVersion: source.version,
    action,
    state: planned.state,
    priority: container.priority,
    containerCreatedAt: container.createdAt,
    dueAt: container.startAt > container.createdAt ? container.startAt : container.createdAt,
    ...(container.endAt === undefined ? {} : { endAt: container.endAt }),
    ...(container.sequenceMode === 'abortComputer' ? { abortsRest: true } : {}),
    procedure: joinProcedure(source[action], computer.system),
    successCodes: [...source[action].successCodes],
    timeLimitSeconds: source.timeLimitSeconds,
    upgradeBehaviour: source.upgradeBehaviour,
    postAction: source.postAction,
    reasons: planned.reasons,
    dependsOn: planned.dependsOn.map((within) => place.after + within),
    hasFollowers: isFollowed,
    ...(content === undefined ? {} : { content: { sha256: content.sha256, bytes: content.bytes } }),
    ...(planned.state === 'waiting' ? {} : { endedAt: container.createdAt }),
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
