import {
  FLEET_FIELDS,
  FLEET_OPERATORS,
  isOfKind,
  isSpanUnit,
  NUMBER_UNITS,
  type FleetField,
  type FleetFieldKind,
  type OperatorOf,
} from '#protocol/fleet-fields.ts';
import type { FleetCondition } from '#protocol/fleet-filter.ts';
import { readFilter } from '#protocol/fleet-filter-text.ts';
import { writeValue } from '#protocol/fleet-filter-reader.ts';

/** Operators that compare with nothing. */
const ALONE: readonly string[] = ['empty', 'filled', 'none', 'never', 'ever'];
const DAYS_AT_FIRST = '7';

/** A condition while it is put together. */
export class ConditionDraft {
  readonly field: FleetField;
  readonly kind: FleetFieldKind;
  operator = $state<OperatorOf<FleetFieldKind>>('is');
  /** Of texts and choices; ids of groups, packages and families. */
  values = $state.raw<readonly string[]>([]);
  amount = $state('10');
  unit = $state('');
  count = $state(DAYS_AT_FIRST);
  span = $state('d');
  day = $state('');

  /** @param today as the date field writes it */
  constructor(field: FleetField, today: string, condition?: FleetCondition) {
    this.field = field;
    this.kind = FLEET_FIELDS[field];
    this.operator = condition?.operator ?? FLEET_OPERATORS[this.kind][0];
    this.day = today;
    if (isOfKind(field, 'number')) this.unit = NUMBER_UNITS[field][0];
    if (condition === undefined) return;
    if ('values' in condition) this.values = condition.values;
    if ('id' in condition) this.values = [condition.id];
    if ('amount' in condition) {
      this.amount = String(condition.amount);
      this.unit = condition.unit;
    }
    if ('count' in condition) {
      this.count = String(condition.count);
      this.span = condition.unit;
    }
    if ('day' in condition) this.day = condition.day;
  }

  get operators(): readonly OperatorOf<FleetFieldKind>[] {
    return FLEET_OPERATORS[this.kind];
  }

  get isAlone(): boolean {
    return ALONE.includes(this.operator) || (this.operator === 'drifted' && this.values.length === 0);
  }

  /** Whether several values may be named. */
  get takesSeveral(): boolean {
    return this.kind !== 'package' && this.kind !== 'family';
  }

  /** @param zone of the viewer, whose days are meant. @returns undefined while something is missing or wrong */
  made(zone: string): FleetCondition | undefined {
    const value = this.#value(zone);
    if (value === undefined) return undefined;
    const read = readFilter(`${this.field}.${this.operator}${value === '' ? '' : `:${value}`}`);
    return read.ok ? read.filter.conditions[0] : undefined;
  }

  #value(zone: string): string | undefined {
    if (this.isAlone) return '';
    switch (this.kind) {
      case 'text':
      case 'choice':
      case 'group':
      case 'package':
      case 'family':
        return this.values.length === 0 ? undefined : this.values.map(writeValue).join(';');
      case 'number':
        return `${this.amount}${this.unit}`;
      case 'moment':
        if (this.operator === 'within' || this.operator === 'olderThan')
          return isSpanUnit(this.span) ? `${this.count}${this.span}` : undefined;
        return `${this.day}@${zone}`;
    }
  }
}
