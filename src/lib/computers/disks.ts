import type { Hardware } from '#protocol/inventory.ts';
import { percent } from '../format/bytes.ts';
import type { Tone } from '../words/tone.ts';

type Disk = Hardware['disks'][number];

const NEARLY_FULL = 85;
const FULL = 95;

export const usedPercent = (disk: Disk): number => percent(disk.usedBytes, disk.sizeBytes);

export function diskTone(disk: Disk): Tone {
  const used = usedPercent(disk);
  return used >= FULL ? 'red' : used >= NEARLY_FULL ? 'amber' : 'blue';
}

/** The disk that is fullest, when that is worth saying. */
export function fullestDisk(hardware: Hardware | undefined): Disk | undefined {
  const [fullest] = (hardware?.disks ?? []).toSorted((one, other) => usedPercent(other) - usedPercent(one));
  return fullest !== undefined && usedPercent(fullest) >= NEARLY_FULL ? fullest : undefined;
}
