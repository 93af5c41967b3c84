import { z } from 'zod';
import { LIMITS } from './limits.ts';

/**
 * What becomes of other installed versions of the family. `uninstallOthers`: they are uninstalled first.
 * `replacesOthers`: the installation itself removes them; their records go with its success. `keepsOthers`: they stay.
 */
export const UpgradeBehaviour = z.enum(['uninstallOthers', 'replacesOthers', 'keepsOthers']);
export type UpgradeBehaviour = z.infer<typeof UpgradeBehaviour>;

/** How the lines of a procedure become what the shell is given: see `domain/procedure`. */
export const ProcedureJoiner = z.enum(['script', 'all', 'any']);
export type ProcedureJoiner = z.infer<typeof ProcedureJoiner>;

/** Images that may be icons. No SVG: it can carry scripts. */
export const IconType = z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']);
export type IconType = z.infer<typeof IconType>;

/** What has to happen to the computer after a success. */
export const PostAction = z.enum(['none', 'restart', 'shutdown', 'restartAgent']);
export type PostAction = z.infer<typeof PostAction>;

export const OperatingSystemFamily = z.enum(['linux', 'windows', 'macos']);
export type OperatingSystemFamily = z.infer<typeof OperatingSystemFamily>;

export const Architecture = z.enum(['x64', 'arm64', 'ia32', 'arm']);
export type Architecture = z.infer<typeof Architecture>;

/** Numbers with dots, as far as they matter: `10`, `22.04`, `10.0.19045`. */
const VersionBound = z
  .string()
  .trim()
  .max(LIMITS.versionLength)
  .regex(/^\d{1,9}(\.\d{1,9}){0,7}$/, 'must be numbers with dots, like 22.04');

/** One system a package is made for. Every part that is given must fit; what is left out fits everything. */
export const CompatibleSystem = z
  .object({
    family: OperatingSystemFamily.optional(),
    /** The whole name of the system, any case; `*` stands for any characters, `?` for one. */
    namePattern: z.string().trim().min(1, 'must not be empty').max(LIMITS.nameLength).optional(),
    /** Inclusive. */
    minVersion: VersionBound.optional(),
    /** Inclusive, as far as it is named: `22.04` includes 22.04.3. */
    maxVersion: VersionBound.optional(),
    /** Empty: every one. */
    architectures: z.array(Architecture).max(Architecture.options.length).default([]),
  })
  .strict();
export type CompatibleSystem = z.infer<typeof CompatibleSystem>;

/** What holds for a package that says nothing of these. */
export const PLAIN_PACKAGE = {
  dependencies: [],
  compatibleSystems: [],
  upgradeBehaviour: 'uninstallOthers',
  postAction: 'none',
} as const satisfies {
  dependencies: readonly string[];
  compatibleSystems: readonly CompatibleSystem[];
  upgradeBehaviour: UpgradeBehaviour;
  postAction: PostAction;
};
