import type { PackageView } from '#protocol/views/package.ts';
import { sortOf, SORT_PARAMETER, type Sort } from '../lists/sort.ts';

const SORT_FIELDS = ['version', 'files', 'createdAt'] as const;
export type VersionSort = Sort<(typeof SORT_FIELDS)[number]>;

/** How the address of a family sorts its versions. */
export const versionSortOf = ({ searchParams }: Pick<URL, 'searchParams'>): VersionSort | undefined =>
  sortOf(searchParams.get(SORT_PARAMETER), SORT_FIELDS);

/** @param newestFirst All versions of a family as the hub tells them; what is equal stays in this order */
export function sortedVersions(
  newestFirst: readonly PackageView[],
  sort: VersionSort | undefined,
): PackageView[] {
  if (sort === undefined) return [...newestFirst];
  const places = new Map(newestFirst.map(({ id }, place) => [id, place]));
  const keyOf = (one: PackageView): number => {
    switch (sort.field) {
      case 'version':
        return -(places.get(one.id) ?? 0);
      case 'files':
        return one.content?.bytes ?? 0;
      case 'createdAt':
        return Date.parse(one.createdAt);
    }
  };
  const sign = sort.descending ? -1 : 1;
  return newestFirst.toSorted((one, other) => sign * (keyOf(one) - keyOf(other)));
}
