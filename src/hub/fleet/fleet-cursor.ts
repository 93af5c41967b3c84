import { z } from 'zod';
import { compareKeys } from '#domain/fleet/sorting.ts';
import { Refusal } from '#protocol/errors.ts';
import { sortText, type FleetSort } from '#protocol/fleet-fields.ts';
import type { Placed } from './fleet-index.ts';

/** The place of a row in a sorted list: what it was sorted by, and what tells it from its equals. */
const Cursor = z.object({
  sort: z.string(),
  key: z.union([z.string(), z.number()]).optional(),
  name: z.string(),
  id: z.string(),
});

export function fleetCursor({ record, key }: Placed, sort: FleetSort): string {
  const place = {
    sort: sortText(sort),
    ...(key === undefined ? {} : { key }),
    name: record.key,
    id: record.id,
  };
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * At which place the page after a cursor begins, whatever has come and gone meanwhile.
 * @throws Refusal `invalidInput` when it is none, or of a list in another order
 */
export function placeAfter(text: string, placed: readonly Placed[], sort: FleetSort): number {
  const cursor = read(text);
  if (cursor?.sort !== sortText(sort))
    throw new Refusal('invalidInput', { detail: 'cursor: is not one of ours' });
  const isAfter = ({ record, key }: Placed) => {
    const order = compareKeys(key, cursor.key, sort);
    if (order !== 0) return order > 0;
    return record.key > cursor.name || (record.key === cursor.name && record.id > cursor.id);
  };
  const place = placed.findIndex(isAfter);
  return place < 0 ? placed.length : place;
}

function read(text: string): z.infer<typeof Cursor> | undefined {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Cursor.parse(decoded);
  } catch {
    return undefined;
  }
}
