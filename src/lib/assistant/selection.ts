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
