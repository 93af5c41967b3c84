import { z } from 'zod';
import { Refusal } from '#protocol/errors.ts';
import { Identifier } from '#protocol/identifiers.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { NamedPage } from '#store/contract/aggregates.ts';
import type { Page, PageQuery } from '../hub.ts';

const DEFAULT_LIMIT = 100;

/** How many rows were asked for, within bounds. */
export function limitOf(query: { limit?: number } | undefined): number {
  return Math.min(Math.max(Math.trunc(query?.limit ?? DEFAULT_LIMIT), 1), LIMITS.pageRows);
}

/** Part of a name; nothing but blanks is none. */
export function searchOf(query: PageQuery | undefined): { search?: string } {
  const search = query?.search?.trim();
  return search ? { search } : {};
}

const NameCursor = z.object({ name: z.string(), id: Identifier });

/** A page by name: the cursor holds the name and id of its last row. @throws Refusal `invalidInput` */
export function namedPageOf(query: PageQuery | undefined): NamedPage {
  const page = { limit: limitOf(query) + 1, ...searchOf(query) };
  if (query?.cursor === undefined) return page;
  try {
    const decoded: unknown = JSON.parse(Buffer.from(query.cursor, 'base64url').toString('utf8'));
    return { ...page, after: NameCursor.parse(decoded) };
  } catch {
    throw new Refusal('invalidInput', { detail: 'cursor: is not one of ours' });
  }
}

export function nameCursor(row: { name: string; id: string }): string {
  return Buffer.from(JSON.stringify({ name: row.name, id: row.id })).toString('base64url');
}

/** A page by id, newest first: the cursor is the id of its last row. @throws Refusal `invalidInput` */
export function newestPageOf(query: PageQuery | undefined): { before?: string; limit: number } {
  const limit = limitOf(query) + 1;
  if (query?.cursor === undefined) return { limit };
  const cursor = Identifier.safeParse(query.cursor);
  if (!cursor.success) throw new Refusal('invalidInput', { detail: 'cursor: is not one of ours' });
  return { before: cursor.data, limit };
}

/** Where a page by sequence begins: its cursor is the sequence of the last row. @throws Refusal `invalidInput` */
export function sequenceOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw new Refusal('invalidInput', { detail: 'cursor: is not one of ours' });
  return Number(cursor);
}

/** One row more than wanted was read: it only says that there is a next page. */
export function pageOf<Row>(rows: Row[], limit: number, cursorOf: (row: Row) => string): Page<Row> {
  if (rows.length < limit) return { rows };
  const kept = rows.slice(0, limit - 1);
  const last = kept.at(-1);
  return last === undefined ? { rows: kept } : { rows: kept, next: cursorOf(last) };
}
