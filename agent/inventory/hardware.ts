import { hostname } from 'node:os';
import si from 'systeminformation';
import type { Hardware } from '#protocol/inventory.ts';
import { readInterfaces } from './interfaces.ts';
import { bounded } from './bounded.ts';

/** Reads one thing after the other: each may hold the event loop for some tens of milliseconds. */
export async function readHardware(): Promise<Hardware> {
  const operatingSystem = await si.osInfo();
  const system = await si.system();
  const processor = await si.cpu();
  const memory = await si.mem();
  const disks = await si.fsSize();
  return {
    hostname: bounded(hostname()),
    operatingSystem: {
      family: familyOf(process.platform),
      name: bounded(operatingSystem.distro),
      version: bounded(operatingSystem.release),
      kernel: bounded(operatingSystem.kernel),
      architecture: bounded(operatingSystem.arch),
    },
    manufacturer: bounded(system.manufacturer),
    model: bounded(system.model),
    serial: bounded(system.serial === '-' ? '' : system.serial),
    processor: { name: bounded(`${processor.manufacturer} ${processor.brand}`), cores: processor.cores },
    memoryBytes: memory.total,
    disks: disks.slice(0, 64).map((disk) => ({
      mount: bounded(disk.mount),
      type: bounded(disk.type),
      sizeBytes: Math.round(disk.size),
      usedBytes: coarse(disk.used, disk.size),
    })),
    interfaces: readInterfaces(),
  };
}

/** To whole per cents of the disk: every byte written would otherwise make the hardware look changed. */
const coarse = (used: number, size: number) =>
  Math.round(Math.round((used / Math.max(size, 1)) * 100) * (size / 100));

function familyOf(platform: NodeJS.Platform): Hardware['operatingSystem']['family'] {
  switch (platform) {
    case 'win32':
      return 'windows';
    case 'darwin':
      return 'macos';
    default:
      return 'linux';
  }
}
