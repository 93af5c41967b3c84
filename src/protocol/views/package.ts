import { z } from 'zod';
import { Drift, SoftwareMatch } from '../drift.ts';
import { Identifier, Instant, Sha256 } from '../identifiers.ts';
import {
  CompatibleSystem,
  OperatingSystemFamily,
  PostAction,
  ProcedureJoiner,
  UpgradeBehaviour,
} from '../package.ts';

export const FamilyView = z.object({
  id: Identifier,
  name: z.string(),
  notes: z.string(),
  /** How many versions there are. */
  packages: z.number().int(),
  latestVersion: z.string().optional(),
  /** Names its icon for ever: another icon has another word. Absent: it has none. */
  icon: z.string().optional(),
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

export const ProcedureView = z.object({
  procedure: z.string(),
  successCodes: z.array(z.number().int()),
  joiner: ProcedureJoiner,
});

export const PackageView = z.object({
  id: Identifier,
  familyId: Identifier,
  familyName: z.string(),
  /** As the family's `icon`. */
  familyIcon: z.string().optional(),
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
  softwareMatch: SoftwareMatch.optional(),
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
  /** The record was added by hand: no job of ours has installed it. */
  byHand: z.literal(true).optional(),
  /** What the inventory says of it. */
  drift: Drift,
});
export type InstallationView = z.infer<typeof InstallationView>;

/** What still holds on to a package. */
export const PackageUseView = z.object({
  /** Computers on which it is installed. */
  installed: z.number().int(),
  waiting: z.number().int(),
  /** With an agent that has not begun. */
  held: z.number().int(),
  executing: z.number().int(),
  /** At most 20. */
  neededBy: z.array(
    z.object({ id: Identifier, familyId: Identifier, familyName: z.string(), version: z.string() }),
  ),
  /** Why it cannot be deleted, in words. `forced`: not in the way of who confirms with its name. */
  reasons: z.array(
    z.object({
      kind: z.enum(['installed', 'waiting', 'held', 'executing', 'needed']),
      sentence: z.string(),
      forced: z.boolean(),
    }),
  ),
});
export type PackageUseView = z.infer<typeof PackageUseView>;

/** A system that the inventory has seen, and on how many computers. */
export const SystemSeen = z.object({
  family: OperatingSystemFamily,
  name: z.string(),
  version: z.string(),
  architecture: z.string(),
  computers: z.number().int(),
});
export type SystemSeen = z.infer<typeof SystemSeen>;
