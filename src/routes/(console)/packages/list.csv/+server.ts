import type { FamilyView } from '#protocol/views/package.ts';
import { actorOf } from '$lib/server/actor.ts';
import { cellsOfPages, csvResponse, type Cell } from '$lib/server/csv.ts';
import { familiesQuery } from '$lib/server/family-list.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { RequestHandler } from './$types';

const ROWS_AT_ONCE = 500;
const HEAD = ['id', 'name', 'latest version', 'versions', 'created', 'notes'];

const cellsOf = (one: FamilyView): Cell[] => [
  one.id,
  one.name,
  one.latestVersion,
  one.packages,
  one.createdAt,
  one.notes,
];

/** Every package family that fits in the search of the address, in its order. */
export const GET: RequestHandler = async (event) => {
  const actor = actorOf(event);
  const query = { ...familiesQuery(event), limit: ROWS_AT_ONCE };
  const { queries } = event.locals.hub;
  const first = await loaded(queries.families(actor, query));
  const pages = cellsOfPages(first, {
    cellsOf,
    read: (cursor) => queries.families(actor, { ...query, cursor }),
  });
  return csvResponse('packages', { head: HEAD, pages });
};
