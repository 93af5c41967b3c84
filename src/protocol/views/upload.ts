import { z } from 'zod';
import { Identifier, Instant, Sha256 } from '../identifiers.ts';
import { SoftwareMatch } from '../drift.ts';
import { CompatibleSystem } from '../package.ts';
import { ContentView } from './package.ts';

/** An upload that can be taken up again. */
export const UploadView = z.object({
  id: Identifier,
  /** In the order of the beginning. `received`: bytes that are on the hub's disk. */
  files: z.array(z.object({ index: z.number().int(), received: z.number().int() })),
  /** When it is removed, unless another byte comes. */
  expiresAt: Instant,
});
export type UploadView = z.infer<typeof UploadView>;

/** What a package's own file says of it. Made to be looked at by people before anything of it is used. */
export const PackageSuggestion = z.object({
  /** The file that says so. */
  from: z.string(),
  familyName: z.string().optional(),
  version: z.string().optional(),
  notes: z.string().optional(),
  installProcedure: z.string().optional(),
  uninstallProcedure: z.string().optional(),
  /** Of both procedures. */
  successCodes: z.array(z.number().int()).optional(),
  uninstallNeedsContent: z.boolean(),
  compatibleSystems: z.array(CompatibleSystem),
  /** How the system will list it, in the version above. */
  softwareMatch: SoftwareMatch.optional(),
});
export type PackageSuggestion = z.infer<typeof PackageSuggestion>;

/** Content that a package may be made of, by its SHA-256, within a day. */
export const FinishedUpload = ContentView.extend({ suggestion: PackageSuggestion.optional() });
export type FinishedUpload = z.infer<typeof FinishedUpload>;

/** What lies in a package's archive. */
export const ContentFilesView = z.object({
  sha256: Sha256,
  /** Of the archive. */
  bytes: z.number().int(),
  /** In the archive's own order, the first 1,000 of those that were searched for. */
  files: z.array(z.object({ path: z.string(), bytes: z.number().int() })),
  /** Of those that were searched for. */
  found: z.number().int(),
  /** Of all. */
  count: z.number().int(),
  unpackedBytes: z.number().int(),
});
export type ContentFilesView = z.infer<typeof ContentFilesView>;
