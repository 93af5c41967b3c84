import { z } from 'zod';
import { LIMITS } from './limits.ts';

/**
 * How a package is found in the list of installed software of a computer: the whole name, any case; `*` stands for
 * any characters, `?` for one. Without a pattern of the version, the version of the package itself must be listed.
 */
export const SoftwareMatch = z
  .object({
    namePattern: z.string().trim().min(1, 'must not be empty').max(LIMITS.nameLength),
    versionPattern: z.string().trim().min(1, 'must not be empty').max(LIMITS.versionLength).optional(),
  })
  .strict();
export type SoftwareMatch = z.infer<typeof SoftwareMatch>;

/**
 * What the inventory says of an installation: listed as it should be, not listed, listed in another version, or
 * nothing yet (no rule, no list, or one from before the installation).
 */
export const DriftState = z.enum(['ok', 'missing', 'otherVersion', 'unknown']);
export type DriftState = z.infer<typeof DriftState>;

export const Drift = z.object({
  state: DriftState,
  /** Of `otherVersion`: the version that is listed. */
  found: z.string().optional(),
});
export type Drift = z.infer<typeof Drift>;
