import type { AuditEntry } from './entities.ts';

/** Which entries of the audit log. What is absent does not matter. */
export interface AuditFilter {
  /** The verb itself. */
  verb?: string;
  /** What the verb begins with: `user.` for all that is done with users. */
  verbPrefix?: string;
  subjectId?: string;
  /** Who did it, as written. */
  actorName?: string;
  from?: Date;
  /** Excluded. */
  to?: Date;
  /** Part of who did it, of the name of what it was done to, or of the detail; in any case. */
  search?: string;
}

/** A7: whether an entry is one of those. The store asks its database the same. */
export function fitsAuditFilter(entry: AuditEntry, filter: AuditFilter): boolean {
  const { verb, verbPrefix, subjectId, actorName, from, to, search } = filter;
  return (
    (verb === undefined || entry.verb === verb) &&
    (verbPrefix === undefined || entry.verb.startsWith(verbPrefix)) &&
    (subjectId === undefined || entry.subject.id === subjectId) &&
    (actorName === undefined || entry.actor.name === actorName) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to) &&
    (search === undefined || says(entry, search))
  );
}

function says({ actor, subject, detail }: AuditEntry, search: string): boolean {
  const wanted = search.normalize('NFC').toLowerCase();
  return [actor.name, subject.name, detail].some((text) => text?.toLowerCase().includes(wanted) === true);
}
