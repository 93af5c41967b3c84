import type { Actor } from '#domain/entities.ts';
import type { FleetColumn, FleetField, FleetSort } from '#protocol/fleet-fields.ts';
import type { FleetFilter } from '#protocol/fleet-filter.ts';
import type { ComputersPart, FacetValue } from '#protocol/views/fleet.ts';
import type { PageQuery } from '../hub.ts';

/** Which computers. What is absent does not matter; all that is there has to hold. */
export interface ComputerWish {
  filter?: FleetFilter;
  search?: string;
  /** Those of the group and of all groups below it. */
  groupId?: string;
  online?: boolean;
  /** Of these alone. */
  ids?: readonly string[];
  sort?: FleetSort;
}

export interface FacetQuery {
  field: FleetField;
  /** Of which computers; absent: of all. */
  filter?: FleetFilter;
  /** Part of a value, or of its name. */
  search?: string;
  limit?: number;
}

/** The list of computers. */
export interface FleetQueries {
  /** A part of those that fit, from a place or after a cursor, in the order of `sort` (by name). */
  computers(actor: Actor, query?: PageQuery & ComputerWish & { from?: number }): Promise<ComputersPart>;
  /** All that fit, as comma-separated values, a piece at a time. */
  computersCsv(
    actor: Actor,
    query?: ComputerWish & { columns?: readonly FleetColumn[] },
  ): Promise<AsyncIterable<string>>;
  /** What a field is, and on how many computers: the most frequent first, groups and packages by name. */
  computerFacets(actor: Actor, query: FacetQuery): Promise<FacetValue[]>;
}
