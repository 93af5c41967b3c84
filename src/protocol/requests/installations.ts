import { z } from 'zod';
import { Identifier } from '../identifiers.ts';
import { LIMITS } from '../limits.ts';

/** Every computer that has this package, and of those all that fit what is given: a selection, not a list. */
export const InstalledOn = z
  .object({
    packageId: Identifier,
    /** Part of the computer's name, any case. */
    search: z.string().trim().max(LIMITS.nameLength).optional(),
    /** Only where the inventory says something else than the record; `false`: only the others. */
    drifted: z.boolean().optional(),
  })
  .strict();
export type InstalledOn = z.infer<typeof InstalledOn>;

export const InstallationKey = z.object({ computerId: Identifier, packageId: Identifier }).strict();
export type InstallationKey = z.infer<typeof InstallationKey>;

/** Deletes records, whichever are there. The software stays on the computers. Either a list or a selection. */
export const RemoveAssignments = z.object({
  installations: z
    .array(InstallationKey)
    .min(1, 'choose one at least')
    .max(LIMITS.targetsPerRequest)
    .optional(),
  installedOn: InstalledOn.optional(),
});
export type RemoveAssignments = z.infer<typeof RemoveAssignments>;

/** A record of what somebody else has installed. Executes nothing. */
export const AddInstallation = z.object({ computerId: Identifier, packageId: Identifier });
export type AddInstallation = z.infer<typeof AddInstallation>;
