import type { FleetColumn } from '#protocol/fleet-fields.ts';
import type { ComputerRow } from '#protocol/views/fleet.ts';

/** Z9: a computer's cell of a column, for programs: words and numbers as the API has them, moments in UTC. */
const CELLS: Record<FleetColumn, (row: ComputerRow) => string | number | undefined> = {
  name: ({ name }) => name,
  presence: ({ presence }) => presence,
  os: ({ operatingSystem }) => operatingSystem,
  osVersion: ({ system }) => system?.version,
  architecture: ({ system }) => system?.architecture,
  users: ({ users }) => [...new Set(users.map(({ name }) => name))].join('; '),
  work: ({ currentJob }) =>
    currentJob && `${currentJob.action} ${currentJob.packageName} ${currentJob.packageVersion}`,
  lastSeen: ({ lastSeenAt }) => lastSeenAt,
  groups: ({ groups }) => groups.map(({ name }) => name).join('; '),
  address: ({ address }) => address,
  subnet: ({ subnet }) => subnet,
  model: ({ model }) => model,
  serial: ({ serial }) => serial,
  memory: ({ memoryBytes }) => memoryBytes,
  disk: ({ disk }) => disk?.freeBytes,
  agent: ({ agentVersion }) => agentVersion,
  booted: ({ bootedAt }) => bootedAt,
  enrolled: ({ enrolledAt }) => enrolledAt,
  installed: ({ installed }) => installed,
  drifted: ({ drifted }) => drifted,
  pending: ({ pendingJobs }) => pendingJobs,
  failed: ({ failedJobs }) => failedJobs,
  power: ({ power }) => power && `${power.action} ${power.state}`,
  notes: ({ notes }) => notes,
};

export const cellsOf = (row: ComputerRow, columns: readonly FleetColumn[]): string[] =>
  columns.map((column) => String(CELLS[column](row) ?? ''));
