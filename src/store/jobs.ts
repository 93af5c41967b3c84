import type { Types } from 'mongoose';
import type { Effect, Job } from '#domain/job.ts';
import { ACTIVE_STATES, JobState, PENDING_STATES } from '#protocol/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import type { EndedAttempt, JobActivity, JobStore } from './contract/jobs.ts';
import { endedJobs } from './ended-jobs.ts';
import { objectId, objectIds } from './identifiers.ts';
import {
  FAILED_FIELDS,
  PLANNED_FIELDS,
  QUEUED_FIELDS,
  toFailedJob,
  toJob,
  toPlannedPlace,
  toQueuedJob,
} from './job-documents.ts';
import { jobWrites } from './job-writes.ts';
import type { Collections } from './models/collections.ts';
import type { JobDocument } from './models/job.ts';
import type { Models } from './models/models.ts';

/** Every effect there is: what the index of owed effects is asked for. */
const EFFECTS: Effect[] = [
  'recordInstallation',
  'removeInstallation',
  'removeOtherVersions',
  'abortFollowers',
  'requestPower',
  'settleContainer',
];

/** What `eachEnded` reads. */
const ENDED_FIELDS = {
  state: 1,
  'attempt.offeredAt': 1,
  'attempt.startedAt': 1,
  'attempt.finishedAt': 1,
} as const;

/** What `activityOf` reads of the job that is with its agent. */
const ACTIVE_FIELDS = {
  computerId: 1,
  containerId: 1,
  action: 1,
  packageName: 1,
  packageVersion: 1,
  state: 1,
} as const;

/** Rows fetched at a time of what may be very many: the event loop is free in between. */
const ROWS_A_BATCH = 500;

/** Index entries that one step of `computersWithDueJobs` reads: many jobs may be due on one computer. */
const DUE_JOBS_A_STEP = 1_000;

/** What `list` and `ofContainer` choose by. */
function filterOf(given: { states?: JobState[]; computerId?: string; packageId?: string }) {
  const { states, computerId, packageId } = given;
  return {
    ...(states === undefined ? {} : { state: { $in: states } }),
    ...(computerId === undefined ? {} : { computerId: objectId(computerId) }),
    ...(packageId === undefined ? {} : { packageId: objectId(packageId) }),
  };
}

