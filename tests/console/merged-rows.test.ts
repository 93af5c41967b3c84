import { describe, expect, test } from 'vitest';
import { MergedRows } from '#lib/live/merged-rows.ts';

interface Row {
  id: string;
  revision: number;
  word: string;
}
const row = (id: string, revision: number, word: string): Row => ({ id, revision, word });
function rowsWith(...initial: Row[]) {
  const rows = new MergedRows<Row>(
    (one) => one.id,
    (one, other) => (one.id < other.id ? -1 : 1),
  );
  rows.snapshot(initial, 'whole');
  return rows;
}

describe('live changes and snapshots', () => {
  test('the higher revision wins, whichever comes last', () => {
    const rows = rowsWith(row('a', 3, 'new'));
    expect(rows.change(row('a', 2, 'old'))).toBe(false);
    rows.snapshot([row('a', 1, 'older')], 'whole');
    expect(rows.get('a')?.word).toBe('new');
  });

  test('a change during a snapshot wins over it on equal revision', () => {
    const rows = rowsWith(row('a', 1, 'offline'));
    rows.begin();
    rows.change(row('a', 1, 'online'));
    rows.snapshot([row('a', 1, 'offline')], 'whole');
    expect(rows.get('a')?.word).toBe('online');
  });

  test('a snapshot wins on equal revision over what was there before it was asked for', () => {
    const rows = rowsWith(row('a', 1, 'online'));
    rows.change(row('a', 1, 'online'));
    rows.begin();
    rows.snapshot([row('a', 1, 'offline')], 'whole');
    expect(rows.get('a')?.word).toBe('offline');
  });

  test('what a whole snapshot lacks is gone, unless it came while the snapshot was on its way', () => {
    const rows = rowsWith(row('a', 1, ''), row('b', 1, ''));
    rows.begin();
    rows.change(row('c', 1, ''));
    rows.snapshot([row('a', 1, '')], 'whole');
    expect(rows.sorted().map((one) => one.id)).toEqual(['a', 'c']);
  });

  test('what was removed while the snapshot was on its way does not come back', () => {
    const rows = rowsWith(row('a', 1, ''));
    rows.begin();
    rows.remove('a');
    rows.snapshot([row('a', 1, '')], 'whole');
    expect(rows.size).toBe(0);
  });

  test('a part of the rows removes nothing', () => {
    const rows = rowsWith(row('a', 1, ''), row('b', 1, ''));
    rows.begin();
    rows.snapshot([row('b', 2, 'changed')], 'part');
    expect(rows.sorted()).toEqual([row('a', 1, ''), row('b', 2, 'changed')]);
  });
});
