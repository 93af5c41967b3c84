import type {
  ContainerFilter,
  ContainerSort,
  ContainerSortField,
  ContainerStateCounts,
} from '#protocol/container-list.ts';
import type { ContainerState } from '#protocol/views/container.ts';
import { containerState } from './container-state.ts';
import type { JobContainer } from './entities.ts';
import { namedLike, sortedPage, type PageWanted, type SortedPage, type SortKey } from './sorted-list.ts';

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

/** What wants to be looked at first. */
const STATE_ORDER: Record<ContainerState, number> = {
  running: 0,
  paused: 1,
  scheduled: 2,
  failed: 3,
  cancelled: 4,
  succeeded: 5,
};
/** The newest first. */
const NEWEST: ContainerSort = { field: 'createdAt', descending: true };

export interface ContainerPage extends SortedPage {
  counts: ContainerStateCounts;
}

export interface ContainerListing extends PageWanted {
  filter: ContainerFilter;
  /** The newest first, unless it says otherwise. */
  sort?: ContainerSort | undefined;
}

/** C3: a page of the containers that fit, sorted. @param facts In any order */
export function containerPage(
  facts: Iterable<ContainerFacts>,
  { filter, sort = NEWEST, ...page }: ContainerListing,
  now: Date,
): ContainerPage {
  const { fitting, counts } = fittingOf(facts, filter, now);
  const places = fitting.map((one) => ({ key: keyOf(one, sort.field, now), id: one.id }));
  return { ...sortedPage(places, { ...page, descending: sort.descending }), counts };
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
  const isNamedSo = namedLike(search);
  return ({ name, createdBy: creator, startAt }: ContainerFacts): boolean =>
    (createdBy === undefined || creator === createdBy) &&
    (startFrom === undefined || startAt >= startFrom) &&
    (startBefore === undefined || startAt < startBefore) &&
    isNamedSo(name);
}

function keyOf(facts: ContainerFacts, field: ContainerSortField, now: Date): SortKey {
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
