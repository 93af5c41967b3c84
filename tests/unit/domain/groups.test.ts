import { describe, expect, test } from 'vitest';
import { misplacement, pastedNames, withGroupsBelow, type GroupPlace } from '#domain/groups.ts';
import { LIMITS } from '#protocol/limits.ts';

/** `a > b`: b hangs below a. */
const tree = (...places: string[]): GroupPlace[] =>
  places.map((place) => {
    const [parent, own] = place.split(' > ');
    return own === undefined
      ? { id: parent ?? '', name: parent ?? '' }
      : { id: own, name: own, ...(parent === undefined ? {} : { parentId: parent }) };
  });

const OFFICE = tree('office', 'office > first floor', 'first floor > desk 1', 'office > second floor', 'lab');

describe('[G1] where a group may hang', () => {
  test('a new one at the top, or below any other', () => {
    expect(misplacement(OFFICE, {})).toBeUndefined();
    expect(misplacement(OFFICE, { parentId: 'desk 1' })).toBeUndefined();
  });

  test('never below one that is not there', () => {
    expect(misplacement(OFFICE, { parentId: 'attic' })).toBe('unknownParent');
  });

  test.each(['office', 'first floor', 'desk 1'])('never below itself: the office below %s', (parentId) => {
    expect(misplacement(OFFICE, { id: 'office', parentId })).toBe('circle');
  });

  test('may move to another branch', () => {
    expect(misplacement(OFFICE, { id: 'first floor', parentId: 'lab' })).toBeUndefined();
  });

  test('never deeper than can be shown, what hangs below it counted in', () => {
    const chain = tree(
      '1',
      ...Array.from({ length: LIMITS.groupDepth - 1 }, (_, at) => `${at + 1} > ${at + 2}`),
    );
    expect(misplacement(chain, { parentId: String(LIMITS.groupDepth) })).toBe('tooDeep');
    expect(misplacement(chain, { parentId: String(LIMITS.groupDepth - 1) })).toBeUndefined();
    expect(
      misplacement([...chain, ...OFFICE], { id: 'office', parentId: String(LIMITS.groupDepth - 1) }),
    ).toBe('tooDeep');
  });
});

describe('[G2] what a group means', () => {
  test('itself and every group below it, parents first', () => {
    expect(withGroupsBelow(OFFICE, ['office'])).toEqual(['office', 'first floor', 'desk 1', 'second floor']);
  });

  test('each once, also when it is chosen twice over', () => {
    expect(withGroupsBelow(OFFICE, ['desk 1', 'first floor', 'lab', 'lab'])).toEqual([
      'desk 1',
      'first floor',
      'lab',
    ]);
  });

  test('nothing, when it is gone', () => {
    expect(withGroupsBelow(OFFICE, ['attic'])).toEqual([]);
  });

  test('a circle, should one exist, is walked once', () => {
    expect(withGroupsBelow(tree('b > a', 'a > b'), ['a'])).toEqual(['a', 'b']);
  });
});

describe('[G3] a pasted list of names', () => {
  test.each([
    ['one a line', 'PC-1\nPC-2\r\nPC-3\n', ['PC-1', 'PC-2', 'PC-3']],
    ['commas, semicolons and tabs', 'PC-1, PC-2;PC-3\tPC-4', ['PC-1', 'PC-2', 'PC-3', 'PC-4']],
    ['each once, in any case', 'PC-1\npc-1\nPC-2', ['PC-1', 'PC-2']],
    ['names with spaces', 'Ann’s laptop\nBob’s laptop', ['Ann’s laptop', 'Bob’s laptop']],
    ['nothing', ' \n,;\n', []],
  ])('%s', (_, text, names) => {
    expect(pastedNames(text)).toEqual(names);
  });
});
