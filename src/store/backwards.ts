import type { Types } from 'mongoose';
import type { TimelineBound } from '#domain/timeline/pages.ts';
import { objectId } from './identifiers.ts';

/** What a row has to fit: its moment, and among those of one moment its id. */
export interface MomentFilter {
  moment: Date | { $lt: Date } | { $lte: Date };
  _id?: { $lt: Types.ObjectId };
}

/** Rows by their moment, and those of one moment by their id, from a bound on backwards: at most two reads. */
export async function readBackwards<Row>(
  { bound, limit }: { bound: TimelineBound; limit: number },
  read: (filter: MomentFilter, limit: number) => Promise<Row[]>,
): Promise<Row[]> {
  const { at, ofMoment } = bound;
  if (ofMoment === 'all') return read({ moment: { $lte: at } }, limit);
  if (ofMoment === 'nothing') return read({ moment: { $lt: at } }, limit);
  const same = await read({ moment: at, _id: { $lt: objectId(ofMoment.before) } }, limit);
  if (same.length >= limit) return same;
  return [...same, ...(await read({ moment: { $lt: at } }, limit - same.length))];
}
