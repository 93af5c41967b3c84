import type { FleetColumn, FleetSort } from '#protocol/fleet-fields.ts';
import { driftedOf, type FleetFacts } from './facts.ts';
import { addressKey, naturalKey } from './natural-key.ts';

/** By what a computer is sorted in a column; undefined: nothing is known. */
export type SortKey = string | number | undefined;

const PRESENCE_ORDER = { online: 0, unknown: 1, offline: 2 } as const;
const POWER_ORDER = { acting: 0, counting: 1, waiting: 2, required: 3 } as const;

const natural = (text: string | undefined): SortKey =>
  text === undefined || text === '' ? undefined : naturalKey(text);

interface Around {
  now: Date;
  /** The names of its groups, in order. */
  groupNames: (facts: FleetFacts) => readonly string[];
}

const KEYS: Record<FleetColumn, (facts: FleetFacts, around: Around) => SortKey> = {
  name: ({ name }) => naturalKey(name),
  presence: ({ presence }) => PRESENCE_ORDER[presence],
  os: ({ system }) => natural(system && `${system.name} ${system.version}`),
  osVersion: ({ system }) => natural(system?.version),
  architecture: ({ system }) => natural(system?.architecture),
  users: ({ userNames }) => natural(userNames.join(', ')),
  work: ({ job }) => natural(job && `${job.packageName} ${job.packageVersion}`),
  lastSeen: ({ presence, lastSeen }, { now }) => (presence === 'online' ? now.getTime() : lastSeen),
  groups: (facts, { groupNames }) => natural(groupNames(facts).join(', ')),
  address: ({ address }) => (address === undefined ? undefined : addressKey(address)),
  subnet: ({ subnet }) => (subnet === undefined ? undefined : addressKey(subnet.split('/')[0] ?? '')),
  model: ({ model }) => natural(model),
  serial: ({ serial }) => natural(serial),
  memory: ({ memoryBytes }) => memoryBytes,
  disk: ({ disk }) => disk?.freeBytes,
  agent: ({ agentVersion }) => natural(agentVersion),
  booted: ({ booted }) => booted,
  enrolled: ({ enrolled }) => enrolled,
  installed: ({ installed }) => installed.length,
  drifted: driftedOf,
  pending: ({ pending }) => pending,
  failed: ({ failed }) => failed,
  power: ({ power }) => (power === undefined ? undefined : POWER_ORDER[power.state]),
  notes: ({ notes }) => natural(notes),
};

/** Z8 */
export const sortKeyOf = (facts: FleetFacts, by: FleetColumn, around: Around): SortKey =>
  KEYS[by](facts, around);

/** Z8: below 0: the first comes before the second. What is not known comes last, whichever way it is sorted. */
export function compareKeys(
  one: SortKey,
  other: SortKey,
  { descending }: Pick<FleetSort, 'descending'>,
): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  // An IPv4 address is a number, another one a text.
  const isFirst = typeof one === typeof other ? one < other : typeof one === 'number';
  return isFirst === descending ? 1 : -1;
}
