import type { Family, Package } from '#domain/entities.ts';
import type { FamilySummary } from '#domain/family-list.ts';
import { PLAIN_PACKAGE } from '#protocol/package.ts';
import type { PackageStore } from './contract/aggregates.ts';
import { refusingTakenName } from './driver-errors.ts';
import { replacing } from './fields.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { FamilyDocument } from './models/family.ts';
import type { Models } from './models/models.ts';
import type { PackageDocument } from './models/package.ts';
import { keyOf, pageOfNames, searching } from './names.ts';

/** Packages that one refusal may have to name. */
const NEEDING_NAMED = 20;
/** What `eachFamily` reads: no notes, no icon. */
const FAMILY_FACTS = { name: 1, createdAt: 1 } as const;
/** Rows fetched at a time of all there are: the event loop is free in between. */
const ROWS_A_BATCH = 500;

export function toFamily({ _id, nameKey: _, ...fields }: FamilyDocument): Family {
  return { id: _id.toHexString(), ...fields };
}

export function toPackage({
  _id,
  familyId,
  familyNameKey: _,
  versionKey: __,
  ...fields
}: PackageDocument): Package {
  const later = { ...PLAIN_PACKAGE, dependencies: [], compatibleSystems: [] };
  return {
    id: _id.toHexString(),
    familyId: familyId.toHexString(),
    ...later,
    ...fields,
    install: { joiner: 'script', ...fields.install },
    uninstall: { joiner: 'script', ...fields.uninstall },
  };
}

/** Without an empty list of dependencies, so that the index of those who need something stays small. */
function sparse<Fields extends { dependencies: string[] }>({ dependencies, ...fields }: Fields) {
  return { ...fields, ...(dependencies.length === 0 ? {} : { dependencies }) };
}

