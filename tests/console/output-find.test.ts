import { describe, expect, test } from 'vitest';
import { LineBuffer } from '#lib/output/line-buffer.ts';
import { markedSpans } from '#lib/output/marked-spans.ts';
import { Matches, MOST_MATCHES, type Place } from '#lib/output/matches.ts';
import { linesBetween } from '#lib/output/selected-lines.ts';

const ESC = '\u001b';
const always = () => true;
const bufferOf = (text: string) => {
  const buffer = new LineBuffer();
  buffer.append('stdout', text);
  return buffer;
};
const placesOf = (matches: Matches): Place[] =>
  Array.from({ length: matches.count }, (_, index) => matches.place(index)).filter(
    (place) => place !== undefined,
  );

describe('the search in an output', () => {
  test('finds every occurrence in its order, in any case unless it is asked otherwise', () => {
    const buffer = bufferOf('Error one error\nnothing\n  ERROR\n');
    const any = new Matches('error', { matchCase: false });
    expect(any.search(buffer, always)).toBe(true);
    expect(placesOf(any)).toEqual([
      { line: 1, column: 0 },
      { line: 1, column: 10 },
      { line: 3, column: 2 },
    ]);
    const exact = new Matches('ERROR', { matchCase: true });
    exact.search(buffer, always);
    expect(placesOf(exact)).toEqual([{ line: 3, column: 2 }]);
  });

  test('looks at what is shown: colours are no part of it, tabs are the blanks they stand for', () => {
    const matches = new Matches('disk full', { matchCase: false });
    matches.search(bufferOf(`${ESC}[31mdisk${ESC}[0m full\n\tdisk full\n`), always);
    expect(placesOf(matches)).toEqual([
      { line: 1, column: 0 },
      { line: 2, column: 8 },
    ]);
  });

  test('goes on where it stopped, and looks again at a line that has grown meanwhile', () => {
    const buffer = bufferOf(`${'x\n'.repeat(200)}er`);
    const matches = new Matches('er', { matchCase: false });
    let slices = 1;
    while (!matches.search(buffer, () => false)) slices += 1;
    expect(slices).toBeGreaterThan(2);
    expect(placesOf(matches)).toEqual([{ line: 201, column: 0 }]);
    buffer.append('stdout', 'ror and err\nerr\n');
    matches.again();
    matches.search(buffer, always);
    expect(placesOf(matches)).toEqual([
      { line: 201, column: 0 },
      { line: 201, column: 10 },
      { line: 202, column: 0 },
    ]);
  });

  test('begins at the line that is looked at, and again at the top behind the last', () => {
    const matches = new Matches('e', { matchCase: false });
    matches.search(bufferOf('e\nx\ne\nx\n'), always);
    expect([1, 2, 3, 4].map((line) => matches.firstFrom(line))).toEqual([0, 1, 1, 0]);
  });

  test('counts up to a limit, in 200,000 lines without taking long', () => {
    const buffer = bufferOf('a line with words in it\n'.repeat(200_000));
    const matches = new Matches('w', { matchCase: false });
    const began = performance.now();
    matches.search(buffer, always);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(matches.isFull).toBe(true);
    expect(matches.count).toBe(MOST_MATCHES);
  });
});

test('marked words are cut out of the colours they stand in', () => {
  const spans = markedSpans(`a ${ESC}[31mred er${ESC}[0mror here`, {
    columns: [6],
    length: 5,
    current: 6,
  });
  expect(spans).toEqual([
    { text: 'a ' },
    { text: 'red ', colour: 1 },
    { text: 'er', colour: 1, mark: 'current' },
    { text: 'ror', mark: 'current' },
    { text: ' here' },
  ]);
  expect(
    markedSpans('abab', { columns: [0, 2], length: 2, current: undefined }).map(({ mark }) => mark),
  ).toEqual(['found', 'found']);
});

test('lines between two places are copied as they are shown, without numbers, also those out of view', () => {
  const buffer = bufferOf(`one\n${ESC}[1mtwo${ESC}[0m\nthree\nfour\n`);
  const copied = linesBetween(buffer, { from: { line: 1, column: 1 }, to: { line: 3, column: 2 } });
  expect(copied).toBe('ne\ntwo\nth');
});

test('lines know when they were begun', () => {
  const buffer = new LineBuffer();
  buffer.append('stdout', 'one\ntw', 1_000);
  buffer.append('stdout', 'o\nthree\n', 2_000);
  buffer.notice('between');
  expect([0, 1, 2, 3].map((index) => buffer.line(index)?.at)).toEqual([1_000, 1_000, 2_000, undefined]);
});
