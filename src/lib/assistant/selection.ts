import type { FleetFilter } from '#protocol/fleet-filter.ts';
import type { FilterNames } from '../fleet/list-state.ts';
import type { Selection } from '../installations/assistant-address.ts';

/** A selection of computers by what is installed there, with what is said of it. */
export interface ChosenSelection extends Selection {
  /** Of the package. */
  name: string;
  /** How many computers it meant when the page was opened. */
  computers: number;
}

/** What the hub is asked with. */
export const installedOnOf = ({ packageId, search, drifted }: Selection): Selection => ({
  packageId,
  ...(search === undefined ? {} : { search }),
  ...(drifted === undefined ? {} : { drifted }),
});

/** All computers that fit a filter of their list, whoever that is when it is created. */
export interface ChosenMatching {
  filter: FleetFilter;
  names: FilterNames;
  /** How many fitted when the page was opened. */
  computers: number;
}
