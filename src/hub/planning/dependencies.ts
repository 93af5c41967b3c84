import type { Package } from '#domain/entities.ts';
import { circleThrough, contradictsItsFamily, nameOf } from '#domain/plan/dependencies.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Store } from '#store/contract/store.ts';

/**
 * These packages and all that they need, recursively, by id. What is gone from the database is left out.
 * @throws Refusal `tooManyJobs` when there are more than one plan may hold
 */
export async function withDependencies(
  store: Pick<Store, 'packages'>,
  packages: readonly Package[],
): Promise<Map<string, Package>> {
  const found = new Map(packages.map((one) => [one.id, one]));
  const asked = new Set(found.keys());
  for (let layer = [...packages]; layer.length > 0;) {
    const missing = [...new Set(layer.flatMap((one) => one.dependencies))].filter((id) => !asked.has(id));
    for (const id of missing) asked.add(id);
    if (asked.size > LIMITS.packagesPerPlan) {
      throw new Refusal('tooManyJobs', {
        detail: `With all that they need, these are more than ${LIMITS.packagesPerPlan} packages.`,
      });
    }
    layer = missing.length === 0 ? [] : await store.packages.getMany(missing);
    for (const one of layer) found.set(one.id, one);
  }
  return found;
}

/**
 * Whether a package, as it is to be saved, may need what it names.
 * @throws Refusal `invalidInput`, `dependencyCycle`
 */
export async function requireDependencies(
  store: Pick<Store, 'packages'>,
  candidate: Omit<Package, 'revision'>,
): Promise<void> {
  if (candidate.dependencies.length === 0) return;
  const wanted: Package = { ...candidate, revision: 0 };
  const packages = await withDependencies(store, [wanted]);
  const unknown = wanted.dependencies.find((id) => !packages.has(id));
  if (unknown !== undefined) throw invalid(`There is no package ${unknown}.`);
  const circle = circleThrough(wanted, packages);
  if (circle !== undefined) {
    throw new Refusal('dependencyCycle', { detail: `${circle.map(nameOf).join(' needs ')}.` });
  }
  const contradiction = contradictsItsFamily(wanted, packages);
  if (contradiction !== undefined) {
    throw invalid(
      `${nameOf(contradiction)} is another version of it and would be uninstalled by its own upgrade behaviour.`,
    );
  }
}

const invalid = (message: string) =>
  new Refusal('invalidInput', { detail: message, fields: [{ path: 'dependencies', message }] });
