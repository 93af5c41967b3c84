import type { JobContainer } from '#domain/entities.ts';
import { PENDING_STATES } from '#protocol/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import type { ContainerStore } from './contract/aggregates.ts';
import { replacing } from './fields.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { JobContainerDocument } from './models/job-container.ts';
import type { Models } from './models/models.ts';

/** What holds for containers that were created before there were such choices. */
const UNCONSTRAINED = {
  sequenceMode: 'continue',
  lateArrival: 'run',
  graceMinutes: 60,
  addressRanges: '',
  timeFrames: '',
  restartTimeoutMinutes: 20,
} as const;

function toContainer({ _id, unsettled: _, ...fields }: JobContainerDocument): JobContainer {
  return { id: _id.toHexString(), ...UNCONSTRAINED, ...fields };
}

/** The field that `unsettled` looks for: absent once nothing is pending, so that its index stays small. */
const settlement = (counts: JobCounts): { unsettled?: true } =>
  PENDING_STATES.some((state) => (counts[state] ?? 0) > 0) ? { unsettled: true } : {};

export function containerStore({ containers }: Models): ContainerStore {
  return {
    async insert({ id, ...fields }) {
      await containers.create({ _id: objectId(id), ...fields, ...settlement(fields.counts), revision: 1 });
      return { id, ...fields, revision: 1 };
    },

    async get(id) {
      const document = await containers.findById(objectId(id)).lean();
      return document === null ? undefined : toContainer(document);
    },

    async list({ before, limit }) {
      const documents = await containers
        .find(before === undefined ? {} : { _id: { $lt: objectId(before) } })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return documents.map(toContainer);
    },

    async unsettled() {
      const documents = await containers.find({ unsettled: true }, { _id: 1 }).lean();
      return documents.map(({ _id }) => _id.toHexString());
    },

    async unsettledContainers() {
      const documents = await containers.find({ unsettled: true }).lean();
      return documents.map(toContainer);
    },

    async getMany(ids) {
      const documents = await containers.find({ _id: { $in: objectIds(ids) } }).lean();
      return documents.map(toContainer);
    },

    async change(id, { endAt, ...fields }) {
      const document = await containers
        .findOneAndUpdate(
          { _id: objectId(id) },
          {
            $set: { ...fields, ...(endAt === undefined || endAt === null ? {} : { endAt }) },
            ...(endAt === null ? { $unset: { endAt: '' as const } } : {}),
            $inc: { revision: 1 },
          },
          { returnDocument: 'after' },
        )
        .lean();
      return document === null ? undefined : toContainer(document);
    },

    async setCounts(id, counts) {
      const document = await containers
        .findOneAndUpdate(
          { _id: objectId(id) },
          { ...replacing({ counts, ...settlement(counts) }, ['unsettled']), $inc: { revision: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return document === null ? undefined : toContainer(document);
    },
  };
}
