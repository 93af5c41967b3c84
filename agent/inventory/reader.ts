import type { Hardware, LoggedInUsers, Software } from '#protocol/inventory.ts';
import type { Clock } from '../clock.ts';
import { runCommand } from '../executors/commands.ts';
import { readHardware } from './hardware.ts';
import { readLinuxSoftware } from './linux-software.ts';
import { readUsers } from './users.ts';

/** What the system's own package database lists. */
export interface SoftwareList {
  entries: Software;
  /** There is more than may be told. */
  isCut: boolean;
}

/** Reads what a computer is and has. One for each operating system. */
export interface InventoryReader {
  hardware(): Promise<Hardware>;
  users(): Promise<LoggedInUsers>;
  /** @returns undefined where it is not known what is installed: then nothing is told, which is not "nothing" */
  software(): Promise<SoftwareList | undefined>;
}

/** Hardware and users are read alike everywhere; the list of software is each system's own. */
export function inventoryReader(clock: Clock): InventoryReader {
  return {
    hardware: readHardware,
    users: readUsers,
    software: () =>
      process.platform === 'linux'
        ? readLinuxSoftware((command) => runCommand(command, clock))
        : Promise.resolve(undefined),
  };
}
