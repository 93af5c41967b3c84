import type { FailedJob } from '#domain/failures/group.ts';
import type { Job } from '#domain/job.ts';
import { PLAIN_PACKAGE } from '#protocol/package.ts';
import type { PlannedPlace, QueuedJob } from './contract/jobs.ts';
import { replacing } from './fields.ts';
import { objectId } from './identifiers.ts';
import type { JobDocument } from './models/job.ts';

/** What holds for a job that was made before there was a planner. */
const UNPLANNED = {
  upgradeBehaviour: PLAIN_PACKAGE.upgradeBehaviour,
  postAction: PLAIN_PACKAGE.postAction,
  reasons: [],
  dependsOn: [],
  hasFollowers: false,
};

export function toJob(document: JobDocument): Job {
  const { _id, containerId, computerId, packageId, familyId, owed, savedIn: _, ...fields } = document;
  return {
    id: _id.toHexString(),
    containerId: containerId.toHexString(),
    computerId: computerId.toHexString(),
    packageId: packageId.toHexString(),
    familyId: familyId.toHexString(),
    owed: owed ?? [],
    ...UNPLANNED,
    ...fields,
  };
}

/** What `queueOf` reads: no procedure, and of the attempt only whether it was accepted. */
export const QUEUED_FIELDS = {
  containerId: 1,
  computerId: 1,
  sequence: 1,
  state: 1,
  priority: 1,
  containerCreatedAt: 1,
  dueAt: 1,
  containerName: 1,
  packageName: 1,
  packageVersion: 1,
  revision: 1,
  content: 1,
  'attempt.acceptedAt': 1,
} as const;

type QueuedField = Exclude<keyof typeof QUEUED_FIELDS, 'attempt.acceptedAt'>;

export function toQueuedJob(document: Pick<JobDocument, '_id' | 'attempt' | QueuedField>): QueuedJob {
  const acceptedAt = document.attempt?.acceptedAt;
  return {
    id: document._id.toHexString(),
    containerId: document.containerId.toHexString(),
    computerId: document.computerId.toHexString(),
    sequence: document.sequence,
    state: document.state,
    priority: document.priority,
    containerCreatedAt: document.containerCreatedAt,
    dueAt: document.dueAt,
    containerName: document.containerName,
    packageName: document.packageName,
    packageVersion: document.packageVersion,
    revision: document.revision,
    ...(document.content === undefined ? {} : { content: document.content }),
    ...(acceptedAt === undefined ? {} : { attempt: { acceptedAt } }),
  };
}

/** What `askedOf` reads. */
export const PLANNED_FIELDS = {
  _id: 0,
  sequence: 1,
  computerId: 1,
  computerName: 1,
  packageId: 1,
  action: 1,
  state: 1,
  reasons: 1,
} as const;

type PlannedField = Exclude<keyof typeof PLANNED_FIELDS, '_id'>;

export function toPlannedPlace(document: Pick<JobDocument, PlannedField>): PlannedPlace {
  const { computerId, packageId, reasons = UNPLANNED.reasons, ...fields } = document;
  return {
    ...fields,
    computerId: computerId.toHexString(),
    packageId: packageId.toHexString(),
    reasons,
  };
}

/** What `failedOf` reads: no procedure, no earlier attempts. */
export const FAILED_FIELDS = {
  sequence: 1,
  computerId: 1,
  computerName: 1,
  packageId: 1,
  packageName: 1,
  packageVersion: 1,
  action: 1,
  state: 1,
  ended: 1,
  'attempt.number': 1,
  'attempt.exitCode': 1,
  'attempt.reason': 1,
  'attempt.detail': 1,
  'attempt.output': 1,
} as const;

export function toFailedJob(document: Pick<JobDocument, '_id' | Exclude<keyof FailedJob, 'id'>>): FailedJob {
  const { _id, computerId, packageId, ...fields } = document;
  return {
    ...fields,
    id: _id.toHexString(),
    computerId: computerId.toHexString(),
    packageId: packageId.toHexString(),
  };
}

export function toDocument({ id, owed, ...job }: Job): JobDocument {
  return {
    ...job,
    _id: objectId(id),
    containerId: objectId(job.containerId),
    computerId: objectId(job.computerId),
    packageId: objectId(job.packageId),
    familyId: objectId(job.familyId),
    ...(owed.length === 0 ? {} : { owed }),
  };
}

/** The update that makes the stored job this one, with the revision grown by one. */
export function replacingJob(job: Job) {
  const { _id: _, ...fields } = toDocument({ ...job, revision: job.revision + 1 });
  return replacing(fields, [
    'content',
    'attempt',
    'cancelRequested',
    'ended',
    'endedAt',
    'owed',
    'endAt',
    'abortsRest',
    'earlierAttempts',
    'retriedAt',
    'withdrawRequested',
  ]);
}
