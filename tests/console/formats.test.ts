import { describe, expect, test } from 'vitest';
import { formatBytes, percent } from '#lib/format/bytes.ts';
import { formatCountdown } from '#lib/format/countdown.ts';
import { formatDuration, formatElapsed } from '#lib/format/duration.ts';
import { formatCount, formatNumber } from '#lib/format/numbers.ts';
import { formatClock, formatExact, formatRelative, formatShort, isZone } from '#lib/format/time.ts';
import { ENGLISH } from '#lib/messages/english.ts';
import { provideLanguage } from '#lib/messages/text.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const after = (span: number) => new Date(NOW + span).toISOString();

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KB'],
  [1_572_864, '1.5 MB'],
  [1024 ** 2 - 1, '1 MB'],
  [37 * 1024 ** 3, '37 GB'],
  [999 * 1024 ** 2, '999 MB'],
])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test('per cent says 100 only when everything is there', () => {
  expect([percent(0, 0), percent(1, 3), percent(999, 1000), percent(5, 5)]).toEqual([0, 33, 99, 100]);
});

test('counts are grouped', () => {
  expect([formatCount(1), formatCount(12_345), formatNumber(3.25, { least: 1 })]).toEqual([
    '1',
    '12,345',
    '3.3',
  ]);
});

test.each([
  [38, '38 ms'],
  [4230, '4.2 s'],
  [9960, '10.0 s'],
  [42 * SECOND, '42 s'],
  [3 * MINUTE, '3 min'],
  [3 * MINUTE + 5 * SECOND, '3 min 5 s'],
  [2 * HOUR + 10 * MINUTE, '2 h 10 min'],
  [51 * HOUR, '2 d 3 h'],
  [-5, '0 ms'],
])('a span of %i ms is %s', (span, text) => expect(formatDuration(span)).toBe(text));

test('a running span counts in whole seconds', () => {
  expect([formatElapsed(400), formatElapsed(4900), formatElapsed(61_000)]).toEqual([
    '0 s',
    '4 s',
    '1 min 1 s',
  ]);
});

describe('relative times', () => {
  test.each([
    [0, 'just now'],
    [-9000, 'just now'],
    [5000, 'in a moment'],
    [-42 * SECOND, '42 s ago'],
    [-4 * MINUTE - 50 * SECOND, '4 min ago'],
    [2 * HOUR, 'in 2 h'],
    [-49 * HOUR, '2 d ago'],
  ])('%i ms from now', (span, text) => expect(formatRelative(after(span), NOW)).toBe(text));
});

test('exact times stand in the zone of the viewer', () => {
  expect(formatShort(after(0), 'Europe/Berlin')).toBe('23 Nov 2026, 13:00');
  expect(formatExact(after(0), 'America/New_York')).toMatch(/^23 Nov 2026, 07:00:00/);
});

test('a zone from a cookie is only taken when it is one', () => {
  expect(['Europe/Berlin', 'UTC', '', 'Mars/Olympus', undefined].map(isZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('another language writes numbers, dates and units its own way', () => {
  const formats = {
    ...ENGLISH.messages['formats'],
    bytes_MB: '{value} Mo',
    ago: 'il y a {span}',
    inSpan: 'dans {span}',
    days: '{count} j',
  };
  const french = { tag: 'fr', name: 'Français', locale: 'fr-FR', messages: { formats } };
  provideLanguage(() => french);
  try {
    expect(formatBytes(1_572_864)).toBe('1,5 Mo');
    // What is not translated is said in English, with the numbers of the language.
    expect(formatBytes(1_572_864 * 1024)).toBe('1,5 GB');
    expect(formatDuration(4230)).toBe('4,2 s');
    expect(formatRelative(after(-49 * HOUR), NOW)).toBe('il y a 2 j');
    expect(formatCountdown(after(61_000), NOW)).toBe('dans 1 min 1 s');
    expect(formatCount(12_345)).toBe((12_345).toLocaleString('fr-FR'));
    expect(formatShort(after(0), 'UTC')).toBe('23 nov. 2026, 12:00');
    expect(formatClock(NOW, 'UTC')).toBe('12:00:00,000');
  } finally {
    provideLanguage(() => ENGLISH);
  }
  expect([formatBytes(1_572_864), formatDuration(4230)]).toEqual(['1.5 MB', '4.2 s']);
});
