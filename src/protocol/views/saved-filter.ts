import { z } from 'zod';
import { FleetColumnWord } from '../fleet-filter.ts';
import { Identifier, Instant } from '../identifiers.ts';

/** A filter that somebody has given a name. It is never applied by itself. */
export const SavedFilterView = z.object({
  id: Identifier,
  name: z.string(),
  /** As text: see `fleet-filter-text`. Empty: all computers. */
  filter: z.string(),
  /** By what the list is sorted; absent: as it is. */
  sort: z.string().optional(),
  /** Which columns are shown, in this order; absent: as they are. */
  columns: z.array(FleetColumnWord).optional(),
  /** Whether everybody sees it. */
  shared: z.boolean(),
  /** Whose it is. */
  owner: z.string(),
  /** Whether it is the asker's own. */
  own: z.boolean(),
  changedAt: Instant,
  revision: z.number().int(),
});
export type SavedFilterView = z.infer<typeof SavedFilterView>;
