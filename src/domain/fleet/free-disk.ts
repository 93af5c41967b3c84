import type { Hardware } from '#protocol/inventory.ts';
import type { FreeDisk } from './facts.ts';

/** Where each system lies. */
const SYSTEM_VOLUME = /^(\/|c:\\?)$/i;

/**
 * The volume of the system; where none is named so, the largest. Not the one with the least left: a boot partition,
 * an image of a read-only package or a disc in a drive is always full, and says nothing.
 */
export function freeDiskOf(hardware: Pick<Hardware, 'disks'> | undefined): FreeDisk | undefined {
  const disks = hardware?.disks.filter(({ sizeBytes }) => sizeBytes > 0) ?? [];
  const [largest] = disks.toSorted((one, other) => other.sizeBytes - one.sizeBytes);
  const disk = disks.find(({ mount }) => SYSTEM_VOLUME.test(mount)) ?? largest;
  if (disk === undefined) return undefined;
  const { mount, sizeBytes, usedBytes } = disk;
  return { mount, sizeBytes, freeBytes: Math.max(0, sizeBytes - usedBytes) };
}

/** Per cent of the volume that is free. */
export const freeShare = ({ freeBytes, sizeBytes }: FreeDisk) => (freeBytes / sizeBytes) * 100;
