import { z } from 'zod';
import { Identifier, Name, Sha256, Version } from '../identifiers.ts';
import { LIMITS } from '../limits.ts';

/** Forms send line ends as CR LF. */
const notes = z
  .string()
  .max(LIMITS.notesLength)
  .transform((text) => text.replaceAll(/\r\n?/g, '\n'));

/** What is left out stays as it is. */
export const EditFamily = z
  .object({
    familyId: Identifier,
    /** The revision that was looked at; when it has grown since, nothing is changed. Absent: whatever it is. */
    revision: z.number().int().optional(),
    name: Name.optional(),
    notes: notes.optional(),
  })
  .strict();

export const DeleteFamily = z.object({ familyId: Identifier });
export const SetFamilyIcon = z.object({ familyId: Identifier });
export const RemoveFamilyIcon = z.object({ familyId: Identifier });

/** A new version of the family with everything that this one has. */
export const CopyPackage = z.object({
  packageId: Identifier,
  version: Version,
  /** Of an upload that the same actor finished, or of the content that a package has. Absent: the same files. */
  contentSha256: Sha256.optional(),
});

export const DeletePackage = z.object({
  packageId: Identifier,
  /** Family and version, as they are written, with a blank between: takes what may be taken out of the way. */
  confirmName: z
    .string()
    .max(LIMITS.nameLength + LIMITS.versionLength + 1)
    .optional(),
});
