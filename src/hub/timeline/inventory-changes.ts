import { hardwareChanged, softwareChanged } from '#domain/timeline/inventory.ts';
import { usersChanged } from '#domain/timeline/presence.ts';
import type { InventoryReport } from '#protocol/inventory.ts';
import type { TimelineFact } from '#protocol/views/timeline.ts';
import type { Store } from '#store/contract/store.ts';

/**
 * Z6: what a part of the inventory tells against what is stored: asked before it is. Of one agent such reports come
 * one after another.
 */
export async function inventoryChanges(
  store: Pick<Store, 'computers'>,
  computerId: string,
  report: InventoryReport,
): Promise<TimelineFact[]> {
  const fact = await changeOf(store, computerId, report);
  return fact === undefined ? [] : [fact];
}

async function changeOf(
  { computers }: Pick<Store, 'computers'>,
  computerId: string,
  report: InventoryReport,
): Promise<TimelineFact | undefined> {
  if (report.part === 'software') {
    const before = await computers.softwareOf(computerId);
    return before === undefined ? undefined : softwareChanged(before.software, report.value);
  }
  const before = await computers.get(computerId);
  // The first that is known of it is no change.
  if (before?.digests[report.part] === undefined) return undefined;
  if (report.part === 'users') return usersChanged(before.users, report.value);
  return before.hardware === undefined ? undefined : hardwareChanged(before.hardware, report.value);
}
