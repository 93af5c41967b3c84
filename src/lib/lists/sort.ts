/** How a list is sorted, as its address says it: `name`, and `-name` for the other way round. */
export interface Sort<Field extends string = string> {
  field: Field;
  descending: boolean;
}

export const SORT_PARAMETER = 'sort';

/** @returns undefined when the word names none of the fields */
export function sortOf<Field extends string>(
  word: string | null,
  fields: readonly Field[],
): Sort<Field> | undefined {
  const descending = word?.startsWith('-') === true;
  const name = descending ? word?.slice(1) : word;
  const field = fields.find((one) => one === name);
  return field === undefined ? undefined : { field, descending };
}

/** The way a click on a head leads: ascending first, then the other way. */
export const nextSort = (field: string, now: Sort | undefined): string =>
  now?.field === field && !now.descending ? `-${field}` : field;
