import type {
  ContainerFilter,
  ContainerSort,
  ContainerSortField,
  ContainerStateCounts,
} from '#protocol/container-list.ts';
import type { ContainerState } from '#protocol/views/container.ts';
import { containerState } from './container-state.ts';
import type { JobContainer } from './entities.ts';

/** What a list knows of a container: enough to filter and sort it, small enough to keep thousands. */
export type ContainerFacts = Pick<
  JobContainer,
  | 'id'
  | 'name'
  | 'startAt'
  | 'priority'
  | 'paused'
  | 'jobs'
  | 'counts'
  | 'createdAt'
  | 'createdBy'
  | 'settledAt'
  | 'settledAs'
  | 'revision'
>;

/** By what a container is sorted. */
export type ContainerSortKey = string | number;

/** What wants to be looked at first. */
const STATE_ORDER: Record<ContainerState, number> = {
  running: 0,
  paused: 1,
  scheduled: 2,
  failed: 3,
  cancelled: 4,
  succeeded: 5,
};
/** As people sort: in any case, numbers by their value. */
const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
/** The newest first. */
const NEWEST: ContainerSort = { field: 'createdAt', descending: true };

/** A place in a sorted list: behind the container that had this key and id, whether or not it is there still. */
export interface ContainerPlace {
  key: ContainerSortKey;
  id: string;
}

export interface ContainerPage {
  ids: string[];
  /** Behind the last of them; undefined at the end. */
  next?: ContainerPlace;
  /** Of all that fit. */
  total: number;
  counts: ContainerStateCounts;
}

export interface ContainerListing {
  filter: ContainerFilter;
  /** The newest first, unless it says otherwise. */
  sort?: ContainerSort | undefined;
  /** Rows to pass over. */
  from?: number | undefined;
  /** Instead: where the page before ended. */
  after?: ContainerPlace | undefined;
  limit: number;
}

/** C3: a page of the containers that fit, sorted. @param facts In any order */
export function containerPage(
  facts: Iterable<ContainerFacts>,
  { filter, sort = NEWEST, from = 0, after, limit }: ContainerListing,
  now: Date,
): ContainerPage {
  const { fitting, counts } = fittingOf(facts, filter, now);
  const compare = comparing(sort);
  const places = fitting.map((one) => ({ key: keyOf(one, sort.field, now), id: one.id })).sort(compare);
  const begin = after === undefined ? from : placeBehind(places, (place) => compare(place, after) > 0);
  const shown = places.slice(begin, begin + limit);
  const last = shown.at(-1);
  return {
    ids: shown.map(({ id }) => id),
    ...(last === undefined || begin + limit >= places.length ? {} : { next: last }),
    total: places.length,
    counts,
  };
}

function fittingOf(facts: Iterable<ContainerFacts>, filter: ContainerFilter, now: Date) {
  const { states } = filter;
  const fitting: ContainerFacts[] = [];
  const counts: ContainerStateCounts = {};
  const fits = fitsAllBut(filter);
  for (const one of facts) {
    if (!fits(one)) continue;
    const state = containerState(one, now);
    counts[state] = (counts[state] ?? 0) + 1;
    if (states === undefined || states.includes(state)) fitting.push(one);
  }
  return { fitting, counts };
}

/** All of a filter but the state: how many there are in each is told beside it. */
function fitsAllBut({ search, createdBy, startFrom, startBefore }: ContainerFilter) {
  const words = search === undefined ? '' : comparable(search);
  return ({ name, createdBy: creator, startAt }: ContainerFacts): boolean =>
    (createdBy === undefined || creator === createdBy) &&
    (startFrom === undefined || startAt >= startFrom) &&
    (startBefore === undefined || startAt < startBefore) &&
    (words === '' || comparable(name).includes(words));
}

const comparable = (text: string) => text.normalize('NFC').toLowerCase();

function keyOf(facts: ContainerFacts, field: ContainerSortField, now: Date): ContainerSortKey {
  switch (field) {
    case 'name':
      return facts.name;
    case 'state':
      return STATE_ORDER[containerState(facts, now)];
    case 'startAt':
      return facts.startAt.getTime();
    case 'priority':
      return facts.priority;
    case 'jobs':
      return facts.jobs;
    case 'createdAt':
      return facts.createdAt.getTime();
  }
}

/** What is equal stands the newest first, whichever way the list is sorted. */
function comparing({ descending }: ContainerSort) {
  const sign = descending ? -1 : 1;
  return (one: ContainerPlace, other: ContainerPlace): number => {
    const difference =
      typeof one.key === 'number' && typeof other.key === 'number'
        ? one.key - other.key
        : names.compare(String(one.key), String(other.key));
    if (difference !== 0) return sign * difference;
    return one.id > other.id ? -1 : one.id < other.id ? 1 : 0;
  };
}

/** @returns the index of the first place that is behind, by bisection; that of the end when none is */
function placeBehind(
  places: readonly ContainerPlace[],
  isBehind: (place: ContainerPlace) => boolean,
): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const place = places[middle];
    if (place === undefined || isBehind(place)) high = middle;
    else low = middle + 1;
  }
  return low;
}
