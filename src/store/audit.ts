import type { QueryFilter } from 'mongoose';
import type { AuditFilter } from '#domain/audit-filter.ts';
import type { AuditEntry } from '#domain/entities.ts';
import type { AuditStore } from './contract/aggregates.ts';
import { objectId } from './identifiers.ts';
import type { AuditEntryDocument } from './models/audit-entry.ts';
import type { Models } from './models/models.ts';
import { beginningWith, containingAnyCase } from './names.ts';

const THE_FIRST = new Date(0);

function toEntry({ _id, ...fields }: AuditEntryDocument): AuditEntry {
  return { id: _id.toHexString(), ...fields };
}

type Condition = QueryFilter<AuditEntryDocument>;

function conditionsOf(filter: AuditFilter, before: Pick<AuditEntry, 'at' | 'id'> | undefined): Condition {
  const { verb, verbPrefix, subjectId, actorName, from = THE_FIRST, to, search } = filter;
  const further: Condition[] = [];
  if (verbPrefix !== undefined) further.push({ verb: { $regex: beginningWith(verbPrefix) } });
  if (search !== undefined) further.push({ $or: saying(search) });
  // The range below is for the index, this for those of the same millisecond.
  if (before !== undefined) {
    const { at, id } = before;
    further.push({ $or: [{ at: { $lt: at } }, { at, _id: { $lt: objectId(id) } }] });
  }
  return {
    // A range even when no dates are asked for: it is what the index of dates is chosen by.
    at: {
      $gte: from,
      ...(to === undefined ? {} : { $lt: to }),
      ...(before === undefined ? {} : { $lte: before.at }),
    },
    ...(subjectId === undefined ? {} : { 'subject.id': subjectId }),
    ...(actorName === undefined ? {} : { 'actor.name': actorName }),
    ...(verb === undefined ? {} : { verb }),
    ...(further.length === 0 ? {} : { $and: further }),
  };
}

function saying(search: string): Condition[] {
  const words = containingAnyCase(search);
  return [{ 'actor.name': words }, { 'subject.name': words }, { detail: words }];
}

export function auditStore({ auditEntries }: Models): AuditStore {
  return {
    async insert({ id, ...fields }) {
      await auditEntries.create({ _id: objectId(id), ...fields });
    },

    async list({ before, limit, ...filter }) {
      const documents = await auditEntries
        .find(conditionsOf(filter, before))
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
