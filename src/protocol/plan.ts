import { z } from 'zod';
import { Identifier } from './identifiers.ts';

/** A package as a sentence names it. */
export const PackageReference = z.object({ packageId: Identifier, name: z.string(), version: z.string() });
export type PackageReference = z.infer<typeof PackageReference>;

/** One reason why a job is part of a deployment, or why nothing is done there. A job may have several. */
export const JobReason = z.discriminatedUnion('kind', [
  /** The admin chose it. */
  z.object({ kind: z.literal('chosen') }),
  /** Another package of the deployment needs it. */
  z.object({ kind: z.literal('dependencyOf'), package: PackageReference }),
  /** An uninstallation that makes room for this package: another version of one family. */
  z.object({ kind: z.literal('otherVersionInstalled'), package: PackageReference }),
  z.object({ kind: z.literal('alreadyInstalled') }),
  /** It is installed already and installed again because the admin wants it so. */
  z.object({ kind: z.literal('forced') }),
  /** `detail`: in words what does not fit. */
  z.object({ kind: z.literal('incompatible'), detail: z.string() }),
  /** It would fit, but what it needs does not. */
  z.object({ kind: z.literal('dependencyIncompatible'), package: PackageReference }),
  /** Success removes the record of this other version, without a job of its own. */
  z.object({ kind: z.literal('replacesVersion'), package: PackageReference }),
  /** This other version stays installed beside it. */
  z.object({ kind: z.literal('keepsVersion'), package: PackageReference }),
]);
export type JobReason = z.infer<typeof JobReason>;

const named = ({ name, version }: PackageReference) => `${name} ${version}`;

/** A reason in words for people. */
export function reasonSentence(reason: JobReason): string {
  switch (reason.kind) {
    case 'chosen':
      return 'Chosen.';
    case 'dependencyOf':
      return `Needed by ${named(reason.package)}.`;
    case 'otherVersionInstalled':
      return `Uninstalled to make room for ${named(reason.package)}.`;
    case 'alreadyInstalled':
      return 'Installed already.';
    case 'forced':
      return 'Installed already; installed again as you asked.';
    case 'incompatible':
      return reason.detail;
    case 'dependencyIncompatible':
      return `It needs ${named(reason.package)}, which does not fit this computer.`;
    case 'replacesVersion':
      return `Replaces ${named(reason.package)}.`;
    case 'keepsVersion':
      return `${named(reason.package)} stays installed beside it.`;
  }
}
