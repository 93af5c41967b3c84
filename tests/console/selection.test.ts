import { describe, expect, test } from 'vitest';
import { choosable, takeMore } from '#lib/lists/selection-keys.svelte.ts';
import { Selection } from '#lib/lists/selection.svelte.ts';
import { nextSort, sortOf } from '#lib/lists/sort.ts';
import { withParameters } from '#lib/services/address.ts';

const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));

describe('what is chosen in a list', () => {
  test('one by one, and from the last one to this one', () => {
    const selection = new Selection();
    selection.toggle('b');
    selection.toggle('d', { extend: true, rows });
    expect([...selection.ids]).toEqual(['b', 'c', 'd']);
    selection.toggle('c');
    expect([...selection.ids]).toEqual(['b', 'd']);
    expect(selection.count).toBe(2);
  });

  test('a range whose beginning is not shown any more is the one row', () => {
    const selection = new Selection();
    selection.toggle('gone');
    selection.toggle('c', { extend: true, rows });
    expect([...selection.ids]).toEqual(['gone', 'c']);
  });

  test('everything that matches counts what there was, and has every row', () => {
    const selection = new Selection();
    selection.toggle('a');
    selection.everything(1204);
    expect(selection.isEverything).toBe(true);
    expect(selection.count).toBe(1204);
    expect(selection.has('never seen')).toBe(true);
    selection.clear();
    expect(selection.count).toBe(0);
  });

  test('who takes one away from everything goes on one by one', () => {
    const selection = new Selection();
    selection.everything(5);
    selection.choose(['a', 'b'], true);
    expect(selection.isEverything).toBe(false);
    expect([...selection.ids]).toEqual(['a', 'b']);
  });
});

test('the order of a list stands in its address', () => {
  const fields = ['name', 'seen'] as const;
  expect(sortOf('-seen', fields)).toEqual({ field: 'seen', descending: true });
  expect(sortOf('size', fields)).toBeUndefined();
  expect(sortOf(null, fields)).toBeUndefined();
  expect(nextSort('name', undefined)).toBe('name');
  expect(nextSort('name', { field: 'name', descending: false })).toBe('-name');
  expect(nextSort('name', { field: 'name', descending: true })).toBe('name');
});

test('an address keeps the parameters that are not changed', () => {
  const url = new URL('https://hub.example/computers?search=pc&cursor=x');
  expect(withParameters(url, { cursor: undefined, sort: 'name' })).toBe('?search=pc&sort=name');
});

describe('the key that takes more and more', () => {
  test('takes what is shown, then all that match, then none', () => {
    const selection = new Selection();
    selection.toggle('b');
    const counts = [1, 2, 3, 4].map(() => {
      takeMore(choosable(selection, { shown: rows, total: 12 }));
      return selection.count;
    });
    expect(counts).toEqual([5, 12, 0, 5]);
  });

  test('where no more match than are shown it takes these, then none', () => {
    const selection = new Selection();
    const counts = [1, 2, 3].map(() => {
      takeMore(choosable(selection, { shown: rows, total: 5 }));
      return selection.count;
    });
    expect(counts).toEqual([5, 0, 5]);
  });
});