export function packageStore({ families, packages }: Models): PackageStore {
  return {
    async insertFamily({ id, ...fields }) {
      await refusingTakenName(
        families.create({ _id: objectId(id), ...fields, nameKey: keyOf(fields.name), revision: 1 }),
        { field: 'nameKey', detail: `There is a package family called "${fields.name}" already.` },
      );
      return { id, ...fields, revision: 1 };
    },

    async getFamily(id) {
      const document = await families.findById(objectId(id)).lean();
      return document === null ? undefined : toFamily(document);
    },

    async getFamilies(ids) {
      const documents = await families.find({ _id: { $in: objectIds(ids) } }).lean();
      return documents.map(toFamily);
    },

    async findFamilyByName(name) {
      const document = await families.findOne({ nameKey: keyOf(name) }).lean();
      return document === null ? undefined : toFamily(document);
    },

    async listFamilies(page) {
      const names = pageOfNames(page);
      const documents = await families
        .find(names === undefined ? {} : { nameKey: names })
        .sort({ nameKey: 1 })
        .limit(page.limit)
        .lean();
      return documents.map(toFamily);
    },

    async eachFamily(take) {
      const rows = families
        .find({}, FAMILY_FACTS)
        .sort({ _id: -1 })
        .lean()
        .cursor({ batchSize: ROWS_A_BATCH });
      for await (const { _id, name, createdAt } of rows) take({ id: _id.toHexString(), name, createdAt });
    },

    async deleteFamily(id) {
      await families.deleteOne({ _id: objectId(id) });
    },

    async insert({ id, familyId, ...fields }) {
      await refusingTakenName(
        packages.create({
          _id: objectId(id),
          familyId: objectId(familyId),
          ...sparse(fields),
          familyNameKey: keyOf(fields.familyName),
          versionKey: keyOf(fields.version),
          revision: 1,
        }),
        { field: 'versionKey', detail: `"${fields.familyName}" has a version ${fields.version} already.` },
      );
      return { id, familyId, ...fields, revision: 1 };
    },

    async change({ id, revision, ...entity }) {
      const {
        version,
        versionOrder,
        notes,
        install,
        uninstall,
        uninstallNeedsContent,
        timeLimitSeconds,
        dependencies,
        compatibleSystems,
        upgradeBehaviour,
        postAction,
        softwareMatch,
      } = entity;
      const fields = {
        version,
        versionKey: keyOf(version),
        versionOrder,
        notes,
        install,
        uninstall,
        uninstallNeedsContent,
        timeLimitSeconds,
        dependencies,
        compatibleSystems,
        upgradeBehaviour,
        postAction,
        ...(softwareMatch === undefined ? {} : { softwareMatch }),
      };
      const document = await refusingTakenName(
        packages
          .findOneAndUpdate(
            { _id: objectId(id), revision },
            {
              ...replacing({ ...sparse(fields), revision: revision + 1 }, ['dependencies', 'softwareMatch']),
            },
            { returnDocument: 'after' },
          )
          .lean(),
        { field: 'versionKey', detail: `The family has a version ${version} already.` },
      );
      return document === null ? undefined : toPackage(document);
    },

    async withoutOrder(limit) {
      const documents = await packages
        .find({ versionOrder: { $exists: false } }, { version: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return documents.map(({ _id, version }) => ({ id: _id.toHexString(), version }));
    },

    async setOrder(id, versionOrder) {
      await packages.updateOne({ _id: objectId(id) }, { $set: { versionOrder } });
    },

    async needing(id) {
      const documents = await packages.find({ dependencies: id }).limit(NEEDING_NAMED).lean();
      return documents.map(toPackage);
    },

    async get(id) {
      const document = await packages.findById(objectId(id)).lean();
      return document === null ? undefined : toPackage(document);
    },

    async getMany(ids) {
      const documents = await packages.find({ _id: { $in: objectIds(ids) } }).lean();
      return documents.map(toPackage);
    },

    async ofFamily(familyId) {
      const documents = await packages
        .find({ familyId: objectId(familyId) })
        .sort({ familyId: -1, versionOrder: -1, _id: -1 })
        .lean();
      return documents.map(toPackage);
    },

    async summaries(familyIds) {
      const rows = await packages
        .find({ familyId: { $in: objectIds(familyIds) } }, { familyId: 1, version: 1, versionOrder: 1 })
        .sort({ familyId: 1, versionOrder: 1, _id: 1 })
        .lean();
      const summaries = new Map<string, FamilySummary>();
      for (const { familyId, version, versionOrder } of rows) {
        const id = familyId.toHexString();
        const packages = (summaries.get(id)?.packages ?? 0) + 1;
        summaries.set(id, { packages, latestVersion: version, latestOrder: versionOrder });
      }
      return summaries;
    },

    async newestInstallable(familyIds) {
      const rows = await packages
        .find({ familyId: { $in: objectIds(familyIds) } }, { familyId: 1, version: 1, install: 1 })
        .sort({ familyId: 1, versionOrder: 1, _id: 1 })
        .lean();
      const newest = new Map<string, Pick<Package, 'id' | 'version'>>();
      for (const { _id, familyId, version, install } of rows) {
        if (install.procedure.trim() !== '')
          newest.set(familyId.toHexString(), { id: _id.toHexString(), version });
      }
      return newest;
    },

    async list(page) {
      const beyond = page.after && {
        name: keyOf(page.after.name),
        order: page.after.versionOrder,
        id: objectId(page.after.id),
      };
      // Versions of a family have one name: from that name on, their order decides.
      const names = { ...searching(page), ...(beyond === undefined ? {} : { $gte: beyond.name }) };
      const documents = await packages
        .find({
          ...(Object.keys(names).length === 0 ? {} : { familyNameKey: names }),
          ...(beyond === undefined
            ? {}
            : {
                $or: [
                  { familyNameKey: { $gt: beyond.name } },
                  { versionOrder: { $lt: beyond.order } },
                  { versionOrder: beyond.order, _id: { $lt: beyond.id } },
                ],
              }),
        })
        .sort({ familyNameKey: 1, versionOrder: -1, _id: -1 })
        .limit(page.limit)
        .lean();
      return documents.map(toPackage);
    },

    async delete(id) {
      const { deletedCount } = await packages.deleteOne({ _id: objectId(id) });
      return deletedCount === 1;
    },

    async usesContent(sha256) {
      return (await packages.findOne({ 'content.sha256': sha256 }, { _id: 1 }).lean()) !== null;
    },

    async contentInUse() {
      return await packages.distinct('content.sha256', { 'content.sha256': { $exists: true } });
    },

    async contentOf(sha256) {
      return (await packages.findOne({ 'content.sha256': sha256 }, { content: 1 }).lean())?.content;
    },
  };
}
