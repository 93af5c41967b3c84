import type { FamilySort, FamilySortField } from '#protocol/family-list.ts';
import type { Family } from './entities.ts';
import {
  asPeopleSort,
  asWritten,
  namedLike,
  sortedPage,
  type PageWanted,
  type SortedPage,
  type SortKey,
} from './sorted-list.ts';

/** What a list knows of a family: enough to search and sort it. */
export type FamilyFacts = Pick<Family, 'id' | 'name' | 'createdAt'>;

/** What a family's packages say of it. */
export interface FamilySummary {
  packages: number;
  latestVersion: string;
  /** The latest version as versions are sorted. */
  latestOrder: string;
}

const BY_NAME: FamilySort = { field: 'name', descending: false };

/** Whether a list cannot be sorted so without the families' packages. */
export const isSortedByPackages = (sort: FamilySort | undefined): boolean =>
  sort?.field === 'packages' || sort?.field === 'latestVersion';

/** Those that have the words in their name. */
export const familiesNamed = (facts: readonly FamilyFacts[], search: string | undefined): FamilyFacts[] => {
  const fits = namedLike(search);
  return facts.filter(({ name }) => fits(name));
};

/** C3: a page of families, sorted; by name, unless it says otherwise. A family without a version has the lowest. */
export function familyPage(
  facts: readonly FamilyFacts[],
  {
    sort = BY_NAME,
    summaries,
    ...page
  }: PageWanted & { sort?: FamilySort | undefined; summaries: ReadonlyMap<string, FamilySummary> },
): SortedPage {
  const places = facts.map((one) => ({ key: keyOf(one, summaries.get(one.id), sort.field), id: one.id }));
  const texts = sort.field === 'latestVersion' ? asWritten : asPeopleSort;
  return sortedPage(places, { ...page, descending: sort.descending, texts });
}

function keyOf(facts: FamilyFacts, summary: FamilySummary | undefined, field: FamilySortField): SortKey {
  switch (field) {
    case 'name':
      return facts.name;
    case 'latestVersion':
      return summary?.latestOrder ?? '';
    case 'packages':
      return summary?.packages ?? 0;
    case 'createdAt':
      return facts.createdAt.getTime();
  }
}
