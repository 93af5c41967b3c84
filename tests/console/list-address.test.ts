import { describe, expect, test } from 'vitest';
import { packageView } from '#hub/views/entity-views.ts';
import { changedAlike } from '#lib/fleet/list-state.ts';
import { familyListAddress } from '#lib/packages/family-list-address.ts';
import { sortedVersions, versionSortOf } from '#lib/packages/version-list.ts';
import { writeFilter } from '#protocol/fleet-filter-text.ts';
import { aPackage } from '#tests/support/builders.ts';
import { filterFrom } from '#tests/support/fleet.ts';

describe('a filter of computers that is changed while another change of it is on its way', () => {
  const together = (target: string, shown: string, changed: string) =>
    writeFilter(changedAlike(filterFrom(target), { shown: filterFrom(shown), changed: filterFrom(changed) }));

  test('has both: what came and what went', () => {
    expect(together('os:linux', '', 'presence:online')).toBe('os:linux,presence:online');
    expect(together('os:linux,presence:online', 'os:linux', '')).toBe('presence:online');
    expect(together('', 'os:linux', 'os:linux,presence:online')).toBe('presence:online');
    expect(together('os:linux', '', 'os:linux')).toBe('os:linux');
  });

  test('has the other value of a condition, and how conditions are joined', () => {
    expect(together('os:linux,presence:online', 'os:linux', 'os:windows')).toBe('presence:online,os:windows');
    expect(
      together(
        'os:linux,presence:online,disk.below:10%',
        'os:linux,presence:online',
        'any(os:linux,presence:online)',
      ),
    ).toBe('any(os:linux,presence:online,disk.below:10%)');
  });

  test('is what was changed, in its order, when nothing is on its way', () => {
    expect(
      together('os:linux,presence:online', 'os:linux,presence:online', 'os:windows,presence:online'),
    ).toBe('os:windows,presence:online');
  });
});

describe('the list of packages', () => {
  test('takes what its address says, as far as it can be read', () => {
    const address = (search: string) => familyListAddress(new URL(`https://hub/packages${search}`));
    expect(address('?search=+tool+&sort=-packages&from=100')).toEqual({
      search: 'tool',
      sort: { field: 'packages', descending: true },
      from: 100,
    });
    expect(address('?sort=colour&from=-3')).toEqual({ search: '', sort: undefined, from: 0 });
  });

  const version = (name: string, { bytes, day }: { bytes?: number; day: number }) =>
    packageView({
      ...aPackage({
        version: name,
        createdAt: new Date(Date.UTC(2026, 0, day)),
        ...(bytes === undefined
          ? {}
          : { content: { sha256: 'a'.repeat(64), bytes, fileName: 'a.zip', files: 1 } }),
      }),
      revision: 1,
    });
  const NEWEST_FIRST = [
    version('2.0', { day: 1, bytes: 5 }),
    version('1.10', { day: 3 }),
    version('1.9', { day: 2, bytes: 9 }),
  ];

  test.each([
    ['', ['2.0', '1.10', '1.9']],
    ['?sort=version', ['1.9', '1.10', '2.0']],
    ['?sort=-version', ['2.0', '1.10', '1.9']],
    ['?sort=files', ['1.10', '2.0', '1.9']],
    ['?sort=-createdAt', ['1.10', '1.9', '2.0']],
  ])('versions with the address %j: %j', (search, expected) => {
    const sort = versionSortOf(new URL(`https://hub/packages/1${search}`));
    expect(sortedVersions(NEWEST_FIRST, sort).map((one) => one.version)).toEqual(expected);
  });
});
