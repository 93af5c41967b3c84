import { expect, test } from 'vitest';
import {
  familiesNamed,
  familyPage,
  isSortedByPackages,
  type FamilyFacts,
  type FamilySummary,
} from '#domain/family-list.ts';
import { versionOrder } from '#domain/versions.ts';
import { FamilySortField, type FamilySort } from '#protocol/family-list.ts';
import { aFamily } from '#tests/support/builders.ts';
import { later } from './events.ts';

const facts = (given: Partial<FamilyFacts>): FamilyFacts => aFamily(given);
const ten = facts({ name: 'Browser 10', createdAt: later(3) });
const nine = facts({ name: 'browser 9', createdAt: later(1) });
const editor = facts({ name: 'Editor', createdAt: later(2) });
const empty = facts({ name: 'Zip', createdAt: later(4) });
const EVERY = [editor, empty, ten, nine];

const summary = (packages: number, latestVersion: string): FamilySummary => ({
  packages,
  latestVersion,
  latestOrder: versionOrder(latestVersion),
});
const summaries = new Map([
  [ten.id, summary(2, '1.9')],
  [nine.id, summary(5, '1.10')],
  [editor.id, summary(3, '1.10~rc1')],
]);
const sorted = (sort?: FamilySort) => {
  const names = new Map(EVERY.map(({ id, name }) => [id, name]));
  return familyPage(EVERY, { sort, summaries, limit: 100 }).ids.map((id) => names.get(id));
};

test('[C3] families stand by name, as people sort, unless it is said otherwise', () => {
  expect(sorted()).toEqual(['browser 9', 'Browser 10', 'Editor', 'Zip']);
});

test.each([
  ['name', true, ['Zip', 'Editor', 'Browser 10', 'browser 9']],
  ['latestVersion', false, ['Zip', 'Browser 10', 'Editor', 'browser 9']],
  ['latestVersion', true, ['browser 9', 'Editor', 'Browser 10', 'Zip']],
  ['packages', true, ['browser 9', 'Editor', 'Browser 10', 'Zip']],
  ['createdAt', false, ['browser 9', 'Editor', 'Browser 10', 'Zip']],
] as const)('[C3] by %s (descending: %s): %j', (field, descending, expected) => {
  expect(sorted({ field, descending })).toEqual(expected);
});

test('[C3] pages follow each other without gap or repeat, in every order, also when the last row has gone', () => {
  for (const field of FamilySortField.options) {
    const sort = { field, descending: false };
    const whole = familyPage(EVERY, { sort, summaries, limit: 100 });
    const first = familyPage(EVERY, { sort, summaries, limit: 2 });
    expect([first.total, whole.next]).toEqual([4, undefined]);
    const left = EVERY.filter(({ id }) => id !== first.ids[1]);
    const second = familyPage(left, { sort, summaries, limit: 2, after: first.next });
    expect([...first.ids, ...second.ids]).toEqual(whole.ids);
    expect(familyPage(EVERY, { sort, summaries, limit: 2, from: 2 }).ids).toEqual(second.ids);
  }
});

test('a search is part of the name, in any case; only versions and their number need the packages', () => {
  expect(familiesNamed(EVERY, 'BROWSER').map(({ name }) => name)).toEqual(['Browser 10', 'browser 9']);
  expect(familiesNamed(EVERY, undefined)).toHaveLength(4);
  expect(FamilySortField.options.filter((field) => isSortedByPackages({ field, descending: true }))).toEqual([
    'latestVersion',
    'packages',
  ]);
});
