import { describe, expect, test } from 'vitest';
import { plainText } from '#domain/plain-text.ts';
import { parseAnsi } from '#lib/output/ansi.ts';
import { columnsOf, withoutTabs } from '#lib/output/columns.ts';

const ESC = '\u001b';

describe('colour codes in the output', () => {
  test('text without codes is one piece', () => {
    expect(parseAnsi('plain')).toEqual([{ text: 'plain' }]);
  });

  test('colours, weight and reset', () => {
    expect(parseAnsi(`a ${ESC}[1;31mred${ESC}[0m b`)).toEqual([
      { text: 'a ' },
      { text: 'red', colour: 1, bold: true },
      { text: ' b' },
    ]);
  });

  test('bright colours and the first sixteen of the palette', () => {
    expect(parseAnsi(`${ESC}[92mx${ESC}[38;5;12my${ESC}[39mz`)).toEqual([
      { text: 'x', colour: 10 },
      { text: 'y', colour: 12 },
      { text: 'z' },
    ]);
  });

  test('true colour and background are read over without eating what follows', () => {
    expect(parseAnsi(`${ESC}[38;2;1;2;3;1mx`)).toEqual([{ text: 'x', bold: true }]);
    expect(parseAnsi(`${ESC}[48;5;1;4mx`)).toEqual([{ text: 'x', underline: true }]);
  });

  test('movements, titles and control characters do not show', () => {
    expect(plainText(`${ESC}[2K${ESC}]0;title\u0007ok\u0008${ESC}[?25l`)).toBe('ok');
    expect(parseAnsi(`${ESC}[2Kok\u0000`)).toEqual([{ text: 'ok' }]);
  });

  test('markup stays text', () => {
    expect(parseAnsi('<b>&amp;')).toEqual([{ text: '<b>&amp;' }]);
  });
});

describe('how wide a line is', () => {
  test.each([
    ['abc', 3],
    [`${ESC}[31mabc${ESC}[0m`, 3],
    ['a\tb', 9],
    ['\u6f22\u5b57', 4],
    ['', 0],
  ])('%j takes %i columns', (text, columns) => expect(columnsOf(text)).toBe(columns));

  test('tabs reach to the next stop of eight', () => {
    expect(withoutTabs('ab\tc')).toBe('ab      c');
  });
});
