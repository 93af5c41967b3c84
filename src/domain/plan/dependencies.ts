import type { PackageReference } from '#protocol/plan.ts';
import type { Package } from '../entities.ts';

type Packages = ReadonlyMap<string, Package>;

export const nameOf = (one: Pick<Package, 'familyName' | 'version'>) => `${one.familyName} ${one.version}`;

export const referenceTo = (one: Package): PackageReference => ({
  packageId: one.id,
  name: one.familyName,
  version: one.version,
});

/**
 * P7: the way from a package through what it needs back to itself, both ends included; undefined when there is none.
 * `packages` holds what it needs, recursively.
 */
export function circleThrough(start: Package, packages: Packages): Package[] | undefined {
  const cameFrom = new Map<string, Package>();
  const open = [start];
  for (let one = open.shift(); one !== undefined; one = open.shift()) {
    for (const id of one.dependencies) {
      if (id === start.id) return wayTo(one, { start, cameFrom });
      const needed = packages.get(id);
      if (needed === undefined || cameFrom.has(id)) continue;
      cameFrom.set(id, one);
      open.push(needed);
    }
  }
  return undefined;
}

function wayTo(last: Package, search: { start: Package; cameFrom: ReadonlyMap<string, Package> }): Package[] {
  const { start, cameFrom } = search;
  const way = [start];
  for (let one: Package | undefined = last; one !== undefined && one.id !== start.id;) {
    way.unshift(one);
    one = cameFrom.get(one.id);
  }
  return [start, ...way];
}

/** P7: a version of its own family that a package needs, though installing it uninstalls the other versions. */
export function contradictsItsFamily(wanted: Package, packages: Packages): Package | undefined {
  if (wanted.upgradeBehaviour !== 'uninstallOthers') return undefined;
  return wanted.dependencies
    .flatMap((id) => packages.get(id) ?? [])
    .find((needed) => needed.familyId === wanted.familyId);
}
