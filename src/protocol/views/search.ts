import { z } from 'zod';
import { Identifier } from '../identifiers.ts';
import { ContainerState } from './container.ts';
import { Presence } from './computer.ts';

/** One thing that a search over everything has found. */
export const FoundView = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('computer'),
    id: Identifier,
    name: z.string(),
    presence: Presence,
    /** Who is logged in there, and its address. */
    note: z.string(),
  }),
  z.object({ kind: z.literal('container'), id: Identifier, name: z.string(), state: ContainerState }),
  z.object({ kind: z.literal('family'), id: Identifier, name: z.string(), packages: z.number().int() }),
  z.object({ kind: z.literal('package'), id: Identifier, familyId: Identifier, name: z.string() }),
  z.object({ kind: z.literal('computerGroup'), id: Identifier, name: z.string() }),
  z.object({ kind: z.literal('packageGroup'), id: Identifier, name: z.string() }),
]);
export type FoundView = z.infer<typeof FoundView>;
