import { z } from 'zod';
import type { Package } from '#domain/entities.ts';
import type { Place } from '#domain/sorted-list.ts';
import { Refusal } from '#protocol/errors.ts';
import { Identifier } from '#protocol/identifiers.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { NamedPage, PackagePage } from '#store/contract/aggregates.ts';
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
const PackageCursor = NameCursor.extend({ versionOrder: z.string() });

/** A page by name: the cursor holds the name and id of its last row. @throws Refusal `invalidInput` */
export function namedPageOf(query: PageQuery | undefined): NamedPage {
  return { limit: limitOf(query) + 1, ...searchOf(query), ...afterOf(query, NameCursor) };
}

export const nameCursor = ({ name, id }: z.infer<typeof NameCursor>): string => cursorWith({ name, id });

/** A page by name and version. @throws Refusal `invalidInput` */
export function packagePageOf(query: PageQuery | undefined): PackagePage {
  return { limit: limitOf(query) + 1, ...searchOf(query), ...afterOf(query, PackageCursor) };
}

export const packageCursor = ({
  familyName,
  versionOrder,
  id,
}: Pick<Package, 'familyName' | 'versionOrder' | 'id'>): string =>
  cursorWith({ name: familyName, versionOrder, id });

const InstallationCursor = z.object({ computerName: z.string(), packageId: Identifier, id: Identifier });

/** A page of installations. @throws Refusal `invalidInput` */
export const installationPageOf = (query: PageQuery | undefined) => ({
  limit: limitOf(query) + 1,
  ...searchOf(query),
  ...afterOf(query, InstallationCursor),
});

export const installationCursor = ({ computerName, packageId, id }: z.infer<typeof InstallationCursor>) =>
  cursorWith({ computerName, packageId, id });

const AuditCursor = z.object({ at: z.coerce.date(), id: Identifier });

/** A page of the audit log, newest first. @throws Refusal `invalidInput` */
export function auditPageOf(query: PageQuery | undefined) {
  const { after: before } = afterOf(query, AuditCursor);
  return { limit: limitOf(query) + 1, ...(before === undefined ? {} : { before }) };
}

export const auditCursor = ({ at, id }: z.infer<typeof AuditCursor>): string => cursorWith({ at, id });

const PlaceCursor = z.object({ key: z.union([z.string(), z.number()]), id: Identifier });

/** Where a page of a sorted list begins. @throws Refusal `invalidInput` */
export const placeOf = (cursor: string | undefined): Place | undefined =>
  afterOf(cursor === undefined ? {} : { cursor }, PlaceCursor).after;

export const placeCursor = ({ key, id }: Place): string => cursorWith({ key, id });

const cursorWith = (place: object) => Buffer.from(JSON.stringify(place)).toString('base64url');

function afterOf<Place>(query: PageQuery | undefined, place: z.ZodType<Place>): { after?: Place } {
  if (query?.cursor === undefined) return {};
  try {
    const decoded: unknown = JSON.parse(Buffer.from(query.cursor, 'base64url').toString('utf8'));
    return { after: place.parse(decoded) };
  } catch {
    throw new Refusal('invalidInput', { detail: 'cursor: is not one of ours' });
  }
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
