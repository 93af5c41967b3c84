/** By what a row is sorted: texts, or numbers. */
export type SortKey = string | number;

/** A place in a sorted list: behind the row that had this key and id, whether or not it is there still. */
export interface Place {
  key: SortKey;
  id: string;
}

export interface SortedPage {
  ids: string[];
  /** Behind the last of them; undefined at the end. */
  next?: Place;
  /** Of all that fit. */
  total: number;
}

/** Which page of a list. */
export interface PageWanted {
  /** Rows to pass over. */
  from?: number | undefined;
  /** Instead: where the page before ended. */
  after?: Place | undefined;
  limit: number;
}

export type TextOrder = (one: string, other: string) => number;

/** As people sort: in any case, numbers by their value. */
const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
export const asPeopleSort: TextOrder = (one, other) => names.compare(one, other);
/** Character by character: what was made to be sorted so. */
export const asWritten: TextOrder = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

/**
 * C3: a page of rows, sorted. What is equal stands the newest first, whichever way the list is sorted.
 * @param places In any order
 */
export function sortedPage(
  places: Place[],
  {
    descending,
    texts = asPeopleSort,
    from = 0,
    after,
    limit,
  }: PageWanted & { descending: boolean; texts?: TextOrder },
): SortedPage {
  const sign = descending ? -1 : 1;
  const compare = (one: Place, other: Place): number => {
    const difference =
      typeof one.key === 'number' && typeof other.key === 'number'
        ? one.key - other.key
        : texts(String(one.key), String(other.key));
    return difference === 0 ? -asWritten(one.id, other.id) : sign * difference;
  };
  const sorted = places.toSorted(compare);
  const begin = after === undefined ? from : placeBehind(sorted, (place) => compare(place, after) > 0);
  const shown = sorted.slice(begin, begin + limit);
  const last = shown.at(-1);
  return {
    ids: shown.map(({ id }) => id),
    ...(last === undefined || begin + limit >= sorted.length ? {} : { next: last }),
    total: sorted.length,
  };
}

/** Whether a name has these words in it, in any case. */
export function namedLike(words: string | undefined): (name: string) => boolean {
  const wanted = comparable(words ?? '');
  return (name) => wanted === '' || comparable(name).includes(wanted);
}

const comparable = (text: string) => text.normalize('NFC').toLowerCase();

/** @returns the index of the first place that is behind, by bisection; that of the end when none is */
function placeBehind(places: readonly Place[], isBehind: (place: Place) => boolean): number {
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
