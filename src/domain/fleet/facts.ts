import type { CurrentJob, Presence } from '#protocol/views/computer.ts';
import type { PowerView } from '#protocol/views/power.ts';

/** The system that a computer runs. */
export interface FleetSystem {
  family: 'windows' | 'linux' | 'macos';
  name: string;
  version: string;
  architecture: string;
}

/** A package that is installed on a computer. Equal ones are the same object in all computers' facts. */
export interface InstalledFact {
  packageId: string;
  familyId: string;
  /** Whether the inventory contradicts the record (I4). */
  drifted: boolean;
}

/** The volume on which the system lies: packages are unpacked and installed there. */
export interface FreeDisk {
  mount: string;
  freeBytes: number;
  sizeBytes: number;
}

/**
 * What lists know of a computer: enough to filter, sort and show it, small enough to keep twenty thousand of them.
 * Moments are milliseconds of UTC. What is not known is there and undefined: so all of them have the same shape, which
 * is read several times faster.
 */
export interface FleetFacts {
  id: string;
  name: string;
  presence: Presence;
  /** Since when it is online, or when it was last seen. */
  presenceSince: number | undefined;
  lastSeen: number | undefined;
  address: string | undefined;
  subnet: string | undefined;
  system: FleetSystem | undefined;
  model: string | undefined;
  serial: string | undefined;
  memoryBytes: number | undefined;
  disk: FreeDisk | undefined;
  /** Names of who is logged in, each once. */
  userNames: readonly string[];
  agentVersion: string | undefined;
  /** MAC addresses that a magic packet can name (W3). */
  macs: readonly string[];
  groupIds: readonly string[];
  enrolled: number;
  booted: number | undefined;
  power: Pick<PowerView, 'action' | 'state'> | undefined;
  job: CurrentJob | undefined;
  installed: readonly InstalledFact[];
  /** Jobs that wait or run, and jobs that failed and are still there. */
  pending: number;
  failed: number;
  /** The beginning of its notes. */
  notes: string;
  /** Z1: all that the search looks at, as `searchableText` makes it. */
  searchable: string;
}

/** Without regard to case, and to how an umlaut is composed. */
export const comparable = (text: string) => text.normalize('NFC').toLowerCase();

/** Z1: everything of a computer in which words are searched, a line each. */
export const searchableText = (
  facts: Omit<FleetFacts, 'searchable' | 'presence' | 'presenceSince' | 'lastSeen'>,
): string =>
  comparable(
    [
      facts.name,
      facts.address,
      facts.system === undefined ? undefined : `${facts.system.name} ${facts.system.version}`,
      facts.model,
      facts.serial,
      ...facts.macs,
      ...facts.userNames,
      facts.notes,
    ]
      .filter((part) => part !== undefined && part !== '')
      .join('\n'),
  );

/** How many of its installations the inventory contradicts. */
export function driftedOf({ installed }: Pick<FleetFacts, 'installed'>): number {
  let drifted = 0;
  for (const one of installed) if (one.drifted) drifted += 1;
  return drifted;
}
