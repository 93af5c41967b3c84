import type { FleetCondition } from './fleet-filter.ts';
import {
  FLEET_CHOICES,
  FLEET_FIELDS,
  FLEET_OPERATORS,
  type FleetField,
  type FleetFieldKind,
  isFleetField,
  isOfKind,
  isSpanUnit,
  NUMBER_UNITS,
} from './fleet-fields.ts';
import { FilterProblem, type FilterReader, writeValue } from './fleet-filter-reader.ts';
import { LIMITS } from './limits.ts';

/** The operator that is left out, where a field knows it. */
const USUAL = 'is';

/** One condition as text: see `fleet-filter-text`. */
export function writeCondition(condition: FleetCondition): string {
  const { field, operator } = condition;
  const asked = operator === USUAL ? field : `${field}.${operator}`;
  const value = valueOf(condition);
  return value === undefined ? asked : `${asked}:${value}`;
}

function valueOf(condition: FleetCondition): string | undefined {
  if ('values' in condition) return condition.values.map(writeValue).join(';');
  if ('id' in condition) return condition.id;
  if ('amount' in condition) return `${condition.amount}${condition.unit}`;
  if ('count' in condition) return `${condition.count}${condition.unit}`;
  if ('day' in condition) {
    return condition.timeZone === undefined ? condition.day : `${condition.day}@${condition.timeZone}`;
  }
  return undefined;
}

/** @throws FilterProblem */
export function readCondition(reader: FilterReader): FleetCondition {
  const before = reader.rest;
  const word = reader.word();
  if (word === '') throw new FilterProblem(`"${before}" does not begin with a field`);
  if (!isFleetField(word)) {
    const known = Object.keys(FLEET_FIELDS).join(', ');
    throw new FilterProblem(`there is no field "${word}". The fields are ${known}`);
  }
  const named = reader.take('.') ? reader.word() : undefined;
  const kind = FLEET_FIELDS[word];
  const operators: readonly string[] = FLEET_OPERATORS[kind];
  if (named !== undefined && !operators.includes(named)) {
    throw new FilterProblem(`${word} knows no "${named}". It knows ${operators.join(', ')}`);
  }
  const operator = named ?? USUAL;
  if (!operators.includes(operator)) {
    throw new FilterProblem(`${word} is asked by ${operators.map((one) => `${word}.${one}`).join(', ')}`);
  }
  const hasValue = reader.take(':');
  const asked = { reader, field: word, operator, of: named === undefined ? word : `${word}.${named}` };
  const condition = hasValue ? withValue(kind, asked) : withoutValue(asked);
  if (condition === undefined) {
    throw new FilterProblem(hasValue ? `${asked.of} takes no value` : `${asked.of} has no value`);
  }
  return condition;
}

interface Asked {
  reader: FilterReader;
  field: FleetField;
  operator: string;
  /** As it was written, for people. */
  of: string;
}

/** @returns undefined for a question that needs a value */
function withoutValue({ field, operator }: Asked): FleetCondition | undefined {
  if (operator === 'empty' || operator === 'filled') {
    if (isOfKind(field, 'text')) return { kind: 'text', field, operator };
    if (isOfKind(field, 'number')) return { kind: 'number', field, operator };
  }
  if ((operator === 'never' || operator === 'ever') && isOfKind(field, 'moment')) {
    return { kind: 'moment', field, operator };
  }
  if (operator === 'none' && isOfKind(field, 'group')) return { kind: 'group', field, operator };
  if (operator === 'drifted' && isOfKind(field, 'package')) return { kind: 'package', field, operator };
  return undefined;
}

/** @returns undefined for a question that takes no value */
function withValue(kind: FleetFieldKind, asked: Asked): FleetCondition | undefined {
  switch (kind) {
    case 'text':
      return textCondition(asked);
    case 'choice':
      return choiceCondition(asked);
    case 'group':
      return groupCondition(asked);
    case 'package':
    case 'family':
      return packageCondition(asked);
    case 'number':
      return numberCondition(asked);
    case 'moment':
      return momentCondition(asked);
  }
}

