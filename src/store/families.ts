import type { FamilyStore } from './contract/families.ts';
import { refusingTakenName } from './driver-errors.ts';
import { replacing } from './fields.ts';
import { objectId } from './identifiers.ts';
import type { Models } from './models/models.ts';
import { keyOf } from './names.ts';
import { toFamily, toPackage } from './packages.ts';

export function familyStore({ families, familyIcons, packages }: Models): FamilyStore {
  return {
    async change({ id, revision, name, notes }) {
      const document = await refusingTakenName(
        families
          .findOneAndUpdate(
            { _id: objectId(id), revision },
            { $set: { name, nameKey: keyOf(name), notes, revision: revision + 1 } },
            { returnDocument: 'after' },
          )
          .lean()
          .exec(),
        { field: 'nameKey', detail: `There is a package family called "${name}" already.` },
      );
      return document === null ? undefined : toFamily(document);
    },

    async changeIcon(familyId, icon) {
      const _id = objectId(familyId);
      // The image first: a family that names one has it.
      if (icon !== null) {
        const { type, bytes, digest } = icon;
        await familyIcons.updateOne(
          { _id },
          { $set: { type, bytes: Buffer.from(bytes), digest } },
          { upsert: true },
        );
      }
      const document = await families
        .findOneAndUpdate(
          { _id },
          { ...replacing({ icon: icon?.digest }, ['icon']), $inc: { revision: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      if (icon === null || document === null) await familyIcons.deleteOne({ _id });
      return document === null ? undefined : toFamily(document);
    },

    async icon(familyId) {
      const document = await familyIcons.findById(objectId(familyId));
      if (document === null) return undefined;
      return { type: document.type, bytes: new Uint8Array(document.bytes), digest: document.digest };
    },

    async follow({ id, name, icon }) {
      const familyId = objectId(id);
      const copied = { familyName: name, familyNameKey: keyOf(name), familyIcon: icon };
      const behind = await packages
        .find({ familyId, $or: [{ familyName: { $ne: name } }, { familyIcon: { $ne: icon ?? null } }] })
        .lean();
      const followed = [];
      for (const { _id } of behind) {
        const document = await packages
          .findOneAndUpdate(
            { _id },
            { ...replacing(copied, ['familyIcon']), $inc: { revision: 1 } },
            { returnDocument: 'after' },
          )
          .lean();
        if (document !== null) followed.push(toPackage(document));
      }
      return followed;
    },

    async remove(familyId) {
      await families.deleteOne({ _id: objectId(familyId) });
      await familyIcons.deleteOne({ _id: objectId(familyId) });
    },
  };
}
