import type { SavedFilter } from '#domain/entities.ts';
import type { SavedFilterStore } from './contract/saved-filters.ts';
import { refusingTakenName } from './driver-errors.ts';
import { replacing } from './fields.ts';
import { objectId } from './identifiers.ts';
import type { Models } from './models/models.ts';
import type { SavedFilterDocument } from './models/saved-filter.ts';
import { keyOf } from './names.ts';

const toFilter = ({ _id, nameKey: _, ...fields }: SavedFilterDocument): SavedFilter => ({
  id: _id.toHexString(),
  ...fields,
});

const taken = (name: string) => ({
  field: 'nameKey',
  detail: `You have a filter called "${name}" already.`,
});

export function savedFilterStore({ savedFilters }: Models): SavedFilterStore {
  const inOrder = async (filter: object, limit: number) => {
    const documents = await savedFilters.find(filter).sort({ nameKey: 1 }).limit(limit).lean();
    return documents;
  };
  return {
    async insert({ id, ...fields }) {
      const made = { _id: objectId(id), ...fields, nameKey: keyOf(fields.name), revision: 1 };
      await refusingTakenName(savedFilters.create(made), taken(fields.name));
      return { id, ...fields, revision: 1 };
    },

    async get(id) {
      const document = await savedFilters.findById(objectId(id)).lean();
      return document === null ? undefined : toFilter(document);
    },

    async visibleTo(owner, limit) {
      const own = await inOrder({ owner }, limit);
      const shared = await inOrder({ shared: true, owner: { $ne: owner } }, limit);
      return [...own, ...shared]
        .sort((one, other) => (one.nameKey < other.nameKey ? -1 : 1))
        .slice(0, limit)
        .map(toFilter);
    },

    async countOf(owner) {
      return await savedFilters.countDocuments({ owner });
    },

    async change({ id, revision, ...fields }) {
      const document = await refusingTakenName(
        savedFilters
          .findOneAndUpdate(
            { _id: objectId(id), revision },
            replacing({ ...fields, nameKey: keyOf(fields.name), revision: revision + 1 }, [
              'sort',
              'columns',
            ]),
            { returnDocument: 'after' },
          )
          .lean()
          .exec(),
        taken(fields.name),
      );
      return document === null ? undefined : toFilter(document);
    },

    async remove(id) {
      const { deletedCount } = await savedFilters.deleteOne({ _id: objectId(id) });
      return deletedCount === 1;
    },

    async removePrivateOf(owner) {
      await savedFilters.deleteMany({ owner, shared: false });
    },
  };
}
