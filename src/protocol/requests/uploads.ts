import { z } from 'zod';
import { Identifier, Sha256 } from '../identifiers.ts';
import { LIMITS } from '../limits.ts';

const uploadId = Identifier;

/** A file that will be sent: where it lies in the package, and how long it is. */
export const AnnouncedFile = z
  .object({
    /** Relative, with `/` between folders. */
    path: z.string().min(1, 'must not be empty').max(LIMITS.uploadPathLength),
    bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  })
  .strict();
export type AnnouncedFile = z.infer<typeof AnnouncedFile>;

export const BeginUpload = z.object({
  files: z.array(AnnouncedFile).min(1, 'name one file at least').max(LIMITS.uploadFiles),
});

/** The bytes themselves travel beside it, as a stream. */
export const ContinueUpload = z.object({
  uploadId,
  /** Place of the file in the list that the upload began with. */
  index: z
    .number()
    .int()
    .min(0)
    .max(LIMITS.uploadFiles - 1),
  /** How many of its bytes the sender believes to be there. */
  offset: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
});

export const FinishUpload = z.object({ uploadId });
export const CancelUpload = z.object({ uploadId });

/** Which files of a package's content to list. */
export const ContentQuestion = z.object({
  sha256: Sha256,
  /** Part of a path, any case. */
  search: z.string().trim().max(LIMITS.nameLength).default(''),
});
