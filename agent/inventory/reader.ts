import type { Hardware, LoggedInUsers, Software } from '#protocol/inventory.ts';
import type { Clock } from '../clock.ts';
import { readHardware } from './hardware.ts';
import { readLinuxSoftware } from './linux-software.ts';
import { readUsers } from './users.ts';

/** Reads what a computer is and has. One for each operating system. */
export interface InventoryReader {
  hardware(): Promise<Hardware>;
  users(): Promise<LoggedInUsers>;
  software(): Promise<Software>;
}

/** Hardware and users are read alike everywhere; the list of software is each system's own. */
export function inventoryReader(clock: Clock): InventoryReader {
  return {
    hardware: readHardware,
    users: readUsers,
    software: process.platform === 'linux' ? () => readLinuxSoftware(clock) : () => Promise.resolve([]),
  };
}
