import { z } from 'zod';
import { Identifier } from '../identifiers.ts';

/** What a group holds: there is a tree of groups for each. */
export const GroupKind = z.enum(['computers', 'packages']);
export type GroupKind = z.infer<typeof GroupKind>;

/** A group as it stands beside one of its members. */
export const GroupName = z.object({ id: Identifier, name: z.string() });
export type GroupName = z.infer<typeof GroupName>;

const common = {
  id: Identifier,
  name: z.string(),
  notes: z.string(),
  /** The group above it; absent at the top. */
  parentId: Identifier.optional(),
  revision: z.number().int(),
};

export const ComputerGroupView = z.object({
  of: z.literal('computers'),
  ...common,
  /** How many computers are in it, those of the groups below not counted. */
  computers: z.number().int(),
});
export type ComputerGroupView = z.infer<typeof ComputerGroupView>;

export const PackageGroupView = z.object({
  of: z.literal('packages'),
  ...common,
  /** In the order in which they are deployed. */
  packageIds: z.array(Identifier),
});
export type PackageGroupView = z.infer<typeof PackageGroupView>;

export const GroupView = z.discriminatedUnion('of', [ComputerGroupView, PackageGroupView]);
export type GroupView = z.infer<typeof GroupView>;

/** What became of a pasted list. */
export const AddedByName = z.object({
  added: z.number().int(),
  /** How many were in the group already. */
  already: z.number().int(),
  /** Names that no computer has, as they were written. */
  unknown: z.array(z.string()),
});
export type AddedByName = z.infer<typeof AddedByName>;