function textCondition({ reader, field, operator, of }: Asked): FleetCondition | undefined {
  if (!isOfKind(field, 'text')) return undefined;
  if (operator !== 'is' && operator !== 'not' && operator !== 'contains') return undefined;
  return { kind: 'text', field, operator, values: reader.values(of) };
}

function choiceCondition({ reader, field, operator, of }: Asked): FleetCondition | undefined {
  if (!isOfKind(field, 'choice') || (operator !== 'is' && operator !== 'not')) return undefined;
  const values = reader.values(of);
  const known: readonly string[] = FLEET_CHOICES[field];
  const wrong = values.find((word) => !known.includes(word));
  if (wrong !== undefined) {
    throw new FilterProblem(`${field} cannot be "${wrong}". It can be ${known.join(', ')}`);
  }
  return { kind: 'choice', field, operator, values };
}

const IDENTIFIER = /^[0-9a-f]{24}$/;

function identifier(value: string, of: string): string {
  if (!IDENTIFIER.test(value))
    throw new FilterProblem(`${of} needs an id of 24 hexadecimal digits, not "${value}"`);
  return value;
}

function groupCondition({ reader, field, operator, of }: Asked): FleetCondition | undefined {
  if (!isOfKind(field, 'group') || (operator !== 'is' && operator !== 'not')) return undefined;
  return { kind: 'group', field, operator, values: reader.values(of).map((id) => identifier(id, of)) };
}

function packageCondition({ reader, field, operator, of }: Asked): FleetCondition | undefined {
  const id = () => identifier(reader.value(of), of);
  if (isOfKind(field, 'package')) {
    if (
      operator === 'installed' ||
      operator === 'missing' ||
      operator === 'otherVersion' ||
      operator === 'drifted'
    ) {
      return { kind: 'package', field, operator, id: id() };
    }
  }
  if (isOfKind(field, 'family') && (operator === 'installed' || operator === 'missing')) {
    return { kind: 'family', field, operator, id: id() };
  }
  return undefined;
}

function numberCondition({ reader, field, operator, of }: Asked): FleetCondition | undefined {
  if (!isOfKind(field, 'number') || (operator !== 'below' && operator !== 'atLeast')) return undefined;
  const value = reader.value(of);
  const [, digits = '', word = ''] = /^(\d{1,12}(?:\.\d{1,3})?) ?([A-Za-z%]*)$/.exec(value) ?? [];
  const units: readonly (typeof NUMBER_UNITS)[typeof field][number][] = NUMBER_UNITS[field];
  const unit = units.find((one) => one.toLowerCase() === word.toLowerCase());
  const amount = Number(digits);
  if (digits === '' || unit === undefined || amount > LIMITS.filterAmount) {
    const like = units.map((one) => `10${one}`).join(', ');
    throw new FilterProblem(`${of} needs a number like ${like}, not "${value}"`);
  }
  return { kind: 'number', field, operator, amount, unit };
}

function momentCondition({ reader, field, operator, of }: Asked): FleetCondition | undefined {
  if (!isOfKind(field, 'moment')) return undefined;
  if (operator === 'within' || operator === 'olderThan') {
    const value = reader.value(of);
    const [, digits = '', unit = ''] = /^(\d{1,4})([mhdw])$/.exec(value) ?? [];
    const count = Number(digits);
    if (count < 1 || !isSpanUnit(unit)) {
      throw new FilterProblem(`${of} needs a span like 30m, 12h, 7d or 4w, not "${value}"`);
    }
    return { kind: 'moment', field, operator, count, unit };
  }
  if (operator !== 'before' && operator !== 'on' && operator !== 'after') return undefined;
  const value = reader.value(of);
  const [day = '', timeZone] = value.split('@', 2);
  if (!isDay(day)) throw new FilterProblem(`${of} needs a day like 2026-07-01, not "${value}"`);
  if (timeZone === undefined) return { kind: 'moment', field, operator, day };
  if (!isTimeZone(timeZone)) throw new FilterProblem(`${of} names no time zone that is known: "${timeZone}"`);
  return { kind: 'moment', field, operator, day, timeZone };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
