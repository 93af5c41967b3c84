import { expect, test } from 'vitest';
import { RowLayout } from '#lib/output/row-layout.ts';

const measured = (widths: number[], more: { settled?: number; dropped?: number } = {}) => ({
  count: widths.length,
  dropped: more.dropped ?? 0,
  settled: more.settled ?? widths.length,
  columnsOf: (index: number) => widths[index] ?? 0,
});

test('without wrapping a line is a row', () => {
  const layout = new RowLayout();
  layout.update(measured([10, 500, 3]), 0);
  expect([layout.rows, layout.rowOf(2), layout.lineAt(1.5)]).toEqual([3, 2, 1]);
});

test('wrapped lines take the rows they need, an empty one takes one', () => {
  const layout = new RowLayout();
  layout.update(measured([10, 25, 0, 20]), 10);
  expect([0, 1, 2, 3, 4].map((line) => layout.rowOf(line))).toEqual([0, 1, 4, 5, 7]);
  expect([0, 1, 3, 4, 5, 6, 99].map((row) => layout.lineAt(row))).toEqual([0, 1, 1, 2, 3, 3, 3]);
});

test('a line that was still open is counted again when it has grown', () => {
  const layout = new RowLayout();
  layout.update(measured([5, 5], { settled: 0 }), 10);
  layout.update(measured([35, 5, 5]), 10);
  expect(layout.rows).toBe(6);
});

test('another width, or lines let go, count everything anew', () => {
  const layout = new RowLayout();
  layout.update(measured([40, 40]), 10);
  layout.update(measured([40, 40]), 20);
  expect(layout.rows).toBe(4);
  layout.update(measured([20, 60], { dropped: 7 }), 20);
  expect(layout.rows).toBe(4);
  expect(layout.rowOf(1)).toBe(1);
});

test('400,000 lines are measured once', () => {
  const layout = new RowLayout();
  const widths = Array.from({ length: 400_000 }, () => 60);
  layout.update(measured(widths), 50);
  let asked = 0;
  layout.update({ ...measured([...widths, 10]), columnsOf: () => (asked += 1) }, 50);
  expect(asked).toBe(1);
  expect(layout.rows).toBe(800_001);
});
