import {
  FLEET_CHOICES,
  type FieldOf,
  type FleetField,
  type FleetFieldKind,
  isOfKind,
  type OperatorOf,
} from '#protocol/fleet-fields.ts';
import type { FleetCondition } from '#protocol/fleet-filter.ts';
import { language, text } from '../messages/text.ts';
import type { FilterNames } from './list-state.ts';

export const fieldName = (field: FleetField): string => text(`fleet.field_${field}`);

/** `is`, `is not`, `below` … */
export const operatorName = (operator: OperatorOf<FleetFieldKind>): string =>
  text(`fleet.operator_${operator}`);

/** A word of a field of choices, for people. */
export function choiceName(field: FieldOf<'choice'>, word: string): string {
  const known: readonly string[] = FLEET_CHOICES[field];
  // A filter may come from a newer hub than this page.
  if (!known.includes(word)) return word;
  return choiceText(field, word);
}

function choiceText(field: FieldOf<'choice'>, word: string): string {
  const key = `${field}_${word}`;
  switch (key) {
    case 'presence_online':
    case 'presence_offline':
    case 'presence_unknown':
      return text(`states.${key}`);
    case 'os_windows':
    case 'os_linux':
    case 'os_macos':
    case 'power_none':
    case 'power_required':
    case 'power_waiting':
    case 'power_counting':
    case 'power_acting':
    case 'work_busy':
    case 'work_waiting':
    case 'work_idle':
      return text(`fleet.${key}`);
    default:
      return word;
  }
}

const SHOWN = 3;

/** `Linux or macOS`; of many the first ones. */
function either(words: readonly string[]): string {
  const shown =
    words.length > SHOWN
      ? [...words.slice(0, SHOWN), text('fleet.more', { count: words.length - SHOWN })]
      : words;
  return new Intl.ListFormat(language().locale, { type: 'disjunction' }).format(shown);
}

/** What a condition compares with; undefined where it compares with nothing. */
function valueWords(condition: FleetCondition, names: FilterNames): string | undefined {
  switch (condition.kind) {
    case 'text':
      return 'values' in condition ? either(condition.values) : undefined;
    case 'choice':
      return either(condition.values.map((word) => choiceName(condition.field, word)));
    case 'group':
      return 'values' in condition
        ? either(condition.values.map((id) => names[id] ?? text('fleet.gone')))
        : undefined;
    case 'package':
      return 'id' in condition ? (names[condition.id] ?? text('fleet.gone')) : undefined;
    case 'family':
      return names[condition.id] ?? text('fleet.gone');
    case 'number':
      return 'amount' in condition
        ? `${condition.amount}${condition.unit === '%' ? '' : ' '}${condition.unit}`.trim()
        : undefined;
    case 'moment':
      if ('count' in condition) return text(`fleet.span_${condition.unit}`, { count: condition.count });
      return 'day' in condition ? dayWords(condition.day) : undefined;
  }
}

const dayWords = (day: string) =>
  new Intl.DateTimeFormat(language().locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** A condition in one line, for its chip: `Last seen longer ago than 7 days`. */
export function conditionWords(condition: FleetCondition, names: FilterNames): string {
  const field = fieldName(condition.field);
  const operator = operatorName(condition.operator);
  const value = valueWords(condition, names);
  return value === undefined
    ? text('fleet.conditionAlone', { field, operator })
    : text('fleet.condition', { field, operator, value });
}

/** Whether the field offers values that computers have. */
export const hasOffers = (field: FleetField) =>
  isOfKind(field, 'text') ||
  isOfKind(field, 'group') ||
  isOfKind(field, 'package') ||
  isOfKind(field, 'family');
