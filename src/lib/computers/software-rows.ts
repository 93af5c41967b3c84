import type { Software } from '#protocol/inventory.ts';
import { sortOf, SORT_PARAMETER, type Sort } from '../lists/sort.ts';

export const SOFTWARE_FIELDS = ['name', 'version', 'architecture'] as const;
export type SoftwareField = (typeof SOFTWARE_FIELDS)[number];
export const SEARCH_PARAMETER = 'q';

export type SoftwareRow = Software[number] & { id: string };

/** Numbers in versions count as numbers: 9 comes before 10. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** What of a list of software an address asks for, and in which order. */
export function softwareQuery(parameters: URLSearchParams): {
  search: string;
  sort: Sort<SoftwareField> | undefined;
} {
  return {
    search: (parameters.get(SEARCH_PARAMETER) ?? '').trim(),
    sort: sortOf(parameters.get(SORT_PARAMETER), SOFTWARE_FIELDS),
  };
}

/** Those whose name holds the search, in any case, sorted. */
export function softwareRows(
  software: Software,
  { search, sort }: { search: string; sort: Sort<SoftwareField> | undefined },
): SoftwareRow[] {
  const wanted = search.toLowerCase();
  const rows = software.flatMap((entry, index) =>
    entry.name.toLowerCase().includes(wanted) ? [{ ...entry, id: String(index) }] : [],
  );
  const { field, descending } = sort ?? { field: 'name', descending: false };
  const turned = descending ? -1 : 1;
  return rows.sort(
    (one, other) =>
      turned * collator.compare(one[field] ?? '', other[field] ?? '') ||
      collator.compare(one.name, other.name),
  );
}
