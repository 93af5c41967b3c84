import type { JobContainer } from '#domain/entities.ts';
import { PENDING_STATES } from '#protocol/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import type { ContainerStore } from './contract/aggregates.ts';
import { replacing } from './fields.ts';
import { objectId } from './identifiers.ts';
import type { JobContainerDocument } from './models/job-container.ts';
import type { Models } from './models/models.ts';

function toContainer({ _id, unsettled: _, ...fields }: JobContainerDocument): JobContainer {
  return { id: _id.toHexString(), ...fields };
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

    async startingBetween(after, until) {
      const documents = await containers
        .find({ startAt: { $gt: after, $lte: until } })
        .sort({ startAt: 1 })
        .lean();
      return documents.map(toContainer);
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
