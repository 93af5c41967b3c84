import type { RemovalStore, RemovedComputer } from './contract/removals.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { Models } from './models/models.ts';
import type { RemovedComputerDocument } from './models/removed-computer.ts';

const toRemoved = ({ _id, groupIds, ...fields }: RemovedComputerDocument): RemovedComputer => ({
  id: _id.toHexString(),
  ...fields,
  groupIds: groupIds.map((id) => id.toHexString()),
});

export function removalStore(models: Models): RemovalStore {
  const { computers, computerSoftware, installations, jobSummaries, removedComputers, wakes } = models;
  return {
    async begin({ id, name, groupIds = [] }, by) {
      const _id = objectId(id);
      // First what says that something is to be removed: a hub that dies in between goes on with it.
      const removed = await removedComputers
        .findOneAndUpdate(
          { _id },
          { $setOnInsert: { name, groupIds: objectIds(groupIds), removedAt: by.at, by: by.name } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      await computers.deleteOne({ _id });
      await computerSoftware.deleteOne({ _id });
      return toRemoved(removed);
    },

    async unfinished(limit) {
      const documents = await removedComputers.find({}).sort({ removedAt: 1 }).limit(limit).lean();
      return documents.map(toRemoved);
    },

    async removeInstallations(computerId, limit) {
      const found = await installations
        .find({ computerId: objectId(computerId) }, { packageId: 1 })
        .limit(limit)
        .lean();
      if (found.length > 0) await installations.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
      return found.map(({ packageId }) => ({ packageId: packageId.toHexString() }));
    },

    async removeHistory(computerId, limit) {
      const found = await jobSummaries
        .find({ computerId: objectId(computerId) }, { _id: 1 })
        .limit(limit)
        .lean();
      if (found.length > 0) await jobSummaries.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
      return found.length;
    },

    async removeWakes(computerId, limit) {
      const found = await wakes
        .find({ computerId: objectId(computerId) }, { _id: 1 })
        .limit(limit)
        .lean();
      if (found.length > 0) await wakes.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
      return found.length;
    },

    async finish(computerId) {
      await removedComputers.deleteOne({ _id: objectId(computerId) });
    },
  };
}
