import { expect, test } from 'vitest';
import type { ContainerFacts } from '#domain/container-list.ts';
import { overviewContainers } from '#domain/overview.ts';
import { aContainer } from '#tests/support/builders.ts';
import { later } from './events.ts';

const NOW = later(100_000);
const SINCE = later(50_000);
const facts = (given: Partial<ContainerFacts>): ContainerFacts => ({ ...aContainer(given), revision: 1 });
const overview = (all: ContainerFacts[]) => overviewContainers(all, { now: NOW, failedSince: SINCE });
const many = (count: number, given: (place: number) => Partial<ContainerFacts>) =>
  Array.from({ length: count }, (_, place) => facts(given(place)));
const idsOf = (all: readonly ContainerFacts[]) => all.map(({ id }) => id);

test('[C6] the first six of what starts next, in their order, beside the number of all', () => {
  const all = many(9, (place) => ({ startAt: later(200_000 + place) }));
  const { next, running } = overview(all.toReversed());
  expect(next).toMatchObject({ ids: idsOf(all.slice(0, 6)), total: 9 });
  expect(running).toEqual({ ids: [], total: 0, activeJobs: 0, failedJobs: 0 });
});

test('[C6] jobs are counted of all of a kind, also of those that are not named', () => {
  const all = many(8, () => ({
    counts: { pushed: 1, downloading: 1, unpacking: 1, executing: 2, failed: 3, waiting: 9 },
  }));
  expect(overview(all).running).toMatchObject({ total: 8, activeJobs: 40, failedJobs: 24 });
});

test.each([
  ['running', {}],
  ['paused', { paused: true }],
  ['failed', { counts: { failed: 1, waiting: 1 } }],
] as const)('[C6] of what is %s the last started come first', (kind, given) => {
  const all = many(8, (place) => ({ startAt: later(place), ...given }));
  expect(overview(all)[kind]).toMatchObject({ ids: idsOf(all.toReversed().slice(0, 6)), total: 8 });
});

test('[C6] of those that start together the newest comes first, and the oldest of those that will', () => {
  const [first, second] = many(2, () => ({}));
  const [soon, then] = many(2, () => ({ startAt: later(200_000) }));
  const all = [first, then, second, soon].filter((one) => one !== undefined);
  expect(overview(all).running.ids).toEqual([second?.id, first?.id]);
  expect(overview(all).next.ids).toEqual([soon?.id, then?.id]);
});

test('[C6] what went wrong is named from its first failed job until a day after its end', () => {
  const runs = facts({ counts: { waiting: 1, failed: 1 } });
  const retried = facts({ counts: { failed: 1 } });
  const ended = (settledAt: Date) => facts({ counts: { failed: 1 }, settledAs: 'failed', settledAt });
  const justNow = ended(SINCE);
  const expired = facts({ counts: { expired: 1 }, settledAs: 'failed', settledAt: later(60_000) });
  const { failed } = overview([
    runs,
    retried,
    justNow,
    expired,
    ended(later(49_999)),
    facts({ counts: { waiting: 1 } }),
    facts({ counts: { succeeded: 1 }, settledAs: 'succeeded', settledAt: later(60_000) }),
    facts({ counts: { cancelled: 1 }, settledAs: 'cancelled', settledAt: later(60_000) }),
  ]);
  expect(new Set(failed.ids)).toEqual(new Set(idsOf([runs, retried, justNow, expired])));
  expect(failed.total).toBe(4);
});
