import { z } from 'zod';
import { FLEET_COLUMNS } from '../fleet-fields.ts';
import { FilterText, FleetColumnWord, SortWord } from '../fleet-filter.ts';
import { Identifier, Name } from '../identifiers.ts';

const columns = z
  .array(FleetColumnWord)
  .min(1, 'choose one column at least')
  .max(FLEET_COLUMNS.length)
  .transform((words) => [...new Set(words)]);

export const CreateFilter = z
  .object({
    name: Name,
    filter: FilterText,
    sort: SortWord.optional(),
    columns: columns.optional(),
    /** Everybody sees it. */
    shared: z.boolean().default(false),
  })
  .strict();
export type CreateFilter = z.infer<typeof CreateFilter>;

/** What is left out stays as it is; `null`: as the list is. */
export const EditFilter = z
  .object({
    filterId: Identifier,
    /** The revision that was looked at; when it has grown since, nothing is changed. Absent: whatever it is. */
    revision: z.number().int().optional(),
    name: Name.optional(),
    filter: FilterText.optional(),
    sort: SortWord.nullable().optional(),
    columns: columns.nullable().optional(),
    shared: z.boolean().optional(),
  })
  .strict();
export type EditFilter = z.infer<typeof EditFilter>;

export const DeleteFilter = z.object({ filterId: Identifier });
