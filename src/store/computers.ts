import { OperatingSystemFamily } from '#protocol/package.ts';
import type { SystemSeen } from '#protocol/views/package.ts';
import { PowerState } from '#protocol/views/power.ts';
import type { ComputerStore, ComputerSummary } from './contract/aggregates.ts';
import type { ComputerDocument } from './models/computer.ts';
import { refusingTakenName } from './driver-errors.ts';
import { replacing } from './fields.ts';
import { objectId, objectIds } from './identifiers.ts';
import type { ComputerSoftwareDocument } from './models/computer-software.ts';
import type { Models } from './models/models.ts';
import { keyOf, pageOfNames } from './names.ts';

function toComputer({ _id, nameKey: _, groupIds, ...fields }: ComputerDocument): ComputerSummary {
  return {
    id: _id.toHexString(),
    ...fields,
    // One that has left all of its groups keeps an empty list.
    ...(groupIds === undefined || groupIds.length === 0
      ? {}
      : { groupIds: groupIds.map((id) => id.toHexString()) }),
  };
}

export function computerStore({ computers, computerSoftware }: Models): ComputerStore {
  const update = async (id: string, fields: object) => {
    const document = await computers
      .findOneAndUpdate(
        { _id: objectId(id) },
        { $set: fields, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      )
      .lean();
    return document === null ? undefined : toComputer(document);
  };
  const get = async (id: string) => {
    const document = await computers.findById(objectId(id)).lean();
    return document === null ? undefined : toComputer(document);
  };

  return {
    async insert({ id, software, ...fields }) {
      const _id = objectId(id);
      const groups = fields.groupIds === undefined ? {} : { groupIds: objectIds(fields.groupIds) };
      await refusingTakenName(
        computers.create({ _id, ...fields, ...groups, nameKey: keyOf(fields.name), revision: 1 }),
        { field: 'nameKey', detail: `There is a computer called "${fields.name}" already.` },
      );
      if (software === undefined) return { id, ...fields, revision: 1 };
      await computerSoftware.create({ _id, software });
      return { id, ...fields, software, revision: 1 };
    },

    get,

    async findByPublicKey(publicKey) {
      const document = await computers.findOne({ publicKey }).lean();
      return document === null ? undefined : toComputer(document);
    },

    async getWithSoftware(id) {
      // Outside the list: a malformed id must not leave the first promise of it to reject on its own.
      const _id = objectId(id);
      const [computer, part] = await Promise.all([get(id), computerSoftware.findById(_id).lean()]);
      if (computer === undefined) return undefined;
      if (part === null) return computer;
      const { software, isCut } = part;
      return { ...computer, software, ...(isCut === undefined ? {} : { softwareIsCut: isCut }) };
    },

    async getMany(ids) {
      const documents = await computers.find({ _id: { $in: objectIds(ids) } }).lean();
      return documents.map(toComputer);
    },

    async revisionsOf(ids) {
      const documents = await computers.find({ _id: { $in: objectIds(ids) } }, { revision: 1 }).lean();
      return new Map(documents.map(({ _id, revision }) => [_id.toHexString(), revision]));
    },

    async list({ groupIds, ...page }) {
      const names = pageOfNames(page);
      const documents = await computers
        .find({
          ...(groupIds === undefined ? {} : { groupIds: { $in: objectIds(groupIds) } }),
          ...(names === undefined ? {} : { nameKey: names }),
        })
        .sort({ nameKey: 1 })
        .limit(page.limit)
        .lean();
      return documents.map(toComputer);
    },

    async findByNames(names) {
      const documents = await computers.find({ nameKey: { $in: names.map(keyOf) } }).lean();
      return documents.map(toComputer);
    },

    async count(most) {
      // Over the index: the quick count of a collection may be wrong after a crash.
      return await computers.countDocuments(
        { nameKey: { $gte: '' } },
        most === undefined ? {} : { limit: most },
      );
    },

    async change(id, fields) {
      return await update(id, fields);
    },

    async connect(id, hello) {
      const document = await computers
        .findOneAndUpdate(
          { _id: objectId(id) },
          { $set: { ...hello, connected: true }, $unset: { leftAt: '' }, $inc: { revision: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return document === null ? undefined : toComputer(document);
    },

    async disconnect(id, seen) {
      await computers.updateOne(
        { _id: objectId(id) },
        { $set: seen, $unset: { connected: '' }, $inc: { revision: 1 } },
      );
    },

    async disconnectAll(lastSeenAt) {
      await computers.updateMany(
        { connected: true, lastSeenAt: { $lt: lastSeenAt } },
        { $set: { lastSeenAt } },
      );
      await computers.updateMany({ connected: true }, { $unset: { connected: '' }, $inc: { revision: 1 } });
    },

    async changeSecureOn(id, secureOn) {
      const document = await computers
        .findOneAndUpdate(
          { _id: objectId(id) },
          {
            ...(secureOn === null ? { $unset: { secureOn: '' } } : { $set: { secureOn } }),
            $inc: { revision: 1 },
          },
          { returnDocument: 'after' },
        )
        .lean();
      return document === null ? undefined : toComputer(document);
    },

    async changePower(id, revision, power) {
      const document = await computers
        .findOneAndUpdate(
          { _id: objectId(id), revision },
          { ...(power === null ? { $unset: { power: '' } } : { $set: { power } }), $inc: { revision: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return document === null ? undefined : toComputer(document);
    },

    async countPower() {
      return await computers.countDocuments({ 'power.state': { $in: PowerState.options } });
    },

    async powerOf(ids) {
      const documents = await computers
        .find({ _id: { $in: objectIds(ids) }, 'power.state': { $in: PowerState.options } }, { power: 1 })
        .lean();
      return new Map(
        documents.flatMap(({ _id, power }) => (power === undefined ? [] : [[_id.toHexString(), power]])),
      );
    },

    async lastSeenOf(ids) {
      const documents = await computers.find({ _id: { $in: objectIds(ids) } }, { lastSeenAt: 1 }).lean();
      return new Map(
        documents.flatMap(({ _id, lastSeenAt }) =>
          lastSeenAt === undefined ? [] : [[_id.toHexString(), lastSeenAt]],
        ),
      );
    },

    async softwareOf(id) {
      const part = await computerSoftware.findById(objectId(id)).lean();
      // Of a list whose age is not known nothing is concluded that needs it to be young.
      if (part === null) return undefined;
      const { software, isCut, at = new Date(0) } = part;
      return { software, at, ...(isCut === undefined ? {} : { isCut }) };
    },

    async systems() {
      const rows = await computers.aggregate<{ _id: Omit<SystemSeen, 'computers'>; computers: number }>([
        { $match: { 'hardware.operatingSystem.family': { $in: OperatingSystemFamily.options } } },
        {
          $group: {
            _id: {
              family: '$hardware.operatingSystem.family',
              name: '$hardware.operatingSystem.name',
              version: '$hardware.operatingSystem.version',
              architecture: '$hardware.operatingSystem.architecture',
            },
            computers: { $sum: 1 },
          },
        },
      ]);
      return rows.map(({ _id, computers }) => ({ ..._id, computers }));
    },

    async agentVersions() {
      const rows = await computers.aggregate<{ _id: string; computers: number }>([
        { $match: { agentVersion: { $gte: '' } } },
        { $group: { _id: '$agentVersion', computers: { $sum: 1 } } },
      ]);
      return rows
        .map(({ _id: version, computers: count }) => ({ version, computers: count }))
        .sort((one, other) => other.computers - one.computers || (one.version < other.version ? -1 : 1));
    },

    async saveInventory(id, report, at) {
      const known = { [`digests.${report.part}`]: report.digest, inventoryAt: at };
      switch (report.part) {
        case 'hardware':
          return await update(id, { ...known, hardware: report.value });
        case 'users':
          return await update(id, { ...known, users: report.value });
        case 'software': {
          const _id = objectId(id);
          // The list before its digest: a hub that dies in between is sent the list again.
          await computerSoftware.updateOne(
            { _id },
            replacing<Omit<ComputerSoftwareDocument, '_id'>>(
              { software: report.value, at, ...(report.isCut === undefined ? {} : { isCut: report.isCut }) },
              ['isCut'],
            ),
            { upsert: true },
          );
          const computer = await update(id, known);
          if (computer === undefined) await computerSoftware.deleteOne({ _id });
          return computer;
        }
      }
    },
  };
}
