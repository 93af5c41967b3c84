import { describe, expect, test } from 'vitest';
import {
  type BYTE_UNITS,
  FLEET_CHOICES,
  FLEET_OPERATORS,
  fieldsOfKind,
  NUMBER_UNITS,
} from '#protocol/fleet-fields.ts';
import {
  FilterOfText,
  FilterText,
  FleetFilter,
  type FleetCondition,
  SortText,
} from '#protocol/fleet-filter.ts';
import { inAddress, readFilter, writeFilter } from '#protocol/fleet-filter-text.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { seeded, seeds, type Seeded } from '../domain/seeded.ts';

const ID = 'a1b2c3d4e5f6a1b2c3d4e5f6';

const PIECES = [
  'a',
  'B',
  'ü',
  ' ',
  ',',
  ';',
  ':',
  '(',
  ')',
  "'",
  '.',
  '%',
  '@',
  '&',
  '=',
  '+',
  '#',
  'any(',
  'text:',
  '🖥',
];
const anyText = (chosen: Seeded) => {
  const text = Array.from({ length: chosen.whole(1, 6) }, () => chosen.oneOf(PIECES)).join('');
  return text.trim() === '' ? 'x' : text;
};
const anyId = (chosen: Seeded) => Array.from({ length: 24 }, () => chosen.whole(0, 15).toString(16)).join('');
const several = <Value>(chosen: Seeded, make: () => Value) =>
  Array.from({ length: chosen.whole(1, 3) }, make);

function anyCondition(chosen: Seeded): FleetCondition {
  switch (chosen.whole(0, 9)) {
    case 0:
      return {
        kind: 'text',
        field: chosen.oneOf(fieldsOfKind('text')),
        operator: chosen.oneOf(['empty', 'filled']),
      };
    case 1: {
      const field = chosen.oneOf(fieldsOfKind('choice'));
      const words: readonly string[] = FLEET_CHOICES[field];
      const values = several(chosen, () => chosen.oneOf(words));
      return { kind: 'choice', field, operator: chosen.oneOf(FLEET_OPERATORS.choice), values };
    }
    case 2:
      return chosen.chance(0.3)
        ? { kind: 'group', field: 'group', operator: 'none' }
        : {
            kind: 'group',
            field: 'group',
            operator: chosen.oneOf(['is', 'not']),
            values: several(chosen, () => anyId(chosen)),
          };
    case 3:
      return chosen.chance(0.3)
        ? { kind: 'package', field: 'package', operator: 'drifted' }
        : {
            kind: 'package',
            field: 'package',
            operator: chosen.oneOf(FLEET_OPERATORS.package),
            id: anyId(chosen),
          };
    case 4:
      return {
        kind: 'family',
        field: 'family',
        operator: chosen.oneOf(FLEET_OPERATORS.family),
        id: anyId(chosen),
      };
    case 5: {
      const field = chosen.oneOf(fieldsOfKind('number'));
      const units: readonly ((typeof BYTE_UNITS)[number] | '%' | '')[] = NUMBER_UNITS[field];
      const amount = chosen.oneOf([0, 1, 10, 2.5, 0.125, 999_999_999_999]);
      return {
        kind: 'number',
        field,
        operator: chosen.oneOf(['below', 'atLeast']),
        amount,
        unit: chosen.oneOf(units),
      };
    }
    case 6:
      return {
        kind: 'moment',
        field: chosen.oneOf(fieldsOfKind('moment')),
        operator: chosen.oneOf(['within', 'olderThan']),
        count: chosen.whole(1, LIMITS.filterSpan),
        unit: chosen.oneOf(['m', 'h', 'd', 'w']),
      };
    case 7: {
      const timeZone = chosen.oneOf(['', 'Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires']);
      return {
        kind: 'moment',
        field: chosen.oneOf(fieldsOfKind('moment')),
        operator: chosen.oneOf(['before', 'on', 'after']),
        day: chosen.oneOf(['2026-02-28', '2024-02-29', '1999-12-31']),
        ...(timeZone === '' ? {} : { timeZone }),
      };
    }
    case 8:
      return {
        kind: 'moment',
        field: chosen.oneOf(fieldsOfKind('moment')),
        operator: chosen.oneOf(['never', 'ever']),
      };
    default:
      return {
        kind: 'text',
        field: chosen.oneOf(fieldsOfKind('text')),
        operator: chosen.oneOf(['is', 'not', 'contains']),
        values: several(chosen, () => anyText(chosen)),
      };
  }
}

const anyFilter = (chosen: Seeded): FleetFilter => ({
  search: chosen.chance(0.4) ? anyText(chosen) : '',
  match: chosen.oneOf(['all', 'any']),
  conditions: Array.from({ length: chosen.whole(0, 5) }, () => anyCondition(chosen)),
});

