import { USUAL_SORT, type FleetField } from '#protocol/fleet-fields.ts';
import type { FleetFilter } from '#protocol/fleet-filter.ts';
import type { FacetValue } from '#protocol/views/fleet.ts';
import { formatCount } from '../format/numbers.ts';
import { text } from '../messages/text.ts';
import type { Offers } from '../ui/type-ahead.ts';
import { NO_FILTER, queryOf } from './list-state.ts';

/** More than these are found by typing. */
const OFFERED = 50;

/** The values that a field has on the computers that fit the rest of the filter, with their number. */
export async function findValues(
  wish: { field: FleetField; filter: FleetFilter; search?: string },
  signal?: AbortSignal,
): Promise<FacetValue[]> {
  const query = queryOf({ filter: wish.filter, sort: USUAL_SORT });
  const parameters = new URLSearchParams({
    field: wish.field,
    value: wish.search ?? '',
    limit: `${OFFERED + 1}`,
  });
  const response = await fetch(
    `/computers/values.json?${parameters}&${query}`,
    signal === undefined ? {} : { signal },
  );
  if (!response.ok) throw new Error(text('common.status', { status: response.status }));
  // Written by the route of that name.
  return (await response.json()) as FacetValue[];
}

/** The same for a field in which one types. @param takesAny whether what is typed is a value, too */
export async function offersOf(
  wish: { field: FleetField; filter: FleetFilter; search: string; takesAny: boolean },
  signal: AbortSignal,
): Promise<Offers> {
  const values = await findValues(wish, signal);
  const rows = values.slice(0, OFFERED).map(({ value, label = value, computers }) => ({
    id: value,
    name: label,
    note: formatCount(computers),
  }));
  const isKnown = rows.some(({ name }) => name.toLowerCase() === wish.search.toLowerCase());
  const typed =
    wish.takesAny && wish.search !== '' && !isKnown
      ? [{ id: wish.search, name: text('fleet.asTyped', { value: wish.search }) }]
      : [];
  return { rows: [...typed, ...rows], more: values.length > OFFERED };
}

/** A filter without one of its conditions: of whom the values of that one are counted. */
export const withoutCondition = (filter: FleetFilter, place: number | undefined): FleetFilter =>
  filter.match === 'any'
    ? { ...NO_FILTER, search: filter.search }
    : {
        ...filter,
        conditions: place === undefined ? filter.conditions : filter.conditions.toSpliced(place, 1),
      };
