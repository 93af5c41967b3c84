import { z } from 'zod';
import { Instant } from '../identifiers.ts';
import { OperatingSystemFamily } from '../package.ts';
import { ComputerView } from './computer.ts';

/** One row of a list of computers: all that its columns can show. What is absent is not known. */
export const ComputerRow = ComputerView.extend({
  /** When it was seen last, also while it is online: its last hello. */
  lastSeenAt: Instant.optional(),
  subnet: z.string().optional(),
  system: z
    .object({
      family: OperatingSystemFamily,
      name: z.string(),
      version: z.string(),
      architecture: z.string(),
    })
    .optional(),
  model: z.string().optional(),
  serial: z.string().optional(),
  memoryBytes: z.number().int().optional(),
  /** Of the volume on which the system lies. */
  disk: z.object({ mount: z.string(), freeBytes: z.number().int(), sizeBytes: z.number().int() }).optional(),
  bootedAt: Instant.optional(),
  /** Packages that are installed, and those of them that the inventory contradicts. */
  installed: z.number().int(),
  drifted: z.number().int(),
  /** Jobs that wait or run, and jobs that failed and are still there. */
  pendingJobs: z.number().int(),
  failedJobs: z.number().int(),
});
export type ComputerRow = z.infer<typeof ComputerRow>;

/** A part of all computers that fit a filter, in the order of a sort. */
export const ComputersPart = z.object({
  rows: z.array(ComputerRow),
  /** At which place of all that fit the first row stands. */
  from: z.number().int(),
  /** How many computers fit, and how many there are. */
  matching: z.number().int(),
  total: z.number().int(),
  /** Names that the filter asks for and that no computer has, as far as a page shows them. */
  unknownNames: z.array(z.string()),
  /** Ask again with it as cursor; absent on the last page. */
  next: z.string().exactOptional(),
});
export type ComputersPart = z.infer<typeof ComputersPart>;

/** A value that a field of computers has somewhere, and how many have it. */
export const FacetValue = z.object({
  value: z.string(),
  /** For people, where the value is an id. */
  label: z.string().exactOptional(),
  computers: z.number().int(),
});
export type FacetValue = z.infer<typeof FacetValue>;
