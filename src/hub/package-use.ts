import type { Package } from '#domain/entities.ts';
import type { PackageUse } from '#domain/package-use.ts';
import type { HubContext } from './hub-context.ts';

/** What holds on to a package, as the database has it now. */
export async function usesOf(
  { store, changes }: Pick<HubContext, 'store' | 'changes'>,
  packageId: string,
): Promise<PackageUse & { needing: Package[] }> {
  await changes.recordsWritten();
  const [needing, counts, installed] = await Promise.all([
    store.packages.needing(packageId),
    store.jobs.countPendingOfPackage(packageId),
    store.installations.countOfPackage(packageId),
  ]);
  const { waiting = 0, pushed = 0, downloading = 0, unpacking = 0, executing = 0 } = counts;
  return {
    installed,
    waiting,
    held: pushed + downloading + unpacking,
    executing,
    neededBy: needing.map((one) => `${one.familyName} ${one.version}`),
    needing,
  };
}
