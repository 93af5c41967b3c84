import { z } from 'zod';
import { Identifier, Name } from '../identifiers.ts';
import { LIMITS } from '../limits.ts';
import { GroupKind } from '../views/group.ts';

/** Forms send line ends as CR LF. */
const notes = z
  .string()
  .max(LIMITS.notesLength)
  .transform((text) => text.replaceAll(/\r\n?/g, '\n'));

/** Computers by name, as somebody pasted them: one a line, or separated by commas or semicolons. */
export const PastedNames = z.string().max(LIMITS.pastedLength);

export const CreateGroup = z
  .object({
    of: GroupKind,
    name: Name,
    notes: notes.default(''),
    /** Absent: at the top. */
    parentId: Identifier.optional(),
  })
  .strict();
export type CreateGroup = z.infer<typeof CreateGroup>;

/** What is left out stays as it is. */
export const EditGroup = z
  .object({
    of: GroupKind,
    groupId: Identifier,
    /** The revision that was looked at; when it has grown since, nothing is changed. Absent: whatever it is. */
    revision: z.number().int().optional(),
    name: Name.optional(),
    notes: notes.optional(),
    /** `null`: to the top. */
    parentId: Identifier.nullable().optional(),
  })
  .strict();
export type EditGroup = z.infer<typeof EditGroup>;

export const DeleteGroup = z.object({ of: GroupKind, groupId: Identifier });

/** Computers come and go in one step. Who is a member already, or none, is no failure. */
export const ChangeMembers = z.object({
  groupId: Identifier,
  add: z.array(Identifier).max(LIMITS.targetsPerRequest).default([]),
  remove: z.array(Identifier).max(LIMITS.targetsPerRequest).default([]),
});
export type ChangeMembers = z.infer<typeof ChangeMembers>;

export const AddComputersByName = z.object({ groupId: Identifier, names: PastedNames });

/** All packages of the group, in this order. */
export const SetPackageGroup = z.object({
  groupId: Identifier,
  revision: z.number().int().optional(),
  packageIds: z
    .array(Identifier)
    .max(LIMITS.packagesPerGroup)
    .transform((ids) => [...new Set(ids)]),
});
