import { describe, expect, test } from 'vitest';
import { LineBuffer } from '#lib/output/line-buffer.ts';

const textsOf = (buffer: LineBuffer) =>
  Array.from({ length: buffer.count }, (_, index) => buffer.line(index)?.text);

describe('chunks of output become lines', () => {
  test('a line that is split over chunks is one line', () => {
    const buffer = new LineBuffer();
    buffer.append('stdout', 'one\ntw');
    buffer.append('stdout', 'o\nthree');
    expect(textsOf(buffer)).toEqual(['one', 'two', 'three']);
  });

  test('stderr in the middle of a line of stdout does not break that line', () => {
    const buffer = new LineBuffer();
    buffer.append('stdout', 'down');
    buffer.append('stderr', 'warning\n');
    buffer.append('stdout', 'loading\n');
    expect(textsOf(buffer)).toEqual(['downloading', 'warning']);
    expect(buffer.line(1)).toEqual({ number: 2, source: 'stderr', text: 'warning' });
  });

  test('empty lines are lines', () => {
    const buffer = new LineBuffer();
    buffer.append('stdout', 'a\n\n\nb\n');
    expect(textsOf(buffer)).toEqual(['a', '', '', 'b']);
  });

  test('the line end of Windows leaves no carriage return, also when it is split', () => {
    const buffer = new LineBuffer();
    buffer.append('stdout', 'one\r\ntwo\r');
    buffer.append('stdout', '\nthree');
    expect(textsOf(buffer)).toEqual(['one', 'two', 'three']);
  });

  test('a progress that rewrites its line shows what was written last', () => {
    const buffer = new LineBuffer();
    for (const share of [10, 20, 30]) buffer.append('stdout', `${share} %\r`);
    expect(textsOf(buffer)).toEqual(['30 %']);
    buffer.append('stdout', 'done\n');
    expect(textsOf(buffer)).toEqual(['done']);
  });

  test('a line without an end is cut, so that no row grows without bound', () => {
    const buffer = new LineBuffer();
    for (let part = 0; part < 10; part += 1) buffer.append('stdout', 'x'.repeat(10_000));
    expect(buffer.count).toBe(7);
    expect(textsOf(buffer).join('')).toHaveLength(100_000);
    expect(Math.max(...textsOf(buffer).map((text) => text?.length ?? 0))).toBe(16_384);
  });

  test('beyond its bound the oldest lines go, and the numbers of the others stay', () => {
    const buffer = new LineBuffer(100);
    for (let line = 1; line <= 250; line += 1) buffer.append('stdout', `line ${line}\n`);
    expect(buffer.count).toBeLessThanOrEqual(100);
    expect(buffer.count + buffer.dropped).toBe(250);
    expect(buffer.line(buffer.count - 1)).toEqual({ number: 250, source: 'stdout', text: 'line 250' });
    expect(buffer.line(0)?.text).toBe(`line ${buffer.dropped + 1}`);
  });

  test('an unfinished line keeps growing after older lines went', () => {
    const buffer = new LineBuffer(10);
    buffer.append('stderr', 'never');
    for (let line = 1; line <= 10; line += 1) buffer.append('stdout', `line ${line}\n`);
    buffer.append('stderr', ' ended\n');
    expect(textsOf(buffer)).toContain('line 10');
    buffer.append('stdout', 'end');
    expect(textsOf(buffer).at(-1)).toBe('end');
  });

  test('lines before the first unfinished one are settled', () => {
    const buffer = new LineBuffer();
    buffer.append('stdout', 'a\nb');
    buffer.append('stderr', 'c\n');
    expect(buffer.settled).toBe(1);
    buffer.append('stdout', '\n');
    expect(buffer.settled).toBe(3);
  });
});
