import { describe, expect, test } from 'vitest';
import type { GroupView } from '#protocol/views/group.ts';
import { defaultName } from '#lib/assistant/pick.ts';
import { moved, parentsFor, pathOf, pathsOf, treeOf } from '#lib/groups/group-tree.ts';

const group = (id: string, parentId?: string): GroupView => ({
  of: 'computers',
  id,
  name: id.toUpperCase(),
  notes: '',
  computers: 0,
  revision: 1,
  ...(parentId === undefined ? {} : { parentId }),
});
const groups = [group('a'), group('b', 'a'), group('c', 'b'), group('d')];

describe('a tree of groups', () => {
  test('has paths in the order of the tree', () => {
    expect(pathsOf(groups).map(({ path }) => path)).toEqual(['A', 'A / B', 'A / B / C', 'D']);
    expect(pathOf(groups, 'c')).toBe('A / B / C');
    expect(pathOf(groups, 'nobody')).toBe('');
  });

  test('shows a group at the top whose parent is not there', () => {
    expect(treeOf([group('x', 'gone')]).map((node) => node.group.id)).toEqual(['x']);
  });

  test('[G1] offers as parents only groups below which one may hang', () => {
    expect(parentsFor(groups, 'b').map(({ id }) => id)).toEqual(['a', 'd']);
    expect(parentsFor(groups).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });
});

test('a member moves to another place, the others keep their order', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
});

test('the name of a deployment names groups', () => {
  const one = { id: 'x', name: 'PC-1', note: '' };
  const name = (computers: string[], packages: string[], more: object = {}) =>
    defaultName({ action: 'install', computers: [], packages: [], groups: { computers, packages }, ...more });
  expect(name(['Lab'], ['Base'])).toBe('Install Base on Lab');
  expect(name(['Lab', 'Hall', 'Roof'], ['Base'], { computers: [one] })).toBe(
    'Install Base on PC-1, 3 groups',
  );
  expect(name(['Lab'], [], { packages: [one, one], selected: 4 })).toBe(
    'Install 2 packages on 4 computers, Lab',
  );
  expect(name(['Lab'], [])).toBe('');
});
