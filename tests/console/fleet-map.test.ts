import { describe, expect, test } from 'vitest';
import { jobView } from '#hub/views/job-view.ts';
import { cellsOf } from '#lib/containers/map/cells.ts';
import { cellAt, cellByKey, cornerOf, layoutOf } from '#lib/containers/map/layout.ts';
import { GLYPHS } from '#lib/containers/map/glyphs.ts';
import { JobState } from '#protocol/job.ts';
import { aJob } from '#tests/support/builders.ts';

describe('the map of computers', () => {
  test('[C4] has one cell for each computer, in the order of their first jobs, shown by the job that matters', () => {
    const job = (computerId: string, sequence: number, state: JobState) =>
      jobView(aJob({ computerId, sequence, state }));
    const cells = cellsOf([
      job('one', 1, 'succeeded'),
      job('one', 2, 'failed'),
      job('two', 3, 'waiting'),
      job('one', 4, 'waiting'),
      job('two', 5, 'executing'),
    ]);
    expect(cells.map(({ computerId, job: { state }, others }) => [computerId, state, others])).toEqual([
      ['one', 'failed', 2],
      ['two', 'executing', 1],
    ]);
  });

  test('finds each cell at its place, and none between the last and the edge', () => {
    for (const count of [1, 7, 500, 10_000]) {
      const layout = layoutOf(count, 1_000);
      expect(layout.rows * layout.columns).toBeGreaterThanOrEqual(count);
      for (const index of [0, Math.floor(count / 2), count - 1]) {
        const { x, y } = cornerOf(layout, index);
        expect(cellAt(layout, x + 1, y + 1)).toBe(index);
      }
      expect(cellAt(layout, layout.columns * layout.pitch + 1, 1)).toBeUndefined();
      expect(cellAt(layout, -1, 0)).toBeUndefined();
      const behind = cornerOf(layout, count);
      expect(cellAt(layout, behind.x + 1, behind.y + 1)).toBeUndefined();
    }
    expect(layoutOf(10_000, 1_000).height).toBeLessThan(3_000);
  });

  test('keys lead through rows and columns and stay within', () => {
    const layout = { count: 10, columns: 4, rows: 3, pitch: 14, height: 42 };
    const key = (from: number, name: string, ctrlKey = false) =>
      cellByKey(layout, from, { key: name, ctrlKey, page: 2 });
    expect(key(0, 'ArrowRight')).toBe(1);
    expect(key(9, 'ArrowRight')).toBe(9);
    expect(key(0, 'ArrowLeft')).toBe(0);
    expect(key(1, 'ArrowDown')).toBe(5);
    expect(key(6, 'ArrowDown')).toBe(6);
    expect(key(2, 'ArrowUp')).toBe(2);
    expect(key(1, 'PageDown')).toBe(9);
    expect(key(2, 'PageDown')).toBe(6);
    expect(key(9, 'PageUp')).toBe(1);
    expect(key(6, 'Home')).toBe(4);
    expect(key(9, 'End')).toBe(9);
    expect(key(5, 'Home', true)).toBe(0);
    expect(key(0, 'End', true)).toBe(9);
    expect(key(0, 'a')).toBeUndefined();
  });

  test('every state has a sign of its own, that needs no colour', () => {
    const signs = JobState.options.map((state) => JSON.stringify(GLYPHS[state]));
    expect(new Set(signs).size).toBe(signs.length);
  });
});
