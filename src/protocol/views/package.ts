import { z } from 'zod';
import { Identifier, Instant, Sha256 } from '../identifiers.ts';
import { CompatibleSystem, PostAction, UpgradeBehaviour } from '../package.ts';

export const FamilyView = z.object({
  id: Identifier,
  name: z.string(),
  notes: z.string(),
  /** How many versions there are. */
  packages: z.number().int(),
  latestVersion: z.string().optional(),
  createdAt: Instant,
  revision: z.number().int(),
});
export type FamilyView = z.infer<typeof FamilyView>;

export const ContentView = z.object({
  sha256: Sha256,
  bytes: z.number().int(),
  fileName: z.string(),
  files: z.number().int(),
});
export type ContentView = z.infer<typeof ContentView>;

export const ProcedureView = z.object({ procedure: z.string(), successCodes: z.array(z.number().int()) });

export const PackageView = z.object({
  id: Identifier,
  familyId: Identifier,
  familyName: z.string(),
  version: z.string(),
  notes: z.string(),
  content: ContentView.optional(),
  install: ProcedureView,
  uninstall: ProcedureView,
  uninstallNeedsContent: z.boolean(),
  timeLimitSeconds: z.number().int(),
  dependencies: z.array(Identifier),
  compatibleSystems: z.array(CompatibleSystem),
  upgradeBehaviour: UpgradeBehaviour,
  postAction: PostAction,
  createdAt: Instant,
  createdBy: z.string(),
  revision: z.number().int(),
});
export type PackageView = z.infer<typeof PackageView>;

/** The record "this package is installed on this computer". */
export const InstallationView = z.object({
  id: Identifier,
  computerId: Identifier,
  computerName: z.string(),
  packageId: Identifier,
  familyId: Identifier,
  packageName: z.string(),
  packageVersion: z.string(),
  jobId: Identifier.optional(),
  installedAt: Instant,
  installedBy: z.string(),
});
export type InstallationView = z.infer<typeof InstallationView>;
