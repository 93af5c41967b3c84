import { SPAN_UNITS, type FieldOf } from '#protocol/fleet-fields.ts';
import type { FleetCondition, FleetFilter } from '#protocol/fleet-filter.ts';
import { withGroupsBelow, type GroupPlace } from '../groups.ts';
import { wholeDay } from './days.ts';
import { comparable, driftedOf, type FleetFacts } from './facts.ts';
import { freeShare } from './free-disk.ts';

/** What a filter is read with, beside the facts of each computer. */
export interface FilterAround {
  now: Date;
  /** The hub's zone: of days that name none. */
  timeZone: string;
  groups: readonly GroupPlace[];
  /** The family of a package that a condition names; undefined when there is no such package. */
  familyOf: (packageId: string) => string | undefined;
}

export type Fits = (facts: FleetFacts) => boolean;
type Condition<Kind extends FleetCondition['kind']> = Extract<FleetCondition, { kind: Kind }>;

/** As Windows writes it; of one that is only begun, two parts at least. */
const MAC_WITH_DASHES = /^[0-9a-f]{2}(-[0-9a-f]{2}){1,5}-?$/;

/** Z1 to Z7: the question that a filter asks of each computer. Made once, asked twenty thousand times. */
export function filterOf({ search, match, conditions }: FleetFilter, around: FilterAround): Fits {
  const words = comparable(search)
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => (MAC_WITH_DASHES.test(word) ? [word, word.replaceAll('-', ':')] : [word]));
  const asked = conditions.map((condition) => conditionOf(condition, around));
  const fits: Fits =
    asked.length === 0
      ? () => true
      : match === 'all'
        ? (facts) => asked.every((one) => one(facts))
        : (facts) => asked.some((one) => one(facts));
  if (words.length === 0) return fits;
  return (facts) =>
    words.every((ways) => ways.some((word) => facts.searchable.includes(word))) && fits(facts);
}

function conditionOf(condition: FleetCondition, around: FilterAround): Fits {
  switch (condition.kind) {
    case 'text':
      return textFits(condition);
    case 'choice':
      return choiceFits(condition);
    case 'group':
      return groupFits(condition, around);
    case 'package':
      return packageFits(condition, around);
    case 'family':
      return familyFits(condition);
    case 'number':
      return numberFits(condition);
    case 'moment':
      return momentFits(condition, around);
  }
}

const TEXTS: Record<FieldOf<'text'>, (facts: FleetFacts) => readonly (string | undefined)[]> = {
  name: ({ name }) => [name],
  user: ({ userNames }) => userNames,
  address: ({ address }) => [address],
  subnet: ({ subnet }) => [subnet],
  osName: ({ system }) => [system?.name],
  osVersion: ({ system }) => [system?.version],
  architecture: ({ system }) => [system?.architecture],
  model: ({ model }) => [model],
  serial: ({ serial }) => [serial],
  mac: ({ macs }) => macs,
  agent: ({ agentVersion }) => [agentVersion],
  notes: ({ notes }) => [notes],
};

/** What a text field of a computer says: of one that may have several values, all of them. */
export const textsOf = (facts: FleetFacts, field: FieldOf<'text'>) => TEXTS[field](facts);

/** The word that a field of choices has. */
export const choiceOf = (facts: FleetFacts, field: FieldOf<'choice'>) => CHOSEN[field](facts);

/** Z2 */
function textFits(condition: Condition<'text'>): Fits {
  const read = TEXTS[condition.field];
  const isFilled: Fits = (facts) => read(facts).some((text) => text !== undefined && text.trim() !== '');
  switch (condition.operator) {
    case 'filled':
      return isFilled;
    case 'empty':
      return (facts) => !isFilled(facts);
    case 'is':
      return equalsAny(read, condition.values);
    case 'not': {
      const equals = equalsAny(read, condition.values);
      return (facts) => !equals(facts);
    }
    case 'contains': {
      const parts = condition.values.map(comparable);
      return (facts) =>
        read(facts).some((text) => {
          if (text === undefined) return false;
          const own = comparable(text);
          return parts.some((part) => own.includes(part));
        });
    }
  }
}

function equalsAny(
  read: (facts: FleetFacts) => readonly (string | undefined)[],
  values: readonly string[],
): Fits {
  const wanted = new Set(values.map(comparable));
  return (facts) => read(facts).some((text) => text !== undefined && wanted.has(comparable(text)));
}

