import { filterOf, type FilterAround } from '#domain/fleet/filter.ts';
import type { FleetFacts } from '#domain/fleet/facts.ts';
import { compareKeys, sortKeyOf, type SortKey } from '#domain/fleet/sorting.ts';
import { comparable } from '#domain/fleet/facts.ts';
import { USUAL_SORT, type FleetSort } from '#protocol/fleet-fields.ts';
import type { FleetFilter } from '#protocol/fleet-filter.ts';
import type { Presence } from '#protocol/views/computer.ts';
import type { FleetRecord } from './fleet-record.ts';

/** What a list is made with, beside the records. */
export interface FleetAround extends FilterAround {
  groupNames: (facts: FleetFacts) => readonly string[];
}

/** Which computers: those that fit all of these filters; none given: all computers. */
export interface FleetWish {
  filters?: readonly FleetFilter[];
  sort?: FleetSort | undefined;
}

/** Who is there now. */
export interface Presences {
  /** Since when it is online; undefined: it is not. */
  since(computerId: string): Date | undefined;
  /** What is said of those that are not. */
  absent: Presence;
}

/** A computer at its place in a list. */
export interface Placed {
  record: FleetRecord;
  key: SortKey;
}

/** All computers in memory, by name. Knows nothing of where they come from, and decides nothing. */
export class FleetIndex {
  readonly #records = new Map<string, FleetRecord>();
  readonly #byName: FleetRecord[] = [];
  readonly #ids = new Map<string, string>();
  readonly #presences: () => Presences;

  constructor(presences: () => Presences) {
    this.#presences = presences;
  }

  get size(): number {
    return this.#records.size;
  }

  get(id: string): FleetRecord | undefined {
    const record = this.#records.get(id);
    if (record !== undefined) look(record, this.#presences());
    return record;
  }

  /** The computer of that name, in any case. */
  named(name: string): FleetRecord | undefined {
    const id = this.#ids.get(comparable(name));
    return id === undefined ? undefined : this.get(id);
  }

  put(record: FleetRecord): void {
    const before = this.#records.get(record.id);
    this.#records.set(record.id, record);
    if (before?.name === record.name) {
      this.#byName[this.#placeOf(before)] = record;
      return;
    }
    if (before !== undefined) this.#takeOut(before);
    this.#byName.splice(this.#placeOf(record), 0, record);
    this.#ids.set(comparable(record.name), record.id);
  }

  clear(): void {
    this.#records.clear();
    this.#ids.clear();
    this.#byName.length = 0;
  }

  /** @returns whether it was there */
  remove(id: string): boolean {
    const record = this.#records.get(id);
    if (record === undefined) return false;
    this.#records.delete(id);
    this.#takeOut(record);
    return true;
  }

  /** Those that fit, in order. Presence is as it is now. */
  select({ filters = [], sort = USUAL_SORT }: FleetWish, around: FleetAround): Placed[] {
    const presences = this.#presences();
    const asked = filters.map((filter) => filterOf(filter, around));
    const placed: Placed[] = [];
    for (const record of this.#byName) {
      look(record, presences);
      if (asked.every((fits) => fits(record)))
        placed.push({ record, key: sort.by === 'name' ? record.key : sortKeyOf(record, sort.by, around) });
    }
    // What is equal stays in the order of names: the sort is stable.
    if (sort.by !== 'name' || sort.descending)
      placed.sort((one, other) => compareKeys(one.key, other.key, sort));
    return placed;
  }

  #takeOut(record: FleetRecord): void {
    this.#byName.splice(this.#placeOf(record), 1);
    if (this.#ids.get(comparable(record.name)) === record.id) this.#ids.delete(comparable(record.name));
  }

  /** Where it stands, or would stand. */
  #placeOf(record: FleetRecord): number {
    let low = 0;
    let high = this.#byName.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.#byName[middle];
      if (there !== undefined && isBefore(there, record)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function look(record: FleetRecord, presences: Presences): void {
  const since = presences.since(record.id);
  record.presence = since === undefined ? presences.absent : 'online';
  record.presenceSince = since === undefined ? record.lastSeen : since.getTime();
}

const isBefore = (one: FleetRecord, other: FleetRecord) =>
  one.key < other.key || (one.key === other.key && one.id < other.id);
