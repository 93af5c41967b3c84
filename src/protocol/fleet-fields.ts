/**
 * What a list of computers can be filtered by, and how. Without the schema library: the console's filter builder
 * reads it in the browser.
 */

/** Of what kind each field is. The words stand in shared links and saved filters: they are never renamed. */
export const FLEET_FIELDS = {
  name: 'text',
  user: 'text',
  address: 'text',
  subnet: 'text',
  osName: 'text',
  osVersion: 'text',
  architecture: 'text',
  model: 'text',
  serial: 'text',
  mac: 'text',
  agent: 'text',
  notes: 'text',
  presence: 'choice',
  os: 'choice',
  power: 'choice',
  work: 'choice',
  group: 'group',
  package: 'package',
  family: 'family',
  memory: 'number',
  disk: 'number',
  pending: 'number',
  failed: 'number',
  drifted: 'number',
  lastSeen: 'moment',
  enrolled: 'moment',
  booted: 'moment',
} as const;

export type FleetField = keyof typeof FLEET_FIELDS;
export type FleetFieldKind = (typeof FLEET_FIELDS)[FleetField];
export type FieldOf<Kind extends FleetFieldKind> = {
  [Field in FleetField]: (typeof FLEET_FIELDS)[Field] extends Kind ? Field : never;
}[FleetField];

export const isFleetField = (word: string): word is FleetField => Object.hasOwn(FLEET_FIELDS, word);

/** @returns whether a field is of that kind */
export function isOfKind<Kind extends FleetFieldKind>(field: FleetField, kind: Kind): field is FieldOf<Kind> {
  return FLEET_FIELDS[field] === kind;
}

export const fieldsOfKind = <Kind extends FleetFieldKind>(kind: Kind): FieldOf<Kind>[] =>
  Object.keys(FLEET_FIELDS).filter(
    (word): word is FieldOf<Kind> => isFleetField(word) && isOfKind(word, kind),
  );

/** What can be asked of a field; the first of a kind is offered first. */
export const FLEET_OPERATORS = {
  text: ['is', 'not', 'contains', 'empty', 'filled'],
  choice: ['is', 'not'],
  group: ['is', 'not', 'none'],
  package: ['installed', 'missing', 'otherVersion', 'drifted'],
  family: ['installed', 'missing'],
  number: ['below', 'atLeast', 'empty', 'filled'],
  moment: ['within', 'olderThan', 'before', 'on', 'after', 'never', 'ever'],
} as const satisfies Record<FleetFieldKind, readonly string[]>;

export type OperatorOf<Kind extends FleetFieldKind> = (typeof FLEET_OPERATORS)[Kind][number];

/** The words that a field of the kind `choice` may be. */
export const FLEET_CHOICES = {
  presence: ['online', 'offline', 'unknown'],
  os: ['windows', 'linux', 'macos'],
  power: ['none', 'required', 'waiting', 'counting', 'acting'],
  work: ['busy', 'waiting', 'idle'],
} as const satisfies Record<FieldOf<'choice'>, readonly string[]>;

/** Of an amount of bytes, in steps of 1024. */
export const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;
/** What an amount of each field is given in; the first is offered first. */
export const NUMBER_UNITS = {
  memory: ['GB', 'MB', 'KB', 'B', 'TB'],
  disk: ['GB', '%', 'MB', 'KB', 'B', 'TB'],
  pending: [''],
  failed: [''],
  drifted: [''],
} as const satisfies Record<FieldOf<'number'>, readonly string[]>;

/** Of a span back from now: minutes, hours, days, weeks. */
export const SPAN_UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
export type SpanUnit = keyof typeof SPAN_UNITS;
export const isSpanUnit = (word: string): word is SpanUnit => Object.hasOwn(SPAN_UNITS, word);

/** Columns of a list of computers, in the order in which they stand where nobody has chosen another. */
export const FLEET_COLUMNS = [
  'name',
  'presence',
  'os',
  'users',
  'work',
  'lastSeen',
  'groups',
  'address',
  'subnet',
  'osVersion',
  'architecture',
  'model',
  'serial',
  'memory',
  'disk',
  'agent',
  'booted',
  'enrolled',
  'installed',
  'drifted',
  'pending',
  'failed',
  'power',
  'notes',
] as const;
export type FleetColumn = (typeof FLEET_COLUMNS)[number];
export const isFleetColumn = (word: string): word is FleetColumn =>
  FLEET_COLUMNS.some((column) => column === word);

/** By what a list is sorted. In text: the column, with `-` before it for the other way round. */
export interface FleetSort {
  by: FleetColumn;
  descending: boolean;
}
export const USUAL_SORT: FleetSort = { by: 'name', descending: false };

export const sortText = ({ by, descending }: FleetSort) => `${descending ? '-' : ''}${by}`;

/** @returns undefined when it names no column */
export function readSort(text: string): FleetSort | undefined {
  const descending = text.startsWith('-');
  const by = descending ? text.slice(1) : text;
  return isFleetColumn(by) ? { by, descending } : undefined;
}
