import { describe, expect, test } from 'vitest';
import { csvLine } from '#domain/csv.ts';
import { cellsOf } from '#domain/fleet/cells.ts';
import { FLEET_COLUMNS } from '#protocol/fleet-fields.ts';
import type { ComputerRow } from '#protocol/views/fleet.ts';
import { anId } from '#tests/support/builders.ts';

describe('[Z9] a line of a table', () => {
  test.each([
    [['a', 'b'], 'a,b\r\n'],
    [['with, comma', 'with "quotes"'], '"with, comma","with ""quotes"""\r\n'],
    [['two\nlines', ''], '"two\nlines",\r\n'],
    [['Grüße 🖥'], 'Grüße 🖥\r\n'],
  ])('%j', (values, line) => expect(csvLine(values)).toBe(line));

  test.each(['=1+1', '+49 30', '-cmd', '@SUM(A1)', '\tx', '=HYPERLINK("http://evil")', '\r=1'])(
    '%j is not taken for a formula',
    (value) => {
      const cell = csvLine([value]).trimEnd();
      expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );
});

test('[Z9] a computer has a cell in every column, empty where nothing is known', () => {
  const row: ComputerRow = {
    id: anId(),
    name: 'desk-1',
    notes: '',
    presence: 'offline',
    users: [
      { name: 'ada', terminal: 'a', since: '' },
      { name: 'ada', terminal: 'b', since: '' },
      { name: 'bob', terminal: 'c', since: '' },
    ],
    groups: [
      { id: anId(), name: 'Lab' },
      { id: anId(), name: 'Office' },
    ],
    hasSecureOn: false,
    enrolledAt: '2026-03-01T08:00:00.000Z',
    revision: 1,
    installed: 3,
    drifted: 0,
    pendingJobs: 2,
    failedJobs: 1,
  };
  expect(cellsOf(row, ['name', 'users', 'groups', 'os', 'pending', 'enrolled'])).toStrictEqual([
    'desk-1',
    'ada; bob',
    'Lab; Office',
    '',
    '2',
    '2026-03-01T08:00:00.000Z',
  ]);
  expect(cellsOf(row, FLEET_COLUMNS)).toHaveLength(FLEET_COLUMNS.length);
});
