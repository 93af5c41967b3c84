import { FLEET_COLUMNS, type FleetColumn } from '#protocol/fleet-fields.ts';
import { text } from '../messages/text.ts';

/** What a column is called in its head. */
export const columnName = (column: FleetColumn): string => text(`fleet.column_${column}`);

/** How wide a column is: as a track of a grid. The name takes what is left, and is never left out. */
const WIDTHS: Record<FleetColumn, string> = {
  name: 'minmax(11rem, 1.2fr)',
  presence: '7rem',
  os: 'minmax(13rem, 1.6fr)',
  users: 'minmax(8rem, 1fr)',
  work: 'minmax(13rem, 1.8fr)',
  lastSeen: '7.5rem',
  groups: 'minmax(9rem, 1fr)',
  address: '8.5rem',
  subnet: '9rem',
  osVersion: '8rem',
  architecture: '6.5rem',
  model: 'minmax(9rem, 1fr)',
  serial: '8rem',
  memory: '6rem',
  disk: '8.5rem',
  agent: '6rem',
  booted: '7rem',
  enrolled: '7rem',
  installed: '6rem',
  drifted: '6rem',
  pending: '6.5rem',
  failed: '6rem',
  power: '11rem',
  notes: 'minmax(12rem, 1.5fr)',
};
/** For the box that chooses a row. */
const CHOICE_WIDTH = '2.75rem';

export const gridOf = (columns: readonly FleetColumn[]): string =>
  [CHOICE_WIDTH, ...columns.map((column) => WIDTHS[column])].join(' ');

/** Numbers are compared from their right ends. */
const NUMBERS = new Set<FleetColumn>(['memory', 'disk', 'installed', 'drifted', 'pending', 'failed']);
export const isNumber = (column: FleetColumn) => NUMBERS.has(column);

/** Every column: those that are shown in their order, then the others. */
export const allColumns = (shown: readonly FleetColumn[]): FleetColumn[] => [
  ...shown,
  ...FLEET_COLUMNS.filter((column) => !shown.includes(column)),
];

const COOKIE = 'reveille_columns';

/** Kept by this browser, so that the first paint already shows them. */
export function keepColumns(columns: readonly FleetColumn[]): void {
  document.cookie = `${COOKIE}=${columns.join(',')}; path=/; max-age=31536000; samesite=lax`;
}
