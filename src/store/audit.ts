import type { AuditEntry } from '#domain/entities.ts';
import type { AuditStore } from './contract/aggregates.ts';
import { objectId } from './identifiers.ts';
import type { AuditEntryDocument } from './models/audit-entry.ts';
import type { Models } from './models/models.ts';
import { beginningWith } from './names.ts';

function toEntry({ _id, ...fields }: AuditEntryDocument): AuditEntry {
  return { id: _id.toHexString(), ...fields };
}

export function auditStore({ auditEntries }: Models): AuditStore {
  return {
    async insert({ id, ...fields }) {
      await auditEntries.create({ _id: objectId(id), ...fields });
    },

    async list({ before, limit, verbPrefix, subjectId, actorName, from, to }) {
      const at = {
        ...(from === undefined ? {} : { $gte: from }),
        ...(to === undefined ? {} : { $lt: to }),
        ...(before === undefined ? {} : { $lte: before.at }),
      };
      const documents = await auditEntries
        .find({
          ...(subjectId === undefined ? {} : { 'subject.id': subjectId }),
          ...(actorName === undefined ? {} : { 'actor.name': actorName }),
          ...(verbPrefix === undefined ? {} : { verb: { $regex: beginningWith(verbPrefix) } }),
          ...(Object.keys(at).length === 0 ? {} : { at }),
          ...(before === undefined
            ? {}
            : { $or: [{ at: { $lt: before.at } }, { _id: { $lt: objectId(before.id) } }] }),
        })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean();
      return documents.map(toEntry);
    },

    async hasBefore(moment) {
      return (await auditEntries.findOne({ at: { $lt: moment } }, { _id: 1 }).lean()) !== null;
    },

    async removeBefore(moment, limit) {
      const oldest = await auditEntries
        .find({ at: { $lt: moment } }, { _id: 1 })
        .sort({ at: 1, _id: 1 })
        .limit(limit)
        .lean();
      if (oldest.length > 0) await auditEntries.deleteMany({ _id: { $in: oldest.map(({ _id }) => _id) } });
      return oldest.length;
    },
  };
}
