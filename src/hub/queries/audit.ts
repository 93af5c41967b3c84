import { z } from 'zod';
import type { AuditFilter } from '#domain/audit-filter.ts';
import type { AuditEntry } from '#domain/entities.ts';
import { Refusal } from '#protocol/errors.ts';
import { Identifier } from '#protocol/identifiers.ts';
import type { AuditView } from '#protocol/views/administration.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { AuditQuery, Queries } from '../hub.ts';
import { auditView } from '../views/entity-views.ts';
import { limitOf, pageOf } from './paging.ts';
import { subjectsThere } from './subjects-there.ts';

export function auditQueries({ store }: HubContext): Pick<Queries, 'audit'> {
  return {
    async audit(actor, query = {}) {
      permit(actor, 'audit.read');
      const { cursor } = query;
      const limit = limitOf(query) + 1;
      const before = cursor === undefined ? {} : { before: readCursor(cursor) };
      const entries = await store.audit.list({ ...filterOf(query), ...before, limit });
      const page = pageOf(entries, limit, cursorOf);
      return { ...page, rows: await withSubjects(store, page.rows) };
    },
  };
}

/** The question without its page; nothing but blanks is no search. */
function filterOf({ cursor: _cursor, limit: _limit, search, ...filter }: AuditQuery): AuditFilter {
  const words = search?.trim();
  return { ...filter, ...(words ? { search: words } : {}) };
}

async function withSubjects(store: HubContext['store'], entries: AuditEntry[]): Promise<AuditView[]> {
  const there = await subjectsThere(store, entries);
  return entries.map((entry) => {
    const view = auditView(entry);
    const found = entry.subject.id === undefined ? undefined : there.get(entry.subject.id);
    return found === undefined ? view : { ...view, subject: { ...view.subject, exists: true, ...found } };
  });
}

const Cursor = z.object({ at: z.coerce.date(), id: Identifier });

const cursorOf = ({ at, id }: AuditEntry) =>
  Buffer.from(JSON.stringify({ at: at.toISOString(), id })).toString('base64url');

function readCursor(cursor: string): z.output<typeof Cursor> {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Cursor.parse(decoded);
  } catch {
    throw new Refusal('invalidInput', { detail: 'cursor: is not one of ours' });
  }
}
