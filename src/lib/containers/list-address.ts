import type { ContainerSort, ContainerSortField } from '#protocol/container-list.ts';
import type { ContainerState } from '#protocol/views/container.ts';
import { sortOf, SORT_PARAMETER } from '../lists/sort.ts';

/** Rows of one page of the list. */
export const ROWS_A_PAGE = 100;
/** Rows that are read at once where all that match are meant. */
export const ROWS_AT_ONCE = 500;

/** In the order in which they are offered. */
export const STATES = [
  'running',
  'paused',
  'scheduled',
  'failed',
  'cancelled',
  'succeeded',
] as const satisfies ContainerState[];
const SORT_FIELDS = [
  'name',
  'state',
  'startAt',
  'priority',
  'jobs',
  'createdAt',
] as const satisfies ContainerSortField[];

/** Spans of start dates that are offered by name; anything else is told by its days. */
export const PERIODS = ['day', 'week', 'month', 'ahead'] as const;
export type Period = (typeof PERIODS)[number];

/** What the address of the list says. */
export interface ContainerListAddress {
  search: string;
  states: readonly ContainerState[];
  createdBy: string | undefined;
  period: Period | undefined;
  /** Whole days of the viewer's zone, `2026-11-30`. */
  since: string | undefined;
  until: string | undefined;
  sort: ContainerSort | undefined;
  /** Rows that stand on the pages before. */
  from: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SEARCH_LENGTH = 120;

/** What cannot be read is as if it were not there. */
export function listAddress({ searchParams }: Pick<URL, 'searchParams'>): ContainerListAddress {
  const words = (searchParams.get('state') ?? '').split(',');
  const day = (name: string) => {
    const word = searchParams.get(name) ?? '';
    return DAY.test(word) && !Number.isNaN(Date.parse(word)) ? word : undefined;
  };
  const from = Number(searchParams.get('from'));
  return {
    search: searchParams.get('search')?.trim().slice(0, SEARCH_LENGTH) ?? '',
    states: STATES.filter((state) => words.includes(state)),
    createdBy: searchParams.get('by') ?? undefined,
    period: PERIODS.find((one) => one === searchParams.get('period')),
    since: day('since'),
    until: day('until'),
    sort: sortOf(searchParams.get(SORT_PARAMETER), SORT_FIELDS),
    from: Number.isSafeInteger(from) && from > 0 ? from : 0,
  };
}

/** Whether anything but the order and the page is asked for. */
export const isFiltered = ({ search, states, createdBy, period, since, until }: ContainerListAddress) =>
  search !== '' || states.length > 0 || [createdBy, period, since, until].some((part) => part !== undefined);

/** The parameters that a filter consists of: all of them are taken away at once. */
export const NO_FILTER = {
  search: undefined,
  state: undefined,
  by: undefined,
  period: undefined,
  since: undefined,
  until: undefined,
  from: undefined,
} as const;