describe('a filter as text', () => {
  test('is read back exactly as it was written, from the address of a page too', () => {
    for (const seed of seeds(3_000)) {
      const filter = FleetFilter.parse(anyFilter(seeded(seed)));
      const text = writeFilter(filter);
      expect(readFilter(text), `seed ${seed}: ${text}`).toStrictEqual({ ok: true, filter });
      const address = new URL(`http://hub/computers?where=${inAddress(text)}&sort=name`);
      expect(address.searchParams.get('where'), `seed ${seed}`).toBe(text);
    }
  });

  test('whatever is read conforms to the schema, and is written the same from then on', () => {
    for (const seed of seeds(2_000)) {
      const chosen = seeded(seed);
      const whole = writeFilter(anyFilter(chosen));
      // Cut, doubled or bent somewhere: much of it is wrong, none of it may come through wrong.
      const at = chosen.whole(0, whole.length);
      const text = chosen.oneOf([
        whole.slice(0, at),
        whole.slice(at),
        `${whole.slice(0, at)}${chosen.oneOf(PIECES)}${whole.slice(at)}`,
        `${whole},${whole}`,
      ]);
      const read = readFilter(text);
      if (!read.ok) continue;
      expect(FleetFilter.safeParse(read.filter).success, `seed ${seed}: ${text}`).toBe(true);
      expect(readFilter(writeFilter(read.filter)), `seed ${seed}: ${text}`).toStrictEqual(read);
    }
  });

  test.each([
    ['', { search: '', match: 'all', conditions: [] }],
    [
      'text:lab,os:linux,lastSeen.olderThan:7d',
      {
        search: 'lab',
        match: 'all',
        conditions: [
          { kind: 'choice', field: 'os', operator: 'is', values: ['linux'] },
          { kind: 'moment', field: 'lastSeen', operator: 'olderThan', count: 7, unit: 'd' },
        ],
      },
    ],
    [
      "any(presence:offline;unknown,model:'Precision, rev. 2';OptiPlex 7010,disk.below:10%)",
      {
        search: '',
        match: 'any',
        conditions: [
          { kind: 'choice', field: 'presence', operator: 'is', values: ['offline', 'unknown'] },
          { kind: 'text', field: 'model', operator: 'is', values: ['Precision, rev. 2', 'OptiPlex 7010'] },
          { kind: 'number', field: 'disk', operator: 'below', amount: 10, unit: '%' },
        ],
      },
    ],
    [
      `package.missing:${ID},group.not:${ID},lastSeen.before:2026-07-01@Europe/Berlin`,
      {
        search: '',
        match: 'all',
        conditions: [
          { kind: 'package', field: 'package', operator: 'missing', id: ID },
          { kind: 'group', field: 'group', operator: 'not', values: [ID] },
          {
            kind: 'moment',
            field: 'lastSeen',
            operator: 'before',
            day: '2026-07-01',
            timeZone: 'Europe/Berlin',
          },
        ],
      },
    ],
  ])('%s', (text, filter) => {
    expect(readFilter(text)).toStrictEqual({ ok: true, filter });
    expect(writeFilter(FleetFilter.parse(filter))).toBe(text);
  });

  test('stands in an address as it is, but for blanks and per cents', () => {
    expect(
      inAddress("any(os:linux;macos,disk.below:10%,model:'A, b',lastSeen.on:2026-07-01@Europe/Berlin)"),
    ).toBe("any(os:linux;macos,disk.below:10%25,model:'A,+b',lastSeen.on:2026-07-01@Europe/Berlin)");
  });

  test.each([
    ['os:', 'os has no value'],
    ['os:solaris', 'os cannot be "solaris". It can be windows, linux, macos'],
    ['oss:linux', 'there is no field "oss"'],
    ['os.contains:linux', 'os knows no "contains". It knows is, not'],
    ['disk:10%', 'disk is asked by disk.below, disk.atLeast, disk.empty, disk.filled'],
    ['disk.below:10', 'disk.below needs a number like 10GB, 10%, 10MB, 10KB, 10B, 10TB, not "10"'],
    ['memory.below:10%', 'memory.below needs a number like 10GB'],
    ['lastSeen.within:7', 'lastSeen.within needs a span like 30m, 12h, 7d or 4w, not "7"'],
    ['lastSeen.before:2026-02-30', 'lastSeen.before needs a day like 2026-07-01, not "2026-02-30"'],
    ['lastSeen.on:2026-07-01@Mars', 'lastSeen.on names no time zone that is known: "Mars"'],
    ['group:office', 'group needs an id of 24 hexadecimal digits, not "office"'],
    ['name', 'name has no value'],
    ['notes.empty:x', 'notes.empty takes no value'],
    ["model:'a", 'a quoted value of model has no end'],
    ['any(os:linux', 'any( is not closed'],
    ['any(os:linux),presence:online', 'all conditions stand inside any(…), or none'],
    ['text:a,text:b', 'text: can be there once'],
    ['os:linux)', '")" is more than a filter has'],
    ['os:linux,', '"" does not begin with a field'],
    ['name:a\u0007', 'a value of name holds a control character'],
    [
      Array.from({ length: LIMITS.filterConditions + 1 }, () => 'notes.empty').join(','),
      'a filter may have 40 conditions',
    ],
  ])('%j is refused, and told what is wrong with it', (text, problem) => {
    const read = readFilter(text);
    expect(read.ok ? '' : read.problem).toContain(problem);
    expect(() => parse(FilterText, text)).toThrow(problem);
    expect(() => parse(FilterOfText, text)).toThrow(problem);
  });

  test('a sort names a column, and which way', () => {
    expect(SortText.parse('-lastSeen')).toStrictEqual({ by: 'lastSeen', descending: true });
    expect(SortText.parse('name')).toStrictEqual({ by: 'name', descending: false });
    expect(SortText.safeParse('--name').success).toBe(false);
    expect(SortText.safeParse('colour').success).toBe(false);
  });
});