export function jobStore(models: Models, collections: Collections): JobStore {
  const { jobs } = models;

  const newestFirst = async (filter: object, { before, limit }: { before?: string; limit: number }) => {
    const documents = await jobs
      .find({ ...filter, ...(before === undefined ? {} : { _id: { $lt: objectId(before) } }) })
      .sort({ _id: -1 })
      .limit(limit)
      .lean();
    return documents.map(toJob);
  };
  const activeOfMany = async (computerIds: string[]): Promise<Job[]> => {
    const documents = await jobs
      .find({ computerId: { $in: objectIds(computerIds) }, state: { $in: ACTIVE_STATES } })
      .lean();
    return documents.map(toJob);
  };

  return {
    ...jobWrites(models, collections),
    ...endedJobs(models),

    async get(id) {
      const document = await jobs.findById(objectId(id)).lean();
      return document === null ? undefined : toJob(document);
    },

    async getMany(ids) {
      const documents = await jobs.find({ _id: { $in: objectIds(ids) } }).lean();
      return documents.map(toJob);
    },

    async owing(limit) {
      const documents = await jobs
        .find({ owed: { $in: EFFECTS } })
        .limit(limit)
        .lean();
      return documents.map(toJob);
    },

    async computersOwing(effect) {
      const documents = await jobs.find({ owed: effect }, { computerId: 1 }).lean();
      return new Set(documents.map(({ computerId }) => computerId.toHexString()));
    },

    async waitingBehind({ containerId, computerId, sequence }) {
      const documents = await jobs
        .find({
          computerId: objectId(computerId),
          state: 'waiting',
          containerId: objectId(containerId),
          sequence: { $gt: sequence },
        })
        .lean();
      return documents.map(toJob).sort((one, other) => one.sequence - other.sequence);
    },

    async queueOf(computerIds, dueUntil) {
      const documents = await jobs
        .find(
          {
            computerId: { $in: objectIds(computerIds) },
            state: { $in: PENDING_STATES },
            $or: [{ state: { $in: ACTIVE_STATES } }, { dueAt: { $lte: dueUntil } }],
          },
          QUEUED_FIELDS,
        )
        .lean();
      return documents.map(toQueuedJob);
    },

    async activeOf(computerId) {
      return await activeOfMany([computerId]);
    },

    activeOfMany,

    async activityOf(computerIds) {
      const ofThese = { computerId: { $in: objectIds(computerIds) } };
      const [rows, active] = await Promise.all([
        jobs.aggregate<{ _id: { computerId: Types.ObjectId; state: JobState }; jobs: number }>([
          { $match: { ...ofThese, state: { $in: [...PENDING_STATES, 'failed'] } } },
          { $group: { _id: { computerId: '$computerId', state: '$state' }, jobs: { $sum: 1 } } },
        ]),
        jobs.find({ ...ofThese, state: { $in: ACTIVE_STATES } }, ACTIVE_FIELDS).lean(),
      ]);
      const found = new Map<string, JobActivity>();
      const of = (computerId: Types.ObjectId): JobActivity => {
        const key = computerId.toHexString();
        const activity = found.get(key) ?? { counts: {} };
        found.set(key, activity);
        return activity;
      };
      for (const { _id, jobs: count } of rows) of(_id.computerId).counts[JobState.parse(_id.state)] = count;
      for (const { _id, computerId, containerId, ...job } of active) {
        of(computerId).active = { id: _id.toHexString(), containerId: containerId.toHexString(), ...job };
      }
      return found;
    },

    async computersWithDueJobs({ dueUntil, after, limit }) {
      const found = new Set<string>();
      let beyond = after;
      for (;;) {
        const rows = await jobs
          .find(
            {
              state: 'waiting',
              ...(beyond === undefined ? {} : { computerId: { $gt: objectId(beyond) } }),
              dueAt: { $lte: dueUntil },
            },
            { _id: 0, computerId: 1 },
          )
          .sort({ state: 1, computerId: 1 })
          .limit(DUE_JOBS_A_STEP)
          .lean();
        for (const { computerId } of rows) {
          beyond = computerId.toHexString();
          found.add(beyond);
          if (found.size === limit) return [...found];
        }
        if (rows.length < DUE_JOBS_A_STEP) return [...found];
      }
    },

    async countDue(dueUntil, most) {
      return await jobs.countDocuments({ state: 'waiting', dueAt: { $lte: dueUntil } }, { limit: most });
    },

    async ofContainer({ containerId, after, limit, ...filter }) {
      const documents = await jobs
        .find({
          containerId: objectId(containerId),
          ...filterOf(filter),
          ...(after === undefined ? {} : { sequence: { $gt: after } }),
        })
        .sort({ sequence: 1 })
        .limit(limit)
        .lean();
      return documents.map(toJob);
    },

    async askedOf({ containerId, after, limit }) {
      const documents = await jobs
        .find(
          {
            containerId: objectId(containerId),
            ...(after === undefined ? {} : { sequence: { $gt: after } }),
          },
          PLANNED_FIELDS,
        )
        .sort({ sequence: 1 })
        .limit(limit)
        .lean();
      return documents.map(toPlannedPlace);
    },

    async ofComputer({ computerId, ...page }) {
      return await newestFirst({ computerId: objectId(computerId) }, page);
    },

    async ofPackage({ packageId, ...page }) {
      return await newestFirst({ packageId: objectId(packageId) }, page);
    },

    async list({ before, limit, ...filter }) {
      return await newestFirst(filterOf(filter), { limit, ...(before === undefined ? {} : { before }) });
    },

    async changeOfContainer(containerId, { containerName, endAt, abortsRest, ...fields }) {
      const ofContainer = { containerId: objectId(containerId) };
      if (containerName !== undefined) {
        await jobs.updateMany(ofContainer, { $set: { containerName }, $inc: { revision: 1 } });
      }
      const $set = {
        ...fields,
        ...(endAt === undefined || endAt === null ? {} : { endAt }),
        ...(abortsRest === true ? { abortsRest } : {}),
      };
      const $unset = {
        ...(endAt === null ? { endAt: '' as const } : {}),
        ...(abortsRest === false ? { abortsRest: '' as const } : {}),
      };
      if (Object.keys($set).length + Object.keys($unset).length === 0) return;
      await jobs.updateMany(
        { ...ofContainer, state: { $in: PENDING_STATES } },
        { $set, $unset, $inc: { revision: 1 } },
      );
    },

    async contentsNeeded(containerId) {
      const rows = collections.jobs
        .find({ containerId: objectId(containerId), state: 'waiting' })
        .project<Pick<JobDocument, 'computerId' | 'content'>>({ computerId: 1, 'content.sha256': 1 })
        .batchSize(ROWS_A_BATCH);
      const needed = new Map<string, Set<string>>();
      for await (const { computerId, content } of rows) {
        if (content === undefined) continue;
        const id = computerId.toHexString();
        needed.set(id, (needed.get(id) ?? new Set()).add(content.sha256));
      }
      return needed;
    },

    async countByState(containerId) {
      const rows = await jobs.aggregate<{ _id: unknown; jobs: number }>([
        { $match: { containerId: objectId(containerId) } },
        { $group: { _id: '$state', jobs: { $sum: 1 } } },
      ]);
      const counts: JobCounts = {};
      for (const row of rows) counts[JobState.parse(row._id)] = row.jobs;
      return counts;
    },

    async failedOf({ containerId, states, after, limit }) {
      const documents = await jobs
        .find(
          { containerId: objectId(containerId), state: { $in: [...states] }, sequence: { $gt: after } },
          FAILED_FIELDS,
        )
        .sort({ sequence: 1 })
        .limit(limit)
        .lean();
      return documents.map(toFailedJob);
    },

    async eachEnded({ from, to }, take) {
      const rows = collections.jobs
        .find({ endedAt: { $gte: from, $lt: to } })
        .project<Omit<EndedAttempt, 'id'> & Pick<JobDocument, '_id'>>(ENDED_FIELDS)
        .batchSize(ROWS_A_BATCH);
      for await (const { _id, ...fields } of rows) take({ id: _id.toHexString(), ...fields });
    },

    async hasPendingOfPackage(packageId) {
      const pending = { packageId: objectId(packageId), state: { $in: PENDING_STATES } };
      return (await jobs.findOne(pending, { _id: 1 }).lean()) !== null;
    },

    async pendingOfPackage({ packageId, before, limit }) {
      const documents = await jobs
        .find({
          packageId: objectId(packageId),
          state: { $in: PENDING_STATES },
          ...(before === undefined ? {} : { _id: { $lt: objectId(before) } }),
        })
        .sort({ packageId: 1, _id: -1 })
        .limit(limit)
        .lean();
      return documents.map(toJob);
    },

    async countPendingOfPackage(packageId) {
      const rows = await jobs.aggregate<{ _id: JobState; jobs: number }>([
        { $match: { packageId: objectId(packageId), state: { $in: [...PENDING_STATES] } } },
        { $group: { _id: '$state', jobs: { $sum: 1 } } },
      ]);
      return Object.fromEntries(rows.map((row) => [row._id, row.jobs]));
    },

    async hasPendingOfContent(sha256) {
      const pending = { state: { $in: PENDING_STATES }, 'content.sha256': sha256 };
      return (await jobs.findOne(pending, { _id: 1 }).lean()) !== null;
    },
  };
}
