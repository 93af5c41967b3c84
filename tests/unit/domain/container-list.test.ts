import { expect, test } from 'vitest';
import { containerPage, type ContainerFacts, type ContainerListing } from '#domain/container-list.ts';
import { ContainerSortField } from '#protocol/container-list.ts';
import { aContainer } from '#tests/support/builders.ts';
import { later } from './events.ts';
import { seeded, seeds } from './seeded.ts';

const NOW = later(1_000_000);
const facts = (given: Partial<ContainerFacts>): ContainerFacts => ({ ...aContainer(given), revision: 1 });
const ALL = { filter: {}, limit: 100 };
const namesOf = (all: readonly ContainerFacts[], listing: ContainerListing) => {
  const names = new Map(all.map(({ id, name }) => [id, name]));
  return containerPage(all, listing, NOW).ids.map((id) => names.get(id));
};

const running = facts({ name: 'Browser 10', createdBy: 'ada', startAt: later(10), counts: { waiting: 2 } });
const failed = facts({ name: 'browser 9', createdBy: 'grace', startAt: later(20), counts: { failed: 1 } });
const scheduled = facts({ name: 'Editor', startAt: later(2_000_000), priority: 5, jobs: 7 });
const done = facts({ name: 'Éditeur', startAt: later(30), priority: -5, counts: { succeeded: 3 } });
const EVERY = [running, failed, scheduled, done];

test('[C3] the newest comes first unless it is said otherwise', () => {
  const [one, two] = [facts({ createdAt: later(2) }), facts({ createdAt: later(1) })];
  expect(containerPage([two, one], ALL, NOW).ids).toEqual([one.id, two.id]);
});

test.each([
  ['name', false, ['browser 9', 'Browser 10', 'Éditeur', 'Editor']],
  ['name', true, ['Editor', 'Éditeur', 'Browser 10', 'browser 9']],
  ['state', false, ['Browser 10', 'Editor', 'browser 9', 'Éditeur']],
  ['startAt', false, ['Browser 10', 'browser 9', 'Éditeur', 'Editor']],
  ['priority', true, ['Editor', 'browser 9', 'Browser 10', 'Éditeur']],
  ['jobs', true, ['Editor', 'Éditeur', 'browser 9', 'Browser 10']],
] as const)('[C3] by %s (descending: %s): %j', (field, descending, expected) => {
  // Equal names differ by their accents alone in some languages: here they are equal, and the newest comes first.
  expect(namesOf(EVERY, { ...ALL, sort: { field, descending } })).toEqual(expected);
});

test('[C3] a filter holds name in any case, creator, state and start date together', () => {
  expect(namesOf(EVERY, { ...ALL, filter: { search: 'BROWSER' } })).toEqual(['browser 9', 'Browser 10']);
  expect(namesOf(EVERY, { ...ALL, filter: { search: 'E\u0301d' } })).toEqual(['Éditeur']);
  expect(namesOf(EVERY, { ...ALL, filter: { createdBy: 'grace' } })).toEqual(['browser 9']);
  expect(namesOf(EVERY, { ...ALL, filter: { states: ['scheduled', 'running'] } })).toEqual([
    'Editor',
    'Browser 10',
  ]);
  expect(namesOf(EVERY, { ...ALL, filter: { startFrom: later(20), startBefore: later(30) } })).toEqual([
    'browser 9',
  ]);
  expect(namesOf(EVERY, { ...ALL, filter: { search: 'browser', states: ['succeeded'] } })).toEqual([]);
});

test('[C3] beside a filter by state the other states are counted, as far as they fit in all else', () => {
  const { total, counts } = containerPage(
    EVERY,
    { ...ALL, filter: { search: 'browser', states: ['failed'] } },
    NOW,
  );
  expect(total).toBe(1);
  expect(counts).toEqual({ running: 1, failed: 1 });
});

test('[C3] page by page, by place or by number, each container comes once and in order', () => {
  for (const seed of seeds(20)) {
    const random = seeded(seed);
    const all = Array.from({ length: random.whole(1, 40) }, () =>
      facts({
        name: `n${random.whole(1, 12)}`,
        priority: random.whole(-2, 2),
        jobs: random.whole(1, 3),
        startAt: later(random.whole(0, 5)),
        createdAt: later(random.whole(0, 5)),
        counts: random.oneOf([{ waiting: 1 }, { failed: 1 }, { succeeded: 1 }]),
      }),
    );
    const sort = { field: random.oneOf(ContainerSortField.options), descending: random.chance(0.5) };
    const limit = random.whole(1, 7);
    const whole = containerPage(all, { filter: {}, sort, limit: 1_000 }, NOW).ids;
    const paged: string[] = [];
    let after: ContainerListing['after'];
    do {
      const page = containerPage(all, { filter: {}, sort, limit, after }, NOW);
      expect(page.ids, `seed ${seed}`).toEqual(whole.slice(paged.length, paged.length + limit));
      const numbered = containerPage(all, { filter: {}, sort, limit, from: paged.length }, NOW);
      expect(numbered.ids, `seed ${seed}`).toEqual(page.ids);
      paged.push(...page.ids);
      after = page.next;
    } while (after !== undefined);
    expect(paged, `seed ${seed}`).toEqual(whole);
    expect(new Set(paged).size).toBe(all.length);
  }
});

test('[C3] a page goes on behind its place though the container that had it is gone', () => {
  const sort = { field: 'name', descending: false } as const;
  const { ids, next } = containerPage(EVERY, { filter: {}, sort, limit: 2 }, NOW);
  expect(next).toBeDefined();
  const left = EVERY.filter(({ id }) => id !== ids[1]);
  expect(namesOf(left, { filter: {}, sort, limit: 9, after: next })).toEqual(['Éditeur', 'Editor']);
});
