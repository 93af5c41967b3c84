import type { ContainerView } from '#protocol/views/container.ts';
import { actorOf } from '$lib/server/actor.ts';
import { containersQuery } from '$lib/server/container-list.ts';
import { cellsOfPages, csvResponse, type Cell } from '$lib/server/csv.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { RequestHandler } from './$types';

const ROWS_AT_ONCE = 500;
const STATES = [
  'succeeded',
  'alreadyInstalled',
  'failed',
  'aborted',
  'expired',
  'incompatible',
  'cancelled',
] as const;
const HEAD = [
  'id',
  'name',
  'state',
  'start',
  'end',
  'priority',
  'jobs',
  ...STATES,
  'created',
  'created by',
  'notes',
];

const cellsOf = ({ counts, ...one }: ContainerView): Cell[] => [
  one.id,
  one.name,
  one.state,
  one.startAt,
  one.endAt,
  one.priority,
  one.jobs,
  ...STATES.map((state) => counts[state] ?? 0),
  one.createdAt,
  one.createdBy,
  one.notes,
];

/** Every container that fits in the filters of the address, in its order. */
export const GET: RequestHandler = async (event) => {
  const actor = actorOf(event);
  const query = { ...containersQuery(event), limit: ROWS_AT_ONCE };
  const { queries } = event.locals.hub;
  const first = await loaded(queries.containers(actor, query));
  const pages = cellsOfPages(first, {
    cellsOf,
    read: (cursor) => queries.containers(actor, { ...query, cursor }),
  });
  return csvResponse('job containers', { head: HEAD, pages });
};
