import type { mongo } from 'mongoose';
import type { Installation } from '#domain/entities.ts';
import type { DriftState } from '#protocol/drift.ts';
import type { InstallationFilter, InstallationPlace, InstallationStore } from './contract/aggregates.ts';
import { isDuplicate } from './driver-errors.ts';
import { replacing } from './fields.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { InstallationDocument } from './models/installation.ts';
import type { Models } from './models/models.ts';
import { containingAnyCase } from './names.ts';

function toInstallation(document: InstallationDocument): Installation {
  const { _id, computerId, packageId, familyId, jobId, ...fields } = document;
  return {
    id: _id.toHexString(),
    computerId: computerId.toHexString(),
    packageId: packageId.toHexString(),
    familyId: familyId.toHexString(),
    ...(jobId === undefined ? {} : { jobId: jobId.toHexString() }),
    ...fields,
  };
}

const DRIFTED: DriftState[] = ['missing', 'otherVersion'];

/** Which records of a package are meant. */
function conditions(packageId: string, { search, drifted }: InstallationFilter) {
  return {
    packageId: objectId(packageId),
    ...(search === undefined || search === '' ? {} : { computerName: { $regex: containingAnyCase(search) } }),
    ...judged(drifted),
  };
}

const judged = (drifted: boolean | undefined) =>
  drifted === undefined ? {} : { 'drift.state': drifted ? { $in: DRIFTED } : { $nin: DRIFTED } };

type Part = mongo.Filter<InstallationDocument>;

/** Behind the last row of the page before: one computer's records are in the order of their packages. */
function behind(after: InstallationPlace | undefined, isOfOne: boolean): Part[] {
  if (after === undefined) return [];
  if (isOfOne) return [{ packageId: { $gt: objectId(after.packageId) } }];
  const name = after.computerName;
  return [
    { computerName: { $gte: name } },
    { $or: [{ computerName: { $gt: name } }, { _id: { $gt: objectId(after.id) } }] },
  ];
}

export function installationStore({ installations }: Models): InstallationStore {
  /** The record keeps the id it was first given: pages that are being read do not lose their place. */
  const put = async ({ id, computerId, packageId, familyId, jobId, ...fields }: Installation) => {
    const document = await installations
      .findOneAndUpdate(
        { computerId: objectId(computerId), packageId: objectId(packageId) },
        {
          ...replacing(
            {
              ...fields,
              familyId: objectId(familyId),
              ...(jobId === undefined ? {} : { jobId: objectId(jobId) }),
            },
            ['jobId', 'byHand', 'drift'],
          ),
          $setOnInsert: { _id: objectId(id) },
        },
        { upsert: true, returnDocument: 'after' },
      )
      .lean();
    return toInstallation(document);
  };

  return {
    async put(installation) {
      try {
        return await put(installation);
      } catch (error) {
        // Two first writes at once: the slower one finds the record of the faster one now.
        if (isDuplicate(error, 'packageId')) return await put(installation);
        throw error;
      }
    },

    async remove(computerId, packageId) {
      const { deletedCount } = await installations.deleteOne({
        computerId: objectId(computerId),
        packageId: objectId(packageId),
      });
      return deletedCount === 1;
    },

    async ofComputers(computerIds) {
      const documents = await installations
        .find({ computerId: { $in: objectIds(computerIds) } })
        .sort({ computerId: 1, packageId: 1 })
        .lean();
      return documents.map(toInstallation);
    },

    async installedOn(computerIds) {
      const documents = await installations
        .find(
          { computerId: { $in: objectIds(computerIds) } },
          { _id: 0, computerId: 1, packageId: 1, familyId: 1, drift: 1 },
        )
        .lean();
      return documents.map(({ computerId, packageId, familyId, drift }) => ({
        computerId: computerId.toHexString(),
        packageId: packageId.toHexString(),
        familyId: familyId.toHexString(),
        ...(drift === undefined ? {} : { drift }),
      }));
    },

    async ofPackage({ packageId, after, limit, ...filter }) {
      const { computerName, ...chosen } = conditions(packageId, filter);
      const names = { ...computerName, ...(after === undefined ? {} : { $gte: after.name }) };
      const documents = await installations
        .find({
          ...chosen,
          ...(Object.keys(names).length === 0 ? {} : { computerName: names }),
          ...(after === undefined
            ? {}
            : { $or: [{ computerName: { $gt: after.name } }, { _id: { $gt: objectId(after.id) } }] }),
        })
        .sort({ packageId: 1, computerName: 1, _id: 1 })
        .limit(limit)
        .lean();
      return documents.map(toInstallation);
    },

    async countOfPackage(packageId, filter = {}) {
      return await installations.countDocuments(conditions(packageId, filter));
    },

    async list({ computerId, packageId, search, drifted, after, limit }) {
      const isOfOne = computerId !== undefined;
      const parts = behind(after, isOfOne);
      if (search !== undefined && search !== '') {
        const words = { $regex: containingAnyCase(search) };
        parts.push({ $or: [{ computerName: words }, { packageName: words }] });
      }
      const documents = await installations
        .find({
          ...(isOfOne ? { computerId: objectId(computerId) } : {}),
          ...(packageId === undefined ? {} : { packageId: objectId(packageId) }),
          ...judged(drifted),
          ...(parts.length === 0 ? {} : { $and: parts }),
        })
        .sort(
          isOfOne
            ? { computerId: 1, packageId: 1 }
            : { ...(packageId === undefined ? {} : { packageId: 1 }), computerName: 1, _id: 1 },
        )
        .limit(limit)
        .lean();
      return documents.map(toInstallation);
    },

    async nextPackage(after) {
      const found = await installations
        .findOne(after === undefined ? {} : { packageId: { $gt: objectId(after) } }, { packageId: 1 })
        .sort({ packageId: 1, computerName: 1, _id: 1 })
        .lean();
      return found?.packageId.toHexString();
    },

    async removeMany(ids) {
      if (ids.length === 0) return 0;
      const { deletedCount } = await installations.deleteMany({ _id: { $in: objectIds(ids) } });
      return deletedCount;
    },

    async setDrift({ id, installedAt, drift }) {
      const document = await installations
        .findOneAndUpdate(
          { _id: objectId(id), installedAt },
          { $set: { drift } },
          { returnDocument: 'after' },
        )
        .lean();
      return document === null ? undefined : toInstallation(document);
    },
  };
}
