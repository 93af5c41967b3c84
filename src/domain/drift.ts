import type { Drift, SoftwareMatch } from '#protocol/drift.ts';
import type { Software } from '#protocol/inventory.ts';
import type { Installation } from './entities.ts';
import { matchesPattern } from './plan/compatibility.ts';

/** The list of installed software of a computer, as it was sent last. */
export interface SoftwareFacts {
  software: Software;
  /** There is more than it may hold. */
  isCut?: true;
  /** When the hub heard it. */
  at: Date;
}

/** Whether the inventory contradicts the record: what is shown as drifted, and can be repaired. */
export const isDrifted = (drift: Drift | undefined): boolean =>
  drift?.state === 'missing' || drift?.state === 'otherVersion';

/** How a package is found in a list of software: its rule, and the version it has now. */
export interface LookedFor {
  softwareMatch?: SoftwareMatch | undefined;
  version: string;
}

/**
 * What the inventory says of an installation. I1, I2, I3.
 * @param entity its package; absent when that is gone
 */
export function driftOf(
  installation: Pick<Installation, 'installedAt' | 'byHand'>,
  entity: LookedFor | undefined,
  facts: SoftwareFacts | undefined,
): Drift {
  if (entity?.softwareMatch === undefined || facts === undefined) return { state: 'unknown' };
  const drift = listedAs(entity.version, entity.softwareMatch, facts.software);
  // I3: it may be among what was cut off.
  if (drift.state === 'missing' && facts.isCut === true) return { state: 'unknown' };
  // I3: what a list from before the installation lacks may have come since. A record by hand made nothing come.
  const isOlder = installation.byHand !== true && facts.at < installation.installedAt;
  return isOlder && isDrifted(drift) ? { state: 'unknown' } : drift;
}

/**
 * M4: the rule of a copy. A pattern that fits the version of its source and not its own was made for the former, and
 * is left out.
 */
export function ruleOfCopy(source: LookedFor, version: string): SoftwareMatch | undefined {
  const { softwareMatch } = source;
  if (softwareMatch?.versionPattern === undefined) return softwareMatch;
  const { versionPattern, ...rule } = softwareMatch;
  const isOfSource =
    matchesPattern(source.version, versionPattern) && !matchesPattern(version, versionPattern);
  return isOfSource ? rule : softwareMatch;
}

/** I1, I2 */
function listedAs(
  ownVersion: string,
  { namePattern, versionPattern }: SoftwareMatch,
  software: Software,
): Drift {
  const named = software.filter((entry) => matchesPattern(entry.name, namePattern));
  const [first] = named;
  if (first === undefined) return { state: 'missing' };
  const fits = (version: string): boolean =>
    versionPattern === undefined
      ? version.toLowerCase() === ownVersion.toLowerCase()
      : matchesPattern(version, versionPattern);
  return named.some((entry) => fits(entry.version))
    ? { state: 'ok' }
    : { state: 'otherVersion', found: first.version };
}
