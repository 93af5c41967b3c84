import {
  FLEET_COLUMNS,
  isFleetColumn,
  readSort,
  sortText,
  USUAL_SORT,
  type FleetColumn,
  type FleetSort,
} from '#protocol/fleet-fields.ts';
import type { FleetCondition, FleetFilter } from '#protocol/fleet-filter.ts';
import { LIMITS } from '#protocol/limits.ts';
import { inAddress, readFilter, writeFilter } from '#protocol/fleet-filter-text.ts';

/** Columns of a list that nobody has arranged. */
export const USUAL_COLUMNS: readonly FleetColumn[] = FLEET_COLUMNS.slice(0, 6);

/** Which computers a page shows, and how: all of it stands in its address. */
export interface ListState {
  filter: FleetFilter;
  sort: FleetSort;
  /** Absent: as this browser shows them. */
  columns?: FleetColumn[];
  /** The saved filter from which it was begun. */
  savedId?: string;
}

export const NO_FILTER: FleetFilter = { search: '', match: 'all', conditions: [] };

export const isFiltered = ({ search, conditions }: FleetFilter) => search !== '' || conditions.length > 0;

/** @returns the state that an address names, and what is wrong with its filter */
export function stateOf(parameters: URLSearchParams): ListState & { problem?: string } {
  const read = readFilter(parameters.get('where') ?? '');
  const search = parameters.get('search')?.trim() ?? '';
  const filter = read.ok ? read.filter : NO_FILTER;
  const columns = columnsOf(parameters.get('columns'));
  const savedId = parameters.get('saved') ?? undefined;
  return {
    filter: { ...filter, search: [search, filter.search].filter((part) => part !== '').join(' ') },
    sort: readSort(parameters.get('sort') ?? '') ?? USUAL_SORT,
    ...(columns === undefined ? {} : { columns }),
    ...(savedId === undefined ? {} : { savedId }),
    ...(read.ok ? {} : { problem: read.problem }),
  };
}

/** Columns by their words, separated by commas; undefined when none of them is known. */
export function columnsOf(words: string | null | undefined): FleetColumn[] | undefined {
  const columns = [...new Set((words ?? '').split(',').filter(isFleetColumn))];
  return columns.length === 0 ? undefined : columns;
}

/** The address of a state: legible, since people share it. */
export function addressOf({ filter, sort, columns, savedId }: ListState): string {
  const where = writeFilter({ ...filter, search: '' });
  const parameters = [
    ['search', filter.search],
    ['where', where],
    ['sort', sortText(sort) === sortText(USUAL_SORT) ? '' : sortText(sort)],
    ['columns', columns?.join(',') ?? ''],
    ['saved', savedId ?? ''],
  ].filter(([, value]) => value !== '');
  return `?${parameters.map(([name, value]) => `${name}=${inAddress(value ?? '')}`).join('&')}`;
}

/** What asks the hub for rows: columns and saved filters are the page's own. */
export const queryOf = ({ filter, sort }: Pick<ListState, 'filter' | 'sort'>): string =>
  addressOf({ filter, sort }).slice(1);

/** A filter with one of its conditions another one, gone (`undefined`), or one more at the end. */
export function withCondition(
  filter: FleetFilter,
  condition: FleetCondition | undefined,
  place = filter.conditions.length,
): FleetFilter {
  const conditions = filter.conditions.toSpliced(place, 1, ...(condition === undefined ? [] : [condition]));
  return { ...filter, conditions };
}

/**
 * A filter that is on its way, with what somebody has changed meanwhile of the one that is still shown: conditions
 * that went and came, and how they are matched.
 */
export function changedAlike(
  target: FleetFilter,
  { shown, changed }: { shown: FleetFilter; changed: FleetFilter },
): FleetFilter {
  const all = [target, shown, changed].map(({ conditions }) => conditions.map((one) => JSON.stringify(one)));
  const [onItsWay = [], before = [], after = []] = all;
  if (onItsWay.join() === before.join()) return { ...changed, search: target.search };
  const kept = target.conditions.filter((_, place) => {
    const one = onItsWay[place] ?? '';
    return after.includes(one) || !before.includes(one);
  });
  const came = changed.conditions.filter((_, place) => {
    const one = after[place] ?? '';
    return !before.includes(one) && !onItsWay.includes(one);
  });
  return {
    search: target.search,
    match: changed.match === shown.match ? target.match : changed.match,
    conditions: [...kept, ...came],
  };
}

/** Computers of these names, in place of names that were asked for before. */
export function withNames(filter: FleetFilter, names: readonly string[]): FleetFilter {
  const others = filter.conditions.filter(
    (condition) => condition.field !== 'name' || condition.operator !== 'is',
  );
  const named: FleetCondition = { kind: 'text', field: 'name', operator: 'is', values: [...names] };
  return { ...filter, conditions: [...others, named] };
}

/** Whether an address holds a filter with all its names. */
export const namesFit = (filter: FleetFilter) =>
  writeFilter(filter).length <= LIMITS.filterLength &&
  filter.conditions.every((one) => !('values' in one) || one.values.length <= LIMITS.filterValues);

/** Names of a filter's groups, packages and families, by their ids. */
export type FilterNames = Readonly<Record<string, string>>;

/** The ids of which a filter needs the names, to be read by people. */
export function idsIn({ conditions }: FleetFilter): {
  groups: string[];
  packages: string[];
  families: string[];
} {
  return {
    groups: conditions.flatMap((one) => (one.kind === 'group' && 'values' in one ? one.values : [])),
    packages: conditions.flatMap((one) => (one.kind === 'package' && 'id' in one ? [one.id] : [])),
    families: conditions.flatMap((one) => (one.kind === 'family' ? [one.id] : [])),
  };
}
