import type { FleetCondition, FleetFilter } from './fleet-filter.ts';
import { FilterProblem, FilterReader } from './fleet-filter-reader.ts';
import { readCondition, writeCondition } from './fleet-condition-text.ts';
import { writeValue } from './fleet-filter-reader.ts';
import { LIMITS } from './limits.ts';

/**
 * A filter as text, for links, requests and saved filters: short, readable, and read back exactly as it was.
 *
 *     text:lab,os:linux,lastSeen.olderThan:7d,disk.below:10%
 *     any(presence:offline,notes.empty,model:'Precision 3660, rev. 2';OptiPlex)
 *
 * Conditions stand behind one another, separated by commas; those that are an `or` stand in `any(…)`. A condition is
 * a field, a dot and an operator (left out: `is`), a colon and values, separated by semicolons. A
 * value that holds one of `, ; ( ) '` stands in single quotes, a quote in it twice. `text:` is what is searched for.
 * All of it, but `%` and blanks, may stand in an address as it is.
 */
export function writeFilter({ search, match, conditions }: FleetFilter): string {
  const written = conditions.map(writeCondition).join(',');
  const terms = [
    search === '' ? '' : `text:${writeValue(search)}`,
    match === 'any' ? `any(${written})` : written,
  ];
  return terms.filter((term) => term !== '').join(',');
}

export type FilterRead = { ok: true; filter: FleetFilter } | { ok: false; problem: string };

/** @returns the filter, or a sentence that says which part of the text is wrong, and how */
export function readFilter(text: string): FilterRead {
  try {
    return { ok: true, filter: read(new FilterReader(text)) };
  } catch (error) {
    if (error instanceof FilterProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

function read(reader: FilterReader): FleetFilter {
  let search: string | undefined;
  let any: FleetCondition[] | undefined;
  const all: FleetCondition[] = [];
  if (reader.isAtEnd) return { search: '', match: 'all', conditions: [] };
  do {
    if (reader.take('any(')) {
      if (any !== undefined) throw new FilterProblem('any(…) can be there once');
      any = readAny(reader);
    } else if (reader.take('text:')) {
      if (search !== undefined) throw new FilterProblem('text: can be there once');
      search = reader.value('text');
    } else all.push(readCondition(reader));
  } while (reader.take(','));
  reader.end();
  if (any !== undefined && all.length > 0) {
    throw new FilterProblem('all conditions stand inside any(…), or none');
  }
  const conditions = any ?? all;
  if (conditions.length > LIMITS.filterConditions) {
    throw new FilterProblem(`a filter may have ${LIMITS.filterConditions} conditions`);
  }
  return { search: search ?? '', match: any === undefined ? 'all' : 'any', conditions };
}

function readAny(reader: FilterReader): FleetCondition[] {
  const conditions: FleetCondition[] = [];
  if (reader.take(')')) return conditions;
  do conditions.push(readCondition(reader));
  while (reader.take(','));
  if (!reader.take(')')) throw new FilterProblem(`any( is not closed before "${reader.rest}"`);
  return conditions;
}

/** What needs no escape in the query of an address, whatever `encodeURIComponent` thinks. */
const LEGIBLE: Readonly<Record<string, string>> = {
  '%20': '+',
  '%2C': ',',
  '%3A': ':',
  '%3B': ';',
  '%2F': '/',
  '%40': '@',
};

/** The value of a query parameter, escaped as little as can be: people read and share these addresses. */
export const inAddress = (text: string) =>
  encodeURIComponent(text).replaceAll(/%(?:20|2C|3A|3B|2F|40)/g, (escape) => LEGIBLE[escape] ?? escape);
