import type { FamilySort, FamilySortField } from '#protocol/family-list.ts';
import { sortOf, SORT_PARAMETER } from '../lists/sort.ts';

/** Rows of one page of the list. */
export const ROWS_A_PAGE = 100;

const SORT_FIELDS = ['name', 'latestVersion', 'packages', 'createdAt'] as const satisfies FamilySortField[];
const SEARCH_LENGTH = 120;

/** What the address of the list of packages says. */
export interface FamilyListAddress {
  search: string;
  sort: FamilySort | undefined;
  /** Rows that stand on the pages before. */
  from: number;
}

/** What cannot be read is as if it were not there. */
export function familyListAddress({ searchParams }: Pick<URL, 'searchParams'>): FamilyListAddress {
  const from = Number(searchParams.get('from'));
  return {
    search: searchParams.get('search')?.trim().slice(0, SEARCH_LENGTH) ?? '',
    sort: sortOf(searchParams.get(SORT_PARAMETER), SORT_FIELDS),
    from: Number.isSafeInteger(from) && from > 0 ? from : 0,
  };
}