const CHOSEN: Record<FieldOf<'choice'>, (facts: FleetFacts) => string | undefined> = {
  presence: ({ presence }) => presence,
  os: ({ system }) => system?.family,
  power: ({ power }) => power?.state ?? 'none',
  work: ({ job, pending }) => (job !== undefined ? 'busy' : pending > 0 ? 'waiting' : 'idle'),
};

/** Z3 */
function choiceFits({ field, operator, values }: Condition<'choice'>): Fits {
  const wanted = new Set<string | undefined>(values);
  const read = CHOSEN[field];
  return operator === 'is' ? (facts) => wanted.has(read(facts)) : (facts) => !wanted.has(read(facts));
}

/** Z4 */
function groupFits(condition: Condition<'group'>, { groups }: FilterAround): Fits {
  if (condition.operator === 'none') return ({ groupIds }) => groupIds.length === 0;
  const meant = new Set(withGroupsBelow(groups, condition.values));
  const isIn: Fits = ({ groupIds }) => groupIds.some((id) => meant.has(id));
  return condition.operator === 'is' ? isIn : (facts) => !isIn(facts);
}

/** Z5 */
function packageFits(condition: Condition<'package'>, { familyOf }: FilterAround): Fits {
  if (!('id' in condition)) return (facts) => driftedOf(facts) > 0;
  const { id, operator } = condition;
  const has: Fits = ({ installed }) => installed.some(({ packageId }) => packageId === id);
  switch (operator) {
    case 'installed':
      return has;
    case 'missing':
      return (facts) => !has(facts);
    case 'drifted':
      return ({ installed }) => installed.some(({ packageId, drifted }) => drifted && packageId === id);
    case 'otherVersion': {
      const family = familyOf(id);
      if (family === undefined) return () => false;
      return (facts) => !has(facts) && facts.installed.some(({ familyId }) => familyId === family);
    }
  }
}

function familyFits({ id, operator }: Condition<'family'>): Fits {
  const has: Fits = ({ installed }) => installed.some(({ familyId }) => familyId === id);
  return operator === 'installed' ? has : (facts) => !has(facts);
}

const BYTES: Record<string, number> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };

const NUMBERS: Record<FieldOf<'number'>, (facts: FleetFacts) => number | undefined> = {
  memory: ({ memoryBytes }) => memoryBytes,
  disk: ({ disk }) => disk?.freeBytes,
  pending: ({ pending }) => pending,
  failed: ({ failed }) => failed,
  drifted: driftedOf,
};

/** Z6 */
function numberFits(condition: Condition<'number'>): Fits {
  const plain = NUMBERS[condition.field];
  if (!('amount' in condition)) {
    const empty = condition.operator === 'empty';
    return (facts) => (plain(facts) === undefined) === empty;
  }
  const { amount, unit, operator } = condition;
  const read =
    unit === '%' ? ({ disk }: FleetFacts) => (disk === undefined ? undefined : freeShare(disk)) : plain;
  const bound = amount * (BYTES[unit] ?? 1);
  return (facts) => {
    const value = read(facts);
    return value !== undefined && (operator === 'below' ? value < bound : value >= bound);
  };
}

/** Z7 */
function momentFits(condition: Condition<'moment'>, { now, timeZone }: FilterAround): Fits {
  const at = now.getTime();
  const { field } = condition;
  const read = ({ [field]: moment, presence }: FleetFacts) =>
    field === 'lastSeen' && presence === 'online' ? at : moment;
  const holds = (fits: (moment: number) => boolean): Fits => {
    return (facts) => {
      const moment = read(facts);
      return moment !== undefined && fits(moment);
    };
  };
  switch (condition.operator) {
    case 'never':
      return (facts) => read(facts) === undefined;
    case 'ever':
      return holds(() => true);
    case 'within':
    case 'olderThan': {
      const since = at - condition.count * SPAN_UNITS[condition.unit];
      return condition.operator === 'within'
        ? holds((moment) => moment >= since)
        : holds((moment) => moment < since);
    }
    case 'before':
    case 'on':
    case 'after': {
      const { from, to } = wholeDay(condition.day, condition.timeZone ?? timeZone);
      if (condition.operator === 'before') return holds((moment) => moment < from);
      if (condition.operator === 'after') return holds((moment) => moment >= to);
      return holds((moment) => moment >= from && moment < to);
    }
  }
}
