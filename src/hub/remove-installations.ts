import type { HubContext } from './hub-context.ts';

/** Records that are removed at once: the event loop is free in between. */
const AT_ONCE = 200;

type Parts = Pick<HubContext, 'store' | 'announcer'>;

/** Removes the records of a package, wherever it is installed. @returns how many there were */
export async function removeInstallations({ store, announcer }: Parts, packageId: string): Promise<number> {
  let removed = 0;
  for (;;) {
    const records = await store.installations.ofPackage({ packageId, limit: AT_ONCE });
    if (records.length === 0) return removed;
    removed += await store.installations.removeMany(records.map(({ id }) => id));
    for (const { computerId } of records) {
      announcer.publish([`computer:${computerId}`, `package:${packageId}`], {
        kind: 'installationRemoved',
        computerId,
        packageId,
      });
    }
  }
}

/** M5: records of packages that are gone: a hub died while it deleted them. */
export async function sweepInstallations(parts: Parts): Promise<void> {
  const { installations, packages } = parts.store;
  for (
    let id = await installations.nextPackage();
    id !== undefined;
    id = await installations.nextPackage(id)
  ) {
    if ((await packages.get(id)) === undefined) await removeInstallations(parts, id);
  }
}
