import type { RequestEvent } from '@sveltejs/kit';
import { BLOCK } from '$lib/fleet/fleet-rows.svelte.ts';
import { columnsOf, idsIn, stateOf, USUAL_COLUMNS, type FilterNames } from '$lib/fleet/list-state.ts';
import { pathsOf } from '$lib/groups/group-tree.ts';
import type { FleetFilter } from '#protocol/fleet-filter.ts';
import type { ComputersPart } from '#protocol/views/fleet.ts';
import { actorOf } from './actor.ts';
import { loaded } from './refusal.ts';

type Asked = Pick<RequestEvent, 'locals' | 'url'>;

/** Which columns this browser shows where the address names none. */
const COLUMNS_COOKIE = 'reveille_columns';
const NOTHING: ComputersPart = { rows: [], from: 0, matching: 0, total: 0, unknownNames: [] };

/** The list of computers with its beginning; everything else of it is asked for when it is scrolled to. */
export async function fleetPage({ locals, url, cookies }: Asked & Pick<RequestEvent, 'cookies'>) {
  const actor = actorOf({ locals });
  const { columns, problem, ...state } = stateOf(url.searchParams);
  const [part, saved, names] = await loaded(
    Promise.all([
      fleetPart({ locals, url }),
      locals.hub.queries.filters(actor),
      filterNames({ locals }, state.filter),
    ]),
  );
  return {
    ...state,
    part,
    saved,
    names,
    columns: columns ?? columnsOf(cookies.get(COLUMNS_COOKIE)) ?? [...USUAL_COLUMNS],
    /** Whether these columns come from the address: then they are nobody's usual ones. */
    columnsGiven: columns !== undefined,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Rows of it from a place on: `?from=&limit=`. Of a filter that cannot be read there are none. */
export async function fleetPart({ locals, url }: Asked): Promise<ComputersPart> {
  const { filter, sort, problem } = stateOf(url.searchParams);
  if (problem !== undefined) return NOTHING;
  const whole = (name: string, otherwise: number) => {
    const value = Number(url.searchParams.get(name) ?? otherwise);
    return Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
  };
  const page = { from: whole('from', 0), limit: whole('limit', BLOCK) };
  return loaded(locals.hub.queries.computers(actorOf({ locals }), { filter, sort, ...page }));
}

/** What its groups, packages and families are called; what is gone has no name. */
export async function filterNames(
  { locals }: Pick<Asked, 'locals'>,
  filter: FleetFilter,
): Promise<FilterNames> {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const { groups, packages, families } = idsIn(filter);
  const there = async <Value>(work: Promise<Value>) => work.catch(() => undefined);
  const paths = groups.length === 0 ? [] : pathsOf(await queries.computerGroups(actor));
  const found = await Promise.all([
    ...packages.map(async (id) => {
      const one = await there(queries.package(actor, id));
      return [id, one && `${one.familyName} ${one.version}`] as const;
    }),
    ...families.map(async (id) => [id, (await there(queries.family(actor, id)))?.family.name] as const),
  ]);
  const named = found.flatMap(([id, name]) => (name === undefined ? [] : [[id, name] as const]));
  return Object.fromEntries([
    ...paths.filter(({ id }) => groups.includes(id)).map(({ id, path }) => [id, path] as const),
    ...named,
  ]);
}
