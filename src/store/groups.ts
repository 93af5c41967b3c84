import type { Group } from '#domain/entities.ts';
import type { GroupKind } from '#protocol/views/group.ts';
import type { GroupStore } from './contract/groups.ts';
import { refusingTakenName } from './driver-errors.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { GroupDocument } from './models/group.ts';
import type { Models } from './models/models.ts';
import { keyOf } from './names.ts';

/** Counts asked for at once: each is a walk over an index. */
const COUNTS_AT_ONCE = 50;

function toGroup({ _id, nameKey: _, parentId, packageIds, ...fields }: GroupDocument): Group {
  return {
    id: _id.toHexString(),
    ...fields,
    ...(parentId === null ? {} : { parentId: parentId.toHexString() }),
    packageIds: packageIds.map((id) => id.toHexString()),
  };
}

type Changeable = Pick<Group, 'name' | 'notes' | 'parentId' | 'packageIds'>;

const stored = ({ name, notes, parentId, packageIds }: Changeable) => ({
  name,
  nameKey: keyOf(name),
  notes,
  parentId: parentId === undefined ? null : objectId(parentId),
  packageIds: objectIds(packageIds),
});

const taken = (name: string) => ({
  field: 'nameKey',
  detail: `There is a group called "${name}" at this place already.`,
});

export function groupStore({ computerGroups, packageGroups, computers }: Models): GroupStore {
  const tree = (of: GroupKind) => (of === 'computers' ? computerGroups : packageGroups);
  return {
    async insert(of, { id, createdAt, createdBy, ...fields }) {
      const _id = objectId(id);
      const made = { _id, ...stored(fields), createdAt, createdBy, revision: 1 };
      await refusingTakenName(tree(of).create(made), taken(fields.name));
      return toGroup(made);
    },

    async get(of, id) {
      const document = await tree(of).findById(objectId(id)).lean();
      return document === null ? undefined : toGroup(document);
    },

    async getMany(of, ids) {
      const documents = await tree(of)
        .find({ _id: { $in: objectIds(ids) } })
        .lean();
      return documents.map(toGroup);
    },

    async all(of) {
      const documents = await tree(of)
        .find({ nameKey: { $gte: '' } })
        .sort({ nameKey: 1 })
        .lean();
      return documents.map(toGroup);
    },

    async change(of, { id, revision, ...fields }) {
      const document = await refusingTakenName(
        tree(of)
          .findOneAndUpdate(
            { _id: objectId(id), revision },
            { $set: { ...stored(fields), revision: revision + 1 } },
            { returnDocument: 'after' },
          )
          .lean()
          .exec(),
        taken(fields.name),
      );
      return document === null ? undefined : toGroup(document);
    },

    async remove(of, id) {
      await tree(of).deleteOne({ _id: objectId(id) });
    },

    async forgetPackage(packageId) {
      const _id = objectId(packageId);
      const found = await packageGroups.find({ packageIds: _id }, { _id: 1 }).lean();
      if (found.length === 0) return [];
      const ids = found.map((group) => group._id);
      await packageGroups.updateMany(
        { _id: { $in: ids } },
        { $pull: { packageIds: _id }, $inc: { revision: 1 } },
      );
      const documents = await packageGroups.find({ _id: { $in: ids } }).lean();
      return documents.map(toGroup);
    },

    async countMembers(groupIds) {
      const counts = new Map<string, number>();
      for (let from = 0; from < groupIds.length; from += COUNTS_AT_ONCE) {
        const slice = groupIds.slice(from, from + COUNTS_AT_ONCE);
        const found = await Promise.all(
          objectIds(slice).map((id) => computers.countDocuments({ groupIds: id })),
        );
        for (const [place, id] of slice.entries()) counts.set(id, found[place] ?? 0);
      }
      return counts;
    },

    async members({ groupIds, after, limit }) {
      const found = await computers
        .find(
          {
            groupIds: { $in: objectIds(groupIds) },
            ...(after === undefined ? {} : { nameKey: { $gt: keyOf(after) } }),
          },
          { name: 1, nameKey: 1 },
        )
        .sort({ nameKey: 1 })
        .limit(limit)
        .lean();
      return found.map(({ _id, name }) => ({ id: _id.toHexString(), name }));
    },

    async addMembers(groupId, computerIds) {
      await computers.updateMany(
        { _id: { $in: objectIds(computerIds) } },
        { $addToSet: { groupIds: objectId(groupId) }, $inc: { revision: 1 } },
      );
    },

    async removeMembers(groupId, computerIds) {
      await computers.updateMany(
        { _id: { $in: objectIds(computerIds) } },
        { $pull: { groupIds: objectId(groupId) }, $inc: { revision: 1 } },
      );
    },
  };
}
