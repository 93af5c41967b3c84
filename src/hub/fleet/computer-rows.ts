import { driftedOf } from '#domain/fleet/facts.ts';
import type { ComputerRow } from '#protocol/views/fleet.ts';
import type { HubContext } from '../hub-context.ts';
import type { Fleet } from './fleet.ts';
import type { FleetRecord } from './fleet-record.ts';

/** Rows of a list, as they are in memory; notes that are too long for it are read from the store. */
export async function computerRows(
  { fleet, store }: Pick<HubContext, 'fleet' | 'store'>,
  records: readonly FleetRecord[],
): Promise<ComputerRow[]> {
  const rows = records.map((record) => rowOf(record, fleet));
  const cut = records.filter(({ notesCut }) => notesCut).map(({ id }) => id);
  if (cut.length === 0) return rows;
  const notes = new Map(
    (await store.computers.getMany(cut)).map((computer) => [computer.id, computer.notes]),
  );
  return rows.map((row) => ({ ...row, notes: notes.get(row.id) ?? row.notes }));
}

function rowOf(record: FleetRecord, fleet: Pick<Fleet, 'groupsOf'>): ComputerRow {
  const { system } = record;
  return {
    id: record.id,
    name: record.name,
    notes: record.notes,
    presence: record.presence,
    ...moment('presenceSince', record.presenceSince),
    ...known('address', record.address),
    ...known('agentVersion', record.agentVersion),
    ...known('operatingSystem', system && `${system.name} ${system.version}`.trim()),
    users: record.users,
    ...known('currentJob', record.job),
    ...known('power', record.powerView),
    groups: fleet.groupsOf(record),
    hasSecureOn: record.hasSecureOn,
    enrolledAt: new Date(record.enrolled).toISOString(),
    revision: record.revision,
    ...moment('lastSeenAt', record.lastSeen),
    ...known('subnet', record.subnet),
    ...known('system', system),
    ...known('model', record.model),
    ...known('serial', record.serial),
    ...known('memoryBytes', record.memoryBytes),
    ...known('disk', record.disk),
    ...moment('bootedAt', record.booted),
    installed: record.installed.length,
    drifted: driftedOf(record),
    pendingJobs: record.pending,
    failedJobs: record.failed,
  };
}

/** A field of a view that is left out where nothing is known. */
function known<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  const field: Partial<Record<Key, Value>> = {};
  if (value !== undefined) field[key] = value;
  return field;
}

const moment = <Key extends string>(key: Key, milliseconds: number | undefined) =>
  known(key, milliseconds === undefined ? undefined : new Date(milliseconds).toISOString());
