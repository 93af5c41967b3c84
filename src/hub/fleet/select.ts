import { Refusal } from '#protocol/errors.ts';
import type { FleetCondition, FleetFilter } from '#protocol/fleet-filter.ts';
import type { HubContext } from '../hub-context.ts';
import type { ComputerWish } from '../hub/fleet.ts';
import type { Placed } from './fleet-index.ts';

type Parts = Pick<HubContext, 'fleet' | 'store'>;

/**
 * The computers that fit, in order, after what has happened until now.
 * @param wish.whole also after a change of very many: what is done to them must meet the right ones
 * @throws Refusal `unavailable`; `notFound` for a group that there is not
 */
export async function selectComputers(
  { fleet, store }: Parts,
  wish: ComputerWish & { whole?: boolean },
): Promise<Placed[]> {
  const families = await familiesAskedFor(store, wish.filter);
  await fleet.settled({ all: wish.whole === true });
  // In the turn in which all is settled: nothing comes between.
  const around = fleet.around((id) => families.get(id));
  const { sort, ids } = wish;
  const placed = fleet.index.select({ filters: filtersOf(fleet, wish), ...(sort && { sort }) }, around);
  if (ids === undefined) return placed;
  const named = new Set(ids);
  return placed.filter(({ record }) => named.has(record.id));
}

function filtersOf(
  fleet: HubContext['fleet'],
  { filter, search, groupId, online }: ComputerWish,
): FleetFilter[] {
  const all = (conditions: FleetCondition[], words = ''): FleetFilter => ({
    search: words,
    match: 'all',
    conditions,
  });
  const filters = filter === undefined ? [] : [filter];
  if (search !== undefined) filters.push(all([], search));
  if (online !== undefined) {
    const operator = online ? 'is' : 'not';
    filters.push(all([{ kind: 'choice', field: 'presence', operator, values: ['online'] }]));
  }
  if (groupId === undefined) return filters;
  if (!fleet.groups().some(({ id }) => id === groupId)) {
    throw new Refusal('notFound', { detail: `There is no group of computers ${groupId}.` });
  }
  return [...filters, all([{ kind: 'group', field: 'group', operator: 'is', values: [groupId] }])];
}

/** Z5: which families the packages belong to whose other versions are asked for. */
async function familiesAskedFor(
  { packages }: HubContext['store'],
  filter: FleetFilter | undefined,
): Promise<Map<string, string>> {
  const ids = filter?.conditions.flatMap((condition) =>
    condition.kind === 'package' && condition.operator === 'otherVersion' ? [condition.id] : [],
  );
  if (ids === undefined || ids.length === 0) return new Map();
  return new Map((await packages.getMany([...new Set(ids)])).map(({ id, familyId }) => [id, familyId]));
}
