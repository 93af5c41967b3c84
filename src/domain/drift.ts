import type { Drift, SoftwareMatch } from '#protocol/drift.ts';
import type { Software } from '#protocol/inventory.ts';
import type { Installation } from './entities.ts';
import { matchesPattern } from './plan/compatibility.ts';

/** The list of installed software of a computer, as it was sent last. */
export interface SoftwareFacts {
  software: Software;
  /** When the hub heard it. */
  at: Date;
}

/** Whether the inventory contradicts the record: what is shown as drifted, and can be repaired. */
export const isDrifted = (drift: Drift | undefined): boolean =>
  drift?.state === 'missing' || drift?.state === 'otherVersion';

/** What the inventory says of an installation. I1, I2, I3. */
export function driftOf(
  installation: Pick<Installation, 'packageVersion' | 'installedAt' | 'byHand'>,
  rule: SoftwareMatch | undefined,
  facts: SoftwareFacts | undefined,
): Drift {
  if (rule === undefined || facts === undefined) return { state: 'unknown' };
  const drift = listedAs(installation, rule, facts.software);
  // I3: what a list from before the installation lacks may have come since. A record by hand made nothing come.
  const isOlder = installation.byHand !== true && facts.at < installation.installedAt;
  return isOlder && isDrifted(drift) ? { state: 'unknown' } : drift;
}

/** I1, I2 */
function listedAs(
  { packageVersion }: Pick<Installation, 'packageVersion'>,
  { namePattern, versionPattern }: SoftwareMatch,
  software: Software,
): Drift {
  const named = software.filter((entry) => matchesPattern(entry.name, namePattern));
  const [first] = named;
  if (first === undefined) return { state: 'missing' };
  const fits = (version: string): boolean =>
    versionPattern === undefined
      ? version.toLowerCase() === packageVersion.toLowerCase()
      : matchesPattern(version, versionPattern);
  return named.some((entry) => fits(entry.version))
    ? { state: 'ok' }
    : { state: 'otherVersion', found: first.version };
}
