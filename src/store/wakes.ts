import type { Wake } from '#domain/entities.ts';
import type { WakeStore } from './contract/wakes.ts';
import { replacing } from './fields.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { Models } from './models/models.ts';
import type { WakeDocument } from './models/wake.ts';

const REMEMBERED_BY_HAND_MS = 90 * 24 * 3_600_000;

function toWake({ _id, computerId, containerId, forgetAt: _, ...fields }: WakeDocument): Wake {
  return {
    id: _id.toHexString(),
    computerId: computerId.toHexString(),
    ...(containerId === undefined ? {} : { containerId: containerId.toHexString() }),
    ...fields,
  };
}

function toDocument({ id, computerId, containerId, ...fields }: Wake): WakeDocument {
  return {
    _id: objectId(id),
    ...fields,
    computerId: objectId(computerId),
    ...(containerId === undefined
      ? { forgetAt: new Date(fields.startedAt.getTime() + REMEMBERED_BY_HAND_MS) }
      : { containerId: objectId(containerId) }),
  };
}

export function wakeStore({ wakes }: Models): WakeStore {
  const newest = async (filter: object, limit: number) => {
    const documents = await wakes.find(filter).sort({ _id: -1 }).limit(limit).lean();
    return documents.map(toWake);
  };
  const getMany = async (ids: string[]) => {
    const documents = await wakes.find({ _id: { $in: objectIds(ids) } }).lean();
    return documents.map(toWake);
  };

  return {
    async insertMany(entities) {
      if (entities.length > 0) await wakes.insertMany(entities.map(toDocument));
    },

    async get(id) {
      const [wake] = await getMany([id]);
      return wake;
    },

    getMany,

    async save(wake) {
      const { _id, ...fields } = toDocument({ ...wake, revision: wake.revision + 1 });
      const { matchedCount } = await wakes.updateOne(
        { _id, revision: wake.revision },
        replacing(fields, ['nextAt', 'awakeAt', 'detail']),
      );
      return matchedCount === 1 ? { ...wake, revision: wake.revision + 1 } : undefined;
    },

    async waking({ after, limit }) {
      const documents = await wakes
        .find(
          { state: 'waking', ...(after === undefined ? {} : { _id: { $gt: objectId(after) } }) },
          { bursts: 0 },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return documents.map((document) => toWake({ ...document, bursts: [] }));
    },

    async overdue({ before, limit }) {
      const found = new Set<string>();
      for (const field of ['nextAt', 'windowEndsAt'] as const) {
        const documents = await wakes
          .find({ state: 'waking', [field]: { $lt: before } }, { _id: 1 })
          .sort({ [field]: 1 })
          .limit(limit)
          .lean();
        for (const { _id } of documents) found.add(_id.toHexString());
      }
      return [...found].slice(0, limit);
    },

    async ofComputer({ computerId, containerId, before, limit }) {
      const ofContainer = containerId === undefined ? {} : { containerId: objectId(containerId) };
      const older = before === undefined ? {} : { _id: { $lt: objectId(before) } };
      return await newest({ computerId: objectId(computerId), ...ofContainer, ...older }, limit);
    },

    async ofContainer(containerId, computerIds) {
      const documents = await wakes
        .find(
          { containerId: objectId(containerId), computerId: { $in: objectIds(computerIds) } },
          { computerId: 1, state: 1, startedAt: 1 },
        )
        .lean();
      return documents.map(({ _id, computerId, state, startedAt }) => ({
        id: _id.toHexString(),
        computerId: computerId.toHexString(),
        state,
        startedAt,
      }));
    },

    async pendingShutdowns({ computerIds, containerId, limit }) {
      const ofThese = computerIds === undefined ? {} : { computerId: { $in: objectIds(computerIds) } };
      const ofContainer = containerId === undefined ? {} : { containerId: objectId(containerId) };
      const documents = await wakes
        .find({ shutdown: 'pending', wokenByUs: true, ...ofThese, ...ofContainer }, { bursts: 0 })
        .limit(limit)
        .lean();
      return documents.map((document) => toWake({ ...document, bursts: [] }));
    },

    async askShutdown(containerId) {
      const unasked = { containerId: objectId(containerId), shutdown: 'notAsked' } as const;
      const asked = { $set: { shutdown: 'pending' }, $inc: { revision: 1 } } as const;
      await wakes.updateMany({ ...unasked, state: 'waking' }, asked);
      await wakes.updateMany({ ...unasked, wokenByUs: true }, asked);
    },

    async awaitsShutdown(containerId) {
      const awaiting = { shutdown: 'pending' as const, wokenByUs: true, containerId: objectId(containerId) };
      return (await wakes.findOne(awaiting, { _id: 1 }).lean()) !== null;
    },

    async removeOfContainer(containerId, limit) {
      const found = await wakes
        .find({ containerId: objectId(containerId) }, { _id: 1 })
        .limit(limit)
        .lean();
      if (found.length === 0) return 0;
      const { deletedCount } = await wakes.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
      return deletedCount;
    },
  };
}
